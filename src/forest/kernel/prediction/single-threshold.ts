/**
 * Thresholds in single precision that part the same values: the largest single t32 <= t64. Values x are singles, so
 * x <= t64 if and only if x <= t32: the singles <= t64 are just those <= the largest of them.
 */
export abstract class SingleThreshold {
  /** Of four doubles: the nearest singles, or the next lower ones where these lie above. */
  @inline static ofFour(first: v128, second: v128): v128 {
    const low = f32x4.demote_f64x2_zero(first);
    const high = f32x4.demote_f64x2_zero(second);
    const lowIsAbove = f64x2.gt(f64x2.promote_low_f32x4(low), first);
    const highIsAbove = f64x2.gt(f64x2.promote_low_f32x4(high), second);
    const nearest = v128.shuffle<i32>(low, high, 0, 1, 4, 5);
    const isAbove = v128.shuffle<i32>(lowIsAbove, highIsAbove, 0, 2, 4, 6);
    // The next lower single has the bits, as a whole number, less one if it is positive and plus one if negative. Never
    // asked for +0, because negative doubles round to -0, whose next lower one is the first below zero, as it should be.
    const step = v128.or(i32x4.shr_s(nearest, 31), i32x4.splat(1));
    return i32x4.sub(nearest, v128.and(isAbove, step));
  }
}
