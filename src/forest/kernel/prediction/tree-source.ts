import { Pointer, reserve } from '../base/memory';

/** Nodes that are packed together: so many more are reserved. */
export const STEP: i32 = 4;

/** The arrays of a tree that the host writes, as in src/forest/tree.ts. */
export let childrenLeft: Pointer<i32> = changetype<Pointer<i32>>(0);
export let childrenRight: Pointer<i32> = changetype<Pointer<i32>>(0);
export let feature: Pointer<i32> = changetype<Pointer<i32>>(0);
export let threshold: Pointer<f64> = changetype<Pointer<f64>>(0);
/** Septets only. */
export let nNodeSamples: Pointer<i32> = changetype<Pointer<i32>>(0);

/** Reserves the arrays of a tree of up to so many nodes. */
export function reserveSource(count: i32): void {
  childrenLeft = reserve<i32>(count + STEP);
  childrenRight = reserve<i32>(count + STEP);
  feature = reserve<i32>(count + STEP);
  threshold = reserve<f64>(count + STEP);
  nNodeSamples = reserve<i32>(count + STEP);
}

/** Where the host writes them, in the order above. */
export function sourceArray(index: i32): usize {
  switch (index) {
    case 0:
      return childrenLeft.address;
    case 1:
      return childrenRight.address;
    case 2:
      return feature.address;
    case 3:
      return threshold.address;
    default:
      return nNodeSamples.address;
  }
}
