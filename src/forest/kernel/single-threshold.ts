/**
 * Thresholds in single precision that part the same values: the largest single t32 <= t64. Values x are singles, so
 * x <= t64 if and only if x <= t32: the singles <= t64 are just those <= the largest of them. -0 becomes +0, which
 * parts alike, since -0 = +0.
 */
export abstract class SingleThreshold {
  /** Of four doubles. */
  @inline static ofFour(first: v128, second: v128): v128 {
    const low = f32x4.demote_f64x2_zero(first);
    const high = f32x4.demote_f64x2_zero(second);
    const lowIsAbove = f64x2.gt(f64x2.promote_low_f32x4(low), first);
    const highIsAbove = f64x2.gt(f64x2.promote_low_f32x4(high), second);
    const nearest = f32x4.add(v128.shuffle<i32>(low, high, 0, 1, 4, 5), f32x4.splat(0));
    const isAbove = v128.shuffle<i32>(lowIsAbove, highIsAbove, 0, 2, 4, 6);
    // As whole numbers in the order of the singles, the next lower one is one less; below +0 that is -0, so two less.
    const key = SingleThreshold.turn(nearest);
    const isZero = i32x4.eq(key, i32x4.splat(0));
    const lower = i32x4.add(isAbove, v128.and(isAbove, isZero));
    return SingleThreshold.turn(i32x4.add(key, lower));
  }

  /** The bits of singles as whole numbers in the same order, and back. */
  @inline private static turn(bits: v128): v128 {
    return v128.xor(bits, v128.and(i32x4.shr_s(bits, 31), i32x4.splat(0x7fffffff)));
  }
}
