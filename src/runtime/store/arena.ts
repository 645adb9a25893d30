import { ObjectStoreFullError } from '../errors';
import type { Block, StoreMember } from '../protocol';
import { bytesOf, createArray, type ArrayForm, type Dtype, type Shape, type TypedArrays } from './dtypes';
import { areCurrent, guardsOf, type Guards } from './generations';
import { awaitRoom, isFenced, joinRow, paddedBytes, readMeter, release, reserve, whenRoom } from './meter';
import { Segments, type Piece } from './segments';
import { viewLike } from './views';

const MIB = 1024 * 1024;
/** Empty buffers are kept warm until nothing was freed for one to two times so long. */
const COOLING_MS = 1000;

/** An array from `alloc` that is still being written. */
export interface OpenArray {
  readonly block: Block;
  readonly form: ArrayForm;
  readonly view: ArrayBufferView;
}

/**
 * The part of the object store that one thread writes. Only this thread allocates here, so there is nothing to lock,
 * and a terminated worker that still runs for a while (2.0 s were seen) can only write where nobody else will.
 *
 * Blocks are counted in the store's meter from their allocation on. Those of a sealed object are given back by the
 * head, which takes them off the meter and has their arena `free` them; those that no head ever heard of by the arena
 * itself, in `abandon` and `discard`.
 */
export class Arena {
  private readonly member: StoreMember;
  private readonly segments: Segments;
  /** The open arrays by buffer and offset. */
  private readonly open = new Map<SharedArrayBuffer, Map<number, OpenArray>>();
  private cooling: ReturnType<typeof setTimeout> | undefined;
  private frees = 0;

  /** @param warmBytes the most bytes of empty buffers to keep for a while; by default an eighth of the store. */
  constructor(member: StoreMember, warmBytes = defaultWarmBytes(member)) {
    this.member = member;
    joinRow(member.meter, member.slot);
    this.segments = new Segments(warmBytes);
  }

  /** Bytes of the buffers that this arena keeps, in use or warm. */
  get heldBytes(): number {
    return this.segments.heldBytes;
  }

  /**
   * A writable array in shared memory, which the first put or return of it (or of a part of it) seals without a copy:
   * 2 µs in warm memory and 20 to 30 µs in a fresh buffer, whatever the size. What it holds at first is left over, as in
   * `numpy.empty`. Once sealed it is as immutable as any object; putting it again makes a copy.
   * @throws ObjectStoreFullError; TypeError or RangeError for a dtype or shape that does not exist.
   */
  alloc<D extends Dtype>(dtype: D, shape: Shape): TypedArrays[D] {
    const bytes = bytesOf(dtype, shape);
    if (bytes === 0) return createArray(dtype, shape);
    const { block, buffer, offset } = this.allocate(bytes);
    const view = createArray(dtype, shape, buffer, offset);
    const form = { dtype, shape: typeof shape === 'number' ? [shape] : [...shape] };
    let inBuffer = this.open.get(buffer);
    if (!inBuffer) this.open.set(buffer, (inBuffer = new Map<number, OpenArray>()));
    inBuffer.set(offset, { block, form, view });
    return view;
  }

  /** Gives back an array from `alloc` that will not be put; false when it was sealed or discarded before. */
  discard(array: ArrayBufferView): boolean {
    const open = this.findOpen(array);
    // A part of an array does not speak for the whole.
    if (open?.view !== array) return false;
    this.seal(open);
    this.abandon([open.block]);
    return true;
  }

  /** The open array that a view is (a part of), if any. */
  findOpen(view: ArrayBufferView): OpenArray | undefined {
    const inBuffer = this.open.get(view.buffer as SharedArrayBuffer);
    if (!inBuffer) return undefined;
    const exact = inBuffer.get(view.byteOffset);
    if (exact && contains(exact.view, view)) return exact;
    for (const open of inBuffer.values()) if (contains(open.view, view)) return open;
    return undefined;
  }

  /** From here on the array belongs to an object. */
  seal({ view }: OpenArray): void {
    const buffer = view.buffer as SharedArrayBuffer;
    const inBuffer = this.open.get(buffer);
    inBuffer?.delete(view.byteOffset);
    if (inBuffer?.size === 0) this.open.delete(buffer);
  }

  /**
   * Room for a copy: a view like `source` whose elements are still to be written.
   * @throws ObjectStoreFullError
   */
  place(source: ArrayBufferView): { readonly view: ArrayBufferView; readonly block: Block } {
    const { block, buffer, offset } = this.allocate(source.byteLength);
    return { view: viewLike(source, buffer, offset), block };
  }

  /** By which this thread sees when an object that is there is gone. */
  guardsOf(blocks: readonly Block[]): Guards {
    return guardsOf(this.member.generations, blocks);
  }

  /** Whether the object of these guards, whoever stored it, is certainly still there. */
  areCurrent(guards: Guards): boolean {
    return areCurrent(this.member.generations, guards);
  }

  /** Whether within `timeout` ms the store has room for `bytes`; see `whenRoom` of the meter. */
  whenRoom(bytes: number, timeout: number): Promise<boolean> {
    return whenRoom(this.member.meter, bytes, timeout);
  }

  /** As `whenRoom`, but blocks the thread. */
  awaitRoom(bytes: number, timeout: number): boolean {
    return awaitRoom(this.member.meter, bytes, timeout);
  }

  /** Takes back the blocks of a sealed object that the head has taken off the meter. Returns how many were known. */
  free(blocks: readonly Block[]): number {
    const { owner, incarnation } = this.member;
    let known = 0;
    for (const block of blocks) {
      const isMine = block.owner === owner && block.incarnation === incarnation;
      if (isMine && this.segments.give(block.number)) known++;
    }
    this.frees += known;
    if (this.cooling === undefined && this.segments.isWarm) this.coolLater();
    return known;
  }

  /** Gives back blocks that the head has not heard of and never will. */
  abandon(blocks: readonly Block[]): void {
    const { meter, slot } = this.member;
    for (const block of blocks) if (this.free([block]) > 0) release(meter, slot, block.bytes);
  }

  private allocate(bytes: number): Piece & { readonly block: Block } {
    const { meter, slot, owner, incarnation } = this.member;
    const padded = paddedBytes(bytes);
    if (isFenced(meter, slot)) throw new Error('This worker counts as dead: it can store nothing any more.');
    if (!reserve(meter, slot, padded)) throw this.full(bytes, '', { wantedBytes: bytes });
    try {
      const piece = this.segments.take(padded);
      return { ...piece, block: { owner, incarnation, number: piece.number, bytes: padded } };
    } catch (cause) {
      // Exhausted memory is a RangeError, thrown before anything is lost.
      release(meter, slot, padded);
      throw this.full(bytes, 'the browser gives the tab no more memory, and ', { cause });
    }
  }

  private coolLater(): void {
    const { frees } = this;
    this.cooling = setTimeout(() => {
      this.cooling = undefined;
      if (this.frees === frees) this.segments.cool();
      else this.coolLater();
    }, COOLING_MS);
  }

  private full(
    bytes: number,
    reason: string,
    options: ConstructorParameters<typeof ObjectStoreFullError>[1],
  ): ObjectStoreFullError {
    const { used, capacity } = readMeter(this.member.meter);
    const mib = (n: number): string => (n / MIB).toFixed(1);
    return new ObjectStoreFullError(
      `The object store has no room for ${mib(bytes)} MiB: ${reason}${mib(used)} of ${mib(capacity)} MiB are in use. ` +
        'Free what is no longer needed, or give init a larger objectStoreMemory.',
      options,
    );
  }
}

/** Whether a view on the same buffer lies within another, and is not empty. */
function contains(outer: ArrayBufferView, inner: ArrayBufferView): boolean {
  const start = inner.byteOffset - outer.byteOffset;
  return inner.byteLength > 0 && start >= 0 && start + inner.byteLength <= outer.byteLength;
}

function defaultWarmBytes({ meter }: StoreMember): number {
  return readMeter(meter).capacity / 8;
}
