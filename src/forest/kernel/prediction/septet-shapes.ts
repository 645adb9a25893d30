import { Pointer } from '../base/memory';
import { EXITS, LANES } from './septet';

/** Levels that a septet may reach down, and the binary trees of 7 nodes in so many. */
export const MAX_LEVELS: i32 = 5;
const MAX_SHAPES: i32 = 221;
const OUTCOMES: i32 = 1 << LANES;
/** A shape: its nodes and exits in preorder, from the highest bit on, 1 for a node. */
const SHAPE_BITS: i32 = LANES + EXITS;

/**
 * Shape by shape, of each outcome of the comparisons, a bit for each node in preorder: the exit that a row takes, times the
 * 4 bytes of an entry. Of static memory little lies before it, so that an address has 15 bits.
 */
const tables = memory.data(MAX_SHAPES * OUTCOMES, 64);
/** Of each shape: the number of its table, counted from 1, or 0 if it has none yet. */
const numbers = changetype<Pointer<u8>>(memory.data(1 << (SHAPE_BITS - 2), 16));
let nShapes = 0;

/** The address of the shape's table. */
export function tableOfShape(shape: i32): usize {
  // The first bit is always 1, the last one 0.
  const inner = (shape >> 1) & ((1 << (SHAPE_BITS - 2)) - 1);
  if (numbers[inner] == 0) {
    numbers[inner] = <u8>++nShapes;
    const table = tableOf(nShapes);
    if (table > 0x7fff) unreachable();
    for (let outcome = 0; outcome < OUTCOMES; outcome++) {
      store<u8>(table + outcome, <u8>(exitOf(shape, outcome) * sizeof<i32>()));
    }
  }
  return tableOf(numbers[inner]);
}

function tableOf(number: i32): usize {
  return tables + (number - 1) * OUTCOMES;
}

/** The exit that an outcome leads to. */
function exitOf(shape: i32, outcome: i32): i32 {
  let bit = SHAPE_BITS - 1;
  let lane = 0;
  let exit = 0;
  while ((shape >> bit) & 1) {
    const isRight = (outcome >> lane) & 1;
    bit--;
    lane++;
    // To go right is to skip what is on the left: it ends when it has had one exit more than nodes.
    for (let open = isRight; open > 0; bit--) {
      const isNode = (shape >> bit) & 1;
      open += 2 * isNode - 1;
      lane += isNode;
      exit += 1 - isNode;
    }
  }
  return exit;
}
