import { maxSamples } from '../table/bag';
import { Pointer, reserve } from '../base/memory';
import { Modulo } from '../base/modulo';

/**
 * What the three-way partition does to the elements equal to its pivot. They lie in a row between those that are less
 * and those not yet seen. Each less element that comes along is swapped with the first of the row and so sends it to the
 * row's end: the row is a queue that turns by one; an equal element joins at its end.
 */

/** The equal elements in the order in which the partition meets them. */
export let met: Pointer<u16> = changetype<Pointer<u16>>(0);
/** Of each: how many elements that are not greater it met before. */
export let metAt: Pointer<u16> = changetype<Pointer<u16>>(0);

/** Up to this many elements the queue is a vector of bytes, which one swizzle turns. */
const MAX_VECTOR: i32 = 16;
const VECTOR_BYTES: i32 = 16;

/** Of each length up to 16: 32 bytes i % length; 16 of them from byte k on turn a queue of that length by k. */
const TURN_BYTES: i32 = 32;
const turns = changetype<Pointer<u8>>(memory.data((MAX_VECTOR + 1) * TURN_BYTES, 16));
const finalOrder = changetype<Pointer<u8>>(memory.data(VECTOR_BYTES, 16));

/** The queue's memory is so many times its length: it is moved back to the start once in so many turns. */
const QUEUE_FACTOR: i32 = 8;
let queue: Pointer<u16> = changetype<Pointer<u16>>(0);

export function reserveRotation(): void {
  met = reserve<u16>(maxSamples);
  metAt = reserve<u16>(maxSamples);
  queue = reserve<u16>((QUEUE_FACTOR + 1) * min(maxSamples, 0x8000) + 64);
}

fillTurns();

function fillTurns(): void {
  for (let length = 1; length <= MAX_VECTOR; length++) {
    for (let i = 0; i < TURN_BYTES; i++) turns[length * TURN_BYTES + i] = <u8>(i % length);
  }
}

/**
 * Writes the ids of `count` >= 2 equal elements in the order in which the partition leaves them.
 * @param total how many elements are not greater than the pivot
 * @param list the id of each element
 */
export function writeRotated(out: Pointer<Id>, count: i32, total: i32, list: Pointer<Id>): void {
  if (count == 2) {
    const swapped = (total - 1 - metAt[1]) & 1;
    out[swapped] = list[met[0]];
    out[1 - swapped] = list[met[1]];
  } else if (count <= MAX_VECTOR) {
    rotateVector(out, count, total, list);
  } else {
    rotateQueue(out, count, total, list);
  }
}

/** Less elements that come along between the equal element before `joined` and the next one, or the end. */
function nLessBefore(joined: i32, count: i32, total: i32): i32 {
  const next = joined < count ? <i32>metAt[joined] : total;
  return next - metAt[joined - 1] - 1;
}

function rotateVector(out: Pointer<Id>, count: i32, total: i32, list: Pointer<Id>): void {
  const places = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  let order = i8x16.splat(0);
  for (let length = 1; ; length++) {
    const turn = Modulo.of(nLessBefore(length, count, total), length);
    order = i8x16.swizzle(order, v128.load(turns.from(length * TURN_BYTES + turn).address));
    if (length == count) break;
    const joined = i8x16.splat(<i8>length);
    order = v128.bitselect(joined, order, i8x16.eq(places, joined));
  }
  v128.store(finalOrder.address, order);
  for (let i = 0; i < count; i++) out[i] = list[met[finalOrder[i]]];
}

function rotateQueue(out: Pointer<Id>, count: i32, total: i32, list: Pointer<Id>): void {
  const capacity = count * QUEUE_FACTOR;
  let head = 0;
  queue[0] = met[0];
  for (let length = 1; ; length++) {
    const turn = Modulo.of(nLessBefore(length, count, total), length);
    let tail = head + length;
    if (tail + turn + 1 > capacity) {
      memory.copy(queue.address, queue.from(head).address, length << 1);
      head = 0;
      tail = length;
    }
    // Turning copies the first elements behind the last; eight at a time, so up to seven too many.
    for (let i = 0; i < <i32>turn; i += 8) {
      v128.store(queue.from(tail + i).address, v128.load(queue.from(head + i).address));
    }
    head += turn;
    if (length == count) break;
    queue[head + length] = met[length];
  }
  for (let i = 0; i < count; i++) out[i] = list[queue[head + i]];
}
