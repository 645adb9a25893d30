/**
 * A node of a packed tree, whose nodes lie depth-first: the left child follows its parent.
 * Narrow, 8 bytes: u16 the feature's offset in a block of rows, i16 how many nodes the right child lies behind the left
 * one, f32 the threshold. Wide, 12 bytes: the same as u32, i32 (in bytes) and f32.
 * A leaf has the threshold -Infinity, which everything exceeds, and itself as right child: who has arrived stays.
 */
export abstract class PackedNode {
  @inline static size(isWide: bool): i32 {
    return isWide ? 12 : 8;
  }

  /**
   * The child that a row goes to. Its values are at `x`, values of the same feature of other rows between them.
   * The sign of t - x says whether x > t, without a branch: subtraction underflows gradually, so it is 0 only if both are
   * equal, and then +0, because t is never -0. 27 ns instead of 31 for comparing and choosing, a row and tree.
   */
  @inline static next(node: usize, x: usize, isWide: bool): usize {
    if (isWide) {
      const isRight = reinterpret<i32>(load<f32>(node, 8) - load<f32>(x + load<u32>(node))) >> 31;
      return node + (load<i32>(node, 4) & isRight) + 12;
    }
    const isRight = reinterpret<i32>(load<f32>(node, 4) - load<f32>(x + load<u16>(node))) >> 31;
    return node + (((<i32>load<i16>(node, 2)) & isRight) << 3) + 8;
  }
}
