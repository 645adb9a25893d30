import { Pointer, reserve } from '../base/memory';

/** Rows that are walked together. */
const BLOCK: i32 = 8;
/** A feature of a block takes 2^5 = 32 bytes: 8 values in single precision. */
export const FEATURE_SHIFT: i32 = 5;

export let nBlocks: i32 = 0;
export let nFeatures: i32 = 0;
/** Block after block, feature after feature: the values of the block's rows. */
export let blocks: Pointer<f32> = changetype<Pointer<f32>>(0);
/** Of each row: the node it ends in. */
export let leaves: Pointer<i32> = changetype<Pointer<i32>>(0);
/** One column, before it is spread over the blocks. */
let column: Pointer<f32> = changetype<Pointer<f32>>(0);

/**
 * Reserves so many rows, made up to whole blocks. The host then writes each column to the address returned, with zeros
 * up to the end of its last block, and has it spread.
 */
export function reserveRows(rows: i32, features: i32): usize {
  nBlocks = (rows + BLOCK - 1) / BLOCK;
  nFeatures = features;
  blocks = reserve<f32>(nBlocks * BLOCK * features);
  leaves = reserve<i32>(nBlocks * BLOCK);
  column = reserve<f32>(nBlocks * BLOCK);
  return column.address;
}

/** Copies the column, which the host has written, to its place in each block. */
export function spreadColumn(feature: i32): void {
  const stride = (<usize>nFeatures) << FEATURE_SHIFT;
  let from = column.address;
  let to = blocks.address + ((<usize>feature) << FEATURE_SHIFT);
  for (let block = 0; block < nBlocks; block++) {
    v128.store(to, v128.load(from));
    v128.store(to, v128.load(from, 16), 16);
    from += 1 << FEATURE_SHIFT;
    to += stride;
  }
}

export function leavesAddress(): usize {
  return leaves.address;
}
