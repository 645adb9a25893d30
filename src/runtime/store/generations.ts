/**
 * Which blocks were given back since somebody looked, in shared memory. A thread may keep a view long after its object was
 * freed and the block holds another one: whoever uses a view again asks here first, for one read.
 *
 * The words are fewer than the blocks, so that there is nothing to allocate: blocks share a word, which grows whenever one
 * of them is given back. A word that has not changed says that the block is still the object's; one that has says nothing,
 * and the head is asked. Only the head writes, before the block's owner may use it again.
 */
import type { Block } from '../protocol';

/** A power of two. The numbers of an owner's blocks are counted up, so only every 65,536th shares a word: 256 KiB. */
const WORDS = 2 ** 16;

export type Generations = Int32Array<SharedArrayBuffer>;

/** Of each block of an object: its word, and what that said while the object was there. */
export type Guards = readonly number[];

export function createGenerations(): Generations {
  return new Int32Array(new SharedArrayBuffer(WORDS * Int32Array.BYTES_PER_ELEMENT));
}

/** The guards of an object that is there at this moment. */
export function guardsOf(generations: Generations, blocks: readonly Block[]): Guards {
  const guards: number[] = [];
  for (const block of blocks) {
    const word = wordOf(block);
    guards.push(word, Atomics.load(generations, word));
  }
  return guards;
}

/** Whether the object that these are the guards of is certainly still there. */
export function areCurrent(generations: Generations, guards: Guards): boolean {
  for (let i = 0; i < guards.length; i += 2) {
    if (Atomics.load(generations, guards[i]!) !== guards[i + 1]) return false;
  }
  return true;
}

/** The block will be used again: guards of what lies in it hold no longer. */
export function endGeneration(generations: Generations, block: Block): void {
  Atomics.add(generations, wordOf(block), 1);
}

function wordOf({ incarnation, number }: Block): number {
  // The odd factor spreads the owners, which all count from 1.
  return (Math.imul(incarnation, 0x9e3779b1) + number) & (WORDS - 1);
}
