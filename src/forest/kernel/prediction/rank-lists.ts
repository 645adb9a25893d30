import { Pointer, reserve } from '../base/memory';
import { sortKeys } from './radix-sort';
import { fillRankList, Rank, RankList } from './rank-list';
import { SingleThreshold } from './single-threshold';
import { childrenLeft, feature, threshold } from './tree-source';

/** Features whose ranks fit in a vector; src/forest/wasm/ranked-forest.ts names the same. */
const MAX_FEATURES: i32 = 8;
const MAX_THRESHOLDS: i32 = 0xffff;

/** Feature after feature, MAX_THRESHOLDS each: keys of the thresholds collected so far, and how many. */
let collected: Pointer<u32> = changetype<Pointer<u32>>(0);
const counts = changetype<Pointer<i32>>(memory.data(MAX_FEATURES * 4, 16));
/** The same of a tree. */
const treeCounts = changetype<Pointer<i32>>(memory.data(MAX_FEATURES * 4, 16));
let spare: Pointer<u32> = changetype<Pointer<u32>>(0);
let nFeatures: i32 = 0;
/** The lists made last. */
let lists: usize = 0;

/** Reserves what making lists takes: 2.4 MB for 8 features. */
export function reserveRankWork(features: i32): void {
  nFeatures = features;
  collected = reserve<u32>(MAX_THRESHOLDS * features);
  spare = reserve<u32>(MAX_THRESHOLDS);
}

/** From here on thresholds are those of another group of trees. */
export function startRankLists(): void {
  for (let f = 0; f < nFeatures; f++) counts[f] = 0;
}

/** Takes the thresholds of the tree that the host has written. Returns false, and takes none, if they are too many. */
export function collectThresholds(nodes: i32): bool {
  for (let f = 0; f < nFeatures; f++) treeCounts[f] = counts[f];
  for (let node = 0; node < nodes; node++) {
    if (childrenLeft[node] >= 0) treeCounts[feature[node]] += 1;
  }
  for (let f = 0; f < nFeatures; f++) {
    if (treeCounts[f] > MAX_THRESHOLDS) return false;
  }
  for (let node = 0; node < nodes; node++) {
    if (childrenLeft[node] < 0) continue;
    const f = feature[node];
    collected[f * MAX_THRESHOLDS + counts[f]] = keyOfThreshold(threshold[node]);
    counts[f] += 1;
  }
  return true;
}

/** Makes the lists. Returns where they lie, for `rankRows`. */
export function finishRankLists(): usize {
  lists = reserve<u8>(MAX_FEATURES * <i32>offsetof<RankList>()).address;
  for (let f = 0; f < nFeatures; f++) {
    const keys = collected.from(f * MAX_THRESHOLDS);
    sortKeys(keys, spare, counts[f]);
    fillRankList(rankList(lists, f), keys, counts[f]);
  }
  return lists;
}

export function rankList(group: usize, f: i32): RankList {
  return changetype<RankList>(group + <usize>f * offsetof<RankList>());
}

/** The rank of a threshold in the lists made last. */
export function rankOfThreshold(f: i32, value: f64): i16 {
  return Rank.of(rankList(lists, f), keyOfThreshold(value));
}

function keyOfThreshold(value: f64): u32 {
  const four = SingleThreshold.ofFour(f64x2.splat(value), f64x2.splat(value));
  return Rank.key(f32x4.extract_lane(four, 0));
}
