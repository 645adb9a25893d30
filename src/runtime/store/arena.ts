import { ObjectStoreFullError } from '../errors';
import type { Block, StoreMember } from '../protocol';
import { BLOCK_BYTES, readMeter, release, reserve } from './meter';
import { viewLike } from './views';

const MIB = 1024 * 1024;
const FIRST_SEGMENT_BYTES = 4 * MIB;
const LARGEST_SEGMENT_BYTES = 64 * MIB;
/** From here on an object gets a buffer of its own, which the engine can give back to the system. */
const OWN_BUFFER_BYTES = 16 * MIB;

/** A state to return to when storing a value fails half-way. */
export interface ArenaMark {
  readonly segment: SharedArrayBuffer | undefined;
  readonly used: number;
  readonly reserved: number;
}

/**
 * The part of the object store that one thread writes: segments of SharedArrayBuffer, filled front to back.
 * Only the owning thread allocates, so there is nothing to lock, and a terminated worker that still runs for a
 * while (2.0 s were seen) can only write where nobody else will.
 */
export class Arena {
  private readonly meter: Int32Array;
  private readonly member: StoreMember;
  private segment: SharedArrayBuffer | undefined;
  private segments = 0;
  private used = 0;
  private nextSegmentBytes = FIRST_SEGMENT_BYTES;
  private reserved = 0;

  constructor(member: StoreMember) {
    this.member = member;
    this.meter = member.meter;
  }

  /** Copies the viewed elements into shared memory; the result is a view of the same type, and where it lies. */
  copy(source: ArrayBufferView): { readonly view: ArrayBufferView; readonly block: Block } {
    const { buffer, block } = this.allocate(source.byteLength);
    const { offset } = block;
    const bytes = new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
    new Uint8Array(buffer, offset, source.byteLength).set(bytes);
    return { view: viewLike(source, buffer, offset), block };
  }

  mark(): ArenaMark {
    return { segment: this.segment, used: this.used, reserved: this.reserved };
  }

  /** Gives back everything allocated since the mark. */
  rollBack(mark: ArenaMark): void {
    release(this.meter, this.reserved - mark.reserved);
    this.segment = mark.segment;
    this.used = mark.used;
    this.reserved = mark.reserved;
  }

  private allocate(bytes: number): { buffer: SharedArrayBuffer; block: Block } {
    const padded = Math.ceil(bytes / BLOCK_BYTES) * BLOCK_BYTES;
    if (!reserve(this.meter, padded)) throw this.full(bytes);
    this.reserved += padded;
    if (padded >= OWN_BUFFER_BYTES) {
      return { buffer: this.createBuffer(padded), block: this.block(this.segments, 0, padded) };
    }
    if (!this.segment || this.used + padded > this.segment.byteLength) {
      this.segment = this.createBuffer(Math.max(this.nextSegmentBytes, padded));
      this.used = 0;
      this.nextSegmentBytes = Math.min(this.nextSegmentBytes * 2, LARGEST_SEGMENT_BYTES);
    }
    const offset = this.used;
    this.used += padded;
    return { buffer: this.segment, block: this.block(this.segments, offset, padded) };
  }

  private block(segment: number, offset: number, bytes: number): Block {
    const { owner, incarnation } = this.member;
    return { owner, incarnation, segment, offset, bytes };
  }

  private createBuffer(bytes: number): SharedArrayBuffer {
    try {
      const buffer = new SharedArrayBuffer(bytes);
      this.segments++;
      return buffer;
    } catch {
      // Exhausted address space is a RangeError, thrown before anything is lost.
      throw this.full(bytes);
    }
  }

  private full(bytes: number): ObjectStoreFullError {
    const { used, capacity } = readMeter(this.meter);
    const mib = (n: number): string => (n / MIB).toFixed(1);
    return new ObjectStoreFullError(
      `The object store has no room for ${mib(bytes)} MiB: ${mib(used)} of ${mib(capacity)} MiB are in use. ` +
        'Give init a larger objectStoreMemory, or shut down and start again.',
    );
  }
}
