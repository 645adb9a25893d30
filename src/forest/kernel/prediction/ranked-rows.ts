import { Pointer, reserve } from '../base/memory';
import { rankList } from './rank-lists';
import { Rank } from './rank-list';

/** Rows that are walked together. */
export const GROUP: i32 = 8;
/** Bytes of a row's ranks: 8 of 16 bits. */
const SHIFT: usize = 4;
export const RANKS_SIZE: usize = 1 << SHIFT;

export let nRows: i32 = 0;
/** Made up to whole groups; the last row stands in. */
export let nPadded: i32 = 0;
let nFeatures: i32 = 0;
/** Feature after feature, as the host gives them. */
let columns: Pointer<f32> = changetype<Pointer<f32>>(0);
/** The rows in the order in which they are walked. */
export let order: Pointer<i32> = changetype<Pointer<i32>>(0);
/** In that order: the ranks of each row, a second copy while they are sorted, and the row's leaf in the tree walked last. */
export let ranks: usize = 0;
let unsorted: usize = 0;
export let leaves: Pointer<i32> = changetype<Pointer<i32>>(0);
let places: Pointer<i32> = changetype<Pointer<i32>>(0);

/** Reserves rows, for trees of up to so many leaves. The host writes its columns, one after another, where this says. */
export function reserveRankedRows(rows: i32, features: i32, maxLeaves: i32): usize {
  nRows = rows;
  nPadded = (rows + GROUP - 1) & -GROUP;
  nFeatures = features;
  columns = reserve<f32>(rows * features);
  order = reserve<i32>(nPadded);
  ranks = reserve<u8>(nPadded << (<i32>SHIFT)).address;
  unsorted = reserve<u8>(nPadded << (<i32>SHIFT)).address;
  leaves = reserve<i32>(nPadded);
  places = reserve<i32>(maxLeaves + 1);
  for (let i = 0; i < nPadded; i++) order[i] = min(i, rows - 1);
  return columns.address;
}

/** Ranks the rows among the thresholds of a group of trees. Four searches side by side took 60 % of the time of one. */
export function rankRows(group: usize): void {
  for (let feature = 0; feature < nFeatures; feature++) {
    const list = rankList(group, feature);
    const column = columns.from(feature * nRows);
    let to = ranks + feature * sizeof<i16>();
    for (let i = 0; i < nPadded; i += 4) {
      const key0 = Rank.key(column[order[i]]);
      const key1 = Rank.key(column[order[i + 1]]);
      const key2 = Rank.key(column[order[i + 2]]);
      const key3 = Rank.key(column[order[i + 3]]);
      let at0 = Rank.start(list, key0);
      let at1 = Rank.start(list, key1);
      let at2 = Rank.start(list, key2);
      let at3 = Rank.start(list, key3);
      for (let stride: usize = list.stride; stride >= sizeof<u32>(); stride >>= 1) {
        at0 = Rank.step(at0, stride, key0);
        at1 = Rank.step(at1, stride, key1);
        at2 = Rank.step(at2, stride, key2);
        at3 = Rank.step(at3, stride, key3);
      }
      store<i16>(to, Rank.end(list, at0));
      store<i16>(to, Rank.end(list, at1), RANKS_SIZE);
      store<i16>(to, Rank.end(list, at2), 2 * RANKS_SIZE);
      store<i16>(to, Rank.end(list, at3), 3 * RANKS_SIZE);
      to += 4 * RANKS_SIZE;
    }
  }
}

/** Puts rows in their first order into that of their leaves in the tree walked, so that neighbours go similar ways. */
export function sortByLeaf(nLeaves: i32): void {
  memory.fill(places.address, 0, (<usize>(nLeaves + 1)) << 2);
  for (let row = 0; row < nRows; row++) places[leaves[row] + 1] += 1;
  for (let leaf = 0; leaf < nLeaves; leaf++) places[leaf + 1] += places[leaf];
  memory.copy(unsorted, ranks, (<usize>nPadded) << SHIFT);
  for (let row = 0; row < nRows; row++) {
    const place = places[leaves[row]];
    places[leaves[row]] = place + 1;
    order[place] = row;
    v128.store(ranks + ((<usize>place) << SHIFT), v128.load(unsorted + ((<usize>row) << SHIFT)));
  }
  const last = order[nRows - 1];
  for (let i = nRows; i < nPadded; i++) {
    order[i] = last;
    v128.store(ranks + ((<usize>i) << SHIFT), v128.load(unsorted + ((<usize>last) << SHIFT)));
  }
}
