import { maxSamples, nSamples, renumberRank, renumberRow, useBag } from '../table/bag';
import { keepsOrder } from '../base/engine-mode';
import { listOf } from './lists';
import { featureAt } from '../tree/lottery';
import { Pointer, reserve } from '../base/memory';
import { PendingNode } from '../tree/pending-node';
import { nFeatures } from '../table/table';
import { renumberTerms, useTerms } from './target';

/**
 * In a subtree of at most so many samples they are numbered anew, one after another: what is looked up by id then lies
 * in 16 KiB, which the first cache holds, and no longer all over the tree's tables.
 */
const MAX_COMPACT_SIZE: i32 = 1024;
/** The tables of fewer samples fit the second cache, and numbering anew costs more than it saves. */
const MIN_SAMPLES: i32 = 16384;

/** Of each id: its new one. */
let newIds: Pointer<Id> = changetype<Pointer<Id>>(0);

export function reserveCompact(): void {
  newIds = reserve<Id>(maxSamples);
}

/**
 * Makes the tables current that the ids of a node refer to. Numbers its samples anew if it is small enough and they
 * were not yet; `samples` lists them.
 */
export function useTablesOf(node: PendingNode, samples: Pointer<Id>): void {
  if (node.size <= MAX_COMPACT_SIZE && !node.isCompact && nSamples > MIN_SAMPLES) {
    useTables(false);
    renumber(node, samples);
    node.isCompact = true;
  }
  useTables(node.isCompact);
}

function useTables(isCompact: bool): void {
  useTerms(isCompact);
  useBag(isCompact);
}

function renumber(node: PendingNode, samples: Pointer<Id>): void {
  for (let i = 0; i < node.size; i++) {
    const id = samples[i];
    const newId = node.start + i;
    newIds[id] = <Id>newId;
    renumberRow(id, newId);
    renumberTerms(id, newId);
  }
  for (let i = node.nConstants; i < nFeatures; i++) {
    const feature = featureAt(i);
    const list = listOf(node.side, feature, node.start);
    for (let k = 0; k < node.size; k++) renumberRank(feature, list[k], newIds[list[k]]);
    renumberList(list, node.size);
  }
  if (keepsOrder) renumberList(samples, node.size);
}

function renumberList(list: Pointer<Id>, size: i32): void {
  const ids = newIds;
  for (let i = 0; i < size; i++) list[i] = ids[list[i]];
}
