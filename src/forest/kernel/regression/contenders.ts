import { maxSamples } from '../table/bag';
import { isRough } from '../base/engine-mode';
import { Pointer, reserve } from '../base/memory';
import { canCut } from './slots';

/** Cuts whose rough score is so good that one of them may be the best by the sums of scikit-learn. */
export let nContenders: i32 = 0;
export let contenderSlot: Pointer<i32> = changetype<Pointer<i32>>(0);
/** The cut is after sample `contenderPosition` of the slot's list. */
export let contenderPosition: Pointer<i32> = changetype<Pointer<i32>>(0);
export let contenderScore: Pointer<f64> = changetype<Pointer<f64>>(0);

/** The best rough score of a cut so far, and the least that still contends, which is lower by the tolerance. */
export let bestScore: f64 = 0;
export let contending: f64 = 0;
let tolerance: f64 = 0;

/** Beyond so many the weak ones are dropped. Between two looks at the number, the cuts of two features may come. */
const LIMIT: i32 = 4096;

export function reserveContenders(): void {
  const capacity = LIMIT + 2 * maxSamples + 1024;
  contenderSlot = reserve<i32>(capacity);
  contenderPosition = reserve<i32>(capacity);
  contenderScore = reserve<f64>(capacity);
}

export function startContenders(roundingTolerance: f64): void {
  nContenders = 0;
  bestScore = -1;
  tolerance = roundingTolerance;
  contending = -1;
}

/**
 * Raises the bar by a score, if the slot can be cut there. Without a tolerance that cut is the only contender from then on.
 */
export function raiseBar(slot: i32, list: Pointer<Id>, position: i32, score: f64): bool {
  if (score <= bestScore || !canCut(slot, list, position)) return false;
  bestScore = score;
  contending = score - tolerance;
  if (isRough) {
    nContenders = 0;
    push(slot, position, score);
  }
  return true;
}

/** Adds a cut that contends, if the slot can be cut there. */
export function addContender(slot: i32, list: Pointer<Id>, position: i32, score: f64): void {
  if (!canCut(slot, list, position)) return;
  push(slot, position, score);
  if (score > bestScore) {
    bestScore = score;
    contending = score - tolerance;
  }
}

function push(slot: i32, position: i32, score: f64): void {
  contenderSlot[nContenders] = slot;
  contenderPosition[nContenders] = position;
  contenderScore[nContenders] = score;
  nContenders++;
}

/** Drops the cuts that no longer contend. */
export function dropWeak(): void {
  let kept = 0;
  for (let i = 0; i < nContenders; i++) {
    if (contenderScore[i] < contending) continue;
    contenderSlot[kept] = contenderSlot[i];
    contenderPosition[kept] = contenderPosition[i];
    contenderScore[kept] = contenderScore[i];
    kept++;
  }
  nContenders = kept;
}

export function clearContenders(): void {
  nContenders = 0;
}

/** Whether so many contend that they must be settled before more are added. */
export function isCrowded(): bool {
  if (nContenders <= LIMIT) return false;
  dropWeak();
  return nContenders > LIMIT;
}
