import { Pointer } from '../base/memory';

/** Cuts that are counted at once; a feature of one value more has so many. */
export const CUTS: i32 = 16;
/** The largest weight that has steps, and the largest count of 8 bits. */
export const MAX_STEP: u32 = 255;

/** Steps of a weight. */
export const STEP_BYTES: i32 = 2 * CUTS;

/**
 * Of each weight: it, 16 times, and 16 zeros behind. The 16 bytes from the sample's code on are what it adds to the left
 * side of every cut, the highest cut first: byte j belongs to the cut above code 15 - j.
 */
export const STEPS: usize = memory.data((<i32>MAX_STEP + 1) * STEP_BYTES, 64);

fillSteps();

function fillSteps(): void {
  const bytes = changetype<Pointer<u8>>(STEPS);
  for (let weight = 0; <u32>weight <= MAX_STEP; weight++) {
    for (let i = 0; i < CUTS; i++) bytes[weight * STEP_BYTES + i] = <u8>weight;
  }
}
