import { Pointer, reserve } from '../base/memory';
import { isRough } from '../base/engine-mode';
import { maxFeatures } from '../base/options';
import { randomBelow, randomState, setRandomState, Xorshift } from '../base/random';
import { nFeatures } from '../table/table';

/**
 * All features, in five parts while a node is split, so that constants cost no second look:
 * [known constants drawn | known constants | constants found here | not drawn yet | drawn]. Persists over the tree.
 */
let features: Pointer<i32> = changetype<Pointer<i32>>(0);
let constantFeatures: Pointer<i32> = changetype<Pointer<i32>>(0);

/** Features that fit the bits of a mask. */
export const MASKED_FEATURES: i32 = 64;

/** Features known to be constant when the draw began, and with those found since. */
let nKnown: i32 = 0;
export let nConstants: i32 = 0;
let nFound: i32 = 0;
let nDrawnKnown: i32 = 0;
let nUndrawn: i32 = 0;
let nVisited: i32 = 0;
let place: i32 = 0;

export function reserveLottery(): void {
  features = reserve<i32>(nFeatures);
  constantFeatures = reserve<i32>(nFeatures);
}

export function startLottery(): void {
  for (let i = 0; i < nFeatures; i++) {
    features[i] = i;
    constantFeatures[i] = 0;
  }
}

/** Begins the draw of a node, `nKnownConstants` of whose features are known to be constant. */
export function startDraw(nKnownConstants: i32): void {
  nKnown = nKnownConstants;
  nConstants = nKnownConstants;
  nFound = 0;
  nDrawnKnown = 0;
  nUndrawn = nFeatures;
  nVisited = 0;
}

/**
 * Draws the next feature to look at, or -1 when the draw is over. Constants count towards maxFeatures, but the draw
 * goes on until one feature was not constant. The caller says afterwards which it was: `tookFeature` or `foundConstant`.
 */
export function drawFeature(): i32 {
  while (nUndrawn > nConstants && (nVisited < maxFeatures || nVisited <= nFound + nDrawnKnown)) {
    nVisited++;
    const drawn = nDrawnKnown + randomBelow(nUndrawn - nFound - nDrawnKnown);
    if (drawn < nKnown) {
      swapFeatures(drawn, nDrawnKnown++);
      continue;
    }
    place = drawn + nFound;
    return features[place];
  }
  return -1;
}

/** The feature just drawn has several values in this node. */
export function tookFeature(): void {
  swapFeatures(place, --nUndrawn);
}

/** The feature just drawn is constant in this node, hence below it. */
export function foundConstant(): void {
  swapFeatures(place, nConstants++);
  nFound++;
}

/** The features that `drawAll` has drawn and that are not equal throughout, in the order of the draw. */
export const drawn = changetype<Pointer<i32>>(memory.data(MASKED_FEATURES * 4, 16));

/**
 * The whole draw of a node at once, where it is known which features are constant: bit f of `constants` says so of
 * feature f. Those equal throughout are not listed in `drawn`; bit f of `equal` says which. Returns how many are listed.
 * Its state is in locals, not in globals.
 */
export function drawAll(nKnownConstants: i32, constants: u64, equal: u64): i32 {
  if (looksAtAll()) return takeAll(nKnownConstants, constants);
  const all = features;
  const limit = maxFeatures;
  let state = randomState;
  let end = nFeatures;
  let constant = nKnownConstants;
  let found = 0;
  let drawnKnown = 0;
  let visited = 0;
  let count = 0;
  while (end > constant && (visited < limit || visited <= found + drawnKnown)) {
    visited++;
    state = Xorshift.next(state);
    let at = drawnKnown + Xorshift.below(state, end - found - drawnKnown);
    if (at < nKnownConstants) {
      swapFeatures(at, drawnKnown++);
      continue;
    }
    at += found;
    const feature = all[at];
    if ((constants >> feature) & 1) {
      all[at] = all[constant];
      all[constant++] = feature;
      found++;
    } else {
      all[at] = all[--end];
      all[end] = feature;
    }
    drawn[count] = feature;
    count += i32(((equal >> feature) & 1) == 0);
  }
  setRandomState(state);
  nKnown = nKnownConstants;
  nConstants = constant;
  nFound = found;
  endDraw();
  return count;
}

/** Whether every feature is looked at and the order in which they are drawn does not matter. */
export function looksAtAll(): bool {
  return isRough && maxFeatures >= nFeatures;
}

/** Leaves it at the constants that are known. */
export function keepConstants(nKnownConstants: i32): void {
  nConstants = nKnownConstants;
}

/**
 * As `drawAll` where neither the order of the draw matters nor its random numbers, because every feature is looked at and
 * ties need not be broken as scikit-learn breaks them: one random number chooses where to begin.
 */
function takeAll(nKnownConstants: i32, constants: u64): i32 {
  const all = features;
  let constant = nKnownConstants;
  for (let i = nKnownConstants; i < nFeatures; i++) {
    const feature = all[i];
    if (((constants >> feature) & 1) == 0) continue;
    all[i] = all[constant];
    all[constant++] = feature;
  }
  for (let i = nKnownConstants; i < constant; i++) constantFeatures[i] = all[i];
  nConstants = constant;
  const length = nFeatures - constant;
  if (length == 0) return 0;
  let at = constant + randomBelow(length);
  for (let i = 0; i < length; i++) {
    drawn[i] = all[at++];
    if (at == nFeatures) at = constant;
  }
  return length;
}

/** Puts the known constants back in their old order and appends those found, for the children to know. */
export function endDraw(): void {
  for (let i = 0; i < nKnown; i++) features[i] = constantFeatures[i];
  for (let i = nKnown; i < nKnown + nFound; i++) constantFeatures[i] = features[i];
}

/** After `endDraw`: the features that are not known to be constant are those from place `nConstants` on. */
export function featureAt(index: i32): i32 {
  return features[index];
}

function swapFeatures(i: i32, j: i32): void {
  const swapped = features[i];
  features[i] = features[j];
  features[j] = swapped;
}
