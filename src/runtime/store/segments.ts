import { Heap, type Extent } from './heap';

const MIB = 1024 * 1024;
const FIRST_SEGMENT_BYTES = 4 * MIB;
const LARGEST_SEGMENT_BYTES = 64 * MIB;
/** From here on an object gets a buffer of its own, which can really be given back to the system. */
const OWN_BUFFER_BYTES = 16 * MIB;

/** Shared memory that was taken; its number is never used again. */
export interface Piece {
  readonly number: number;
  readonly buffer: SharedArrayBuffer;
  readonly offset: number;
}

/** A buffer that many objects share. */
interface Segment {
  readonly kind: 'segment';
  readonly bytes: number;
  readonly buffer: SharedArrayBuffer;
  first: Extent<Segment> | undefined;
}

/** One object's own buffer. */
interface OwnBuffer {
  readonly kind: 'own';
  readonly bytes: number;
  /** Undefined for one that will not be used again: it lives as long as the views on it. */
  readonly buffer: SharedArrayBuffer | undefined;
}

/**
 * The buffers of one arena. Small objects share segments of 4 to 64 MiB, each half as large as those before it together;
 * an object of 16 MiB or more has a buffer of its own. Memory that was touched before takes a copy 8 times as fast as a
 * fresh buffer, which the system clears page by page (12.2 against 1.4 GB/s in Chromium), and creating a buffer alone
 * costs 20 to 30 µs. So buffers that fall empty are kept a while, up to `warmBytes`; `cool` drops them. Of own buffers no
 * more than that are held even in use: beyond it, a buffer is gone with the last view on it.
 */
export class Segments {
  private readonly warmBytes: number;
  private readonly heap = new Heap<Segment>();
  private readonly taken = new Map<number, Extent<Segment> | OwnBuffer>();
  /** Buffers without an object; the one that fell empty last at the end. */
  private readonly empty = new Set<Segment | OwnBuffer>();
  private segmentBytes = 0;
  private ownBytes = 0;
  private lastNumber = 0;

  constructor(warmBytes: number) {
    this.warmBytes = warmBytes;
  }

  /** Bytes of the buffers that are kept, with or without objects in them. */
  get heldBytes(): number {
    return this.segmentBytes + this.ownBytes;
  }

  /**
   * Takes `bytes`, a multiple of 64 from 64. The memory holds what was left there.
   * @throws RangeError when the system gives no more memory; nothing is taken then.
   */
  take(bytes: number): Piece {
    return bytes >= OWN_BUFFER_BYTES ? this.takeOwn(bytes) : this.takeExtent(bytes);
  }

  /** Drops empty buffers, but for up to 64 MiB of segments: small objects are made all the time. */
  cool(): void {
    for (const buffer of this.empty) if (buffer.kind === 'own') this.drop(buffer);
    this.dropEmpty(Math.min(this.warmBytes, LARGEST_SEGMENT_BYTES));
  }

  /** Whether `cool` would drop something. */
  get isWarm(): boolean {
    for (const { kind } of this.empty) if (kind === 'own') return true;
    return this.emptyBytes > LARGEST_SEGMENT_BYTES;
  }

  /** Gives a piece back; false when there is none of this number, or no longer. */
  give(number: number): boolean {
    const piece = this.taken.get(number);
    if (!piece) return false;
    this.taken.delete(number);
    if ('kind' in piece) {
      if (piece.buffer) this.retire(piece);
    } else if (this.heap.give(piece)) {
      this.retire(piece.segment);
    }
    return true;
  }

  private takeOwn(bytes: number): Piece {
    for (const warm of this.empty) {
      // At most a quarter of a buffer lies idle.
      if (warm.kind === 'own' && warm.buffer && warm.bytes >= bytes && warm.bytes * 0.75 <= bytes) {
        this.empty.delete(warm);
        return { number: this.note(warm), buffer: warm.buffer, offset: 0 };
      }
    }
    if (bytes <= this.warmBytes) this.makeWayFor(bytes);
    const buffer = this.createBuffer(bytes);
    const isKept = this.ownBytes + bytes <= this.warmBytes;
    if (isKept) this.ownBytes += bytes;
    const number = this.note({ kind: 'own', bytes, buffer: isKept ? buffer : undefined });
    return { number, buffer, offset: 0 };
  }

  /** Drops empty own buffers until one of `bytes` may be kept. */
  private makeWayFor(bytes: number): void {
    for (const buffer of this.empty) {
      if (this.ownBytes + bytes <= this.warmBytes) return;
      if (buffer.kind === 'own') this.drop(buffer);
    }
  }

  private takeExtent(bytes: number): Piece {
    let extent = this.heap.take(bytes);
    if (!extent) {
      this.addSegment(bytes);
      extent = this.heap.take(bytes)!;
    }
    const { segment, offset } = extent;
    this.empty.delete(segment);
    return { number: this.note(extent), buffer: segment.buffer, offset };
  }

  private note(piece: Extent<Segment> | OwnBuffer): number {
    this.taken.set(++this.lastNumber, piece);
    return this.lastNumber;
  }

  private addSegment(atLeast: number): void {
    const half = Math.ceil(this.segmentBytes / 2 / MIB) * MIB;
    const wanted = Math.min(Math.max(half, FIRST_SEGMENT_BYTES), LARGEST_SEGMENT_BYTES);
    const bytes = Math.max(wanted, atLeast);
    const segment: Segment = { kind: 'segment', bytes, buffer: this.createBuffer(bytes), first: undefined };
    segment.first = this.heap.add(segment, bytes);
    this.segmentBytes += bytes;
  }

  private createBuffer(bytes: number): SharedArrayBuffer {
    try {
      return new SharedArrayBuffer(bytes);
    } catch {
      // The system is out of memory: what is only kept warm goes first.
      for (const buffer of this.empty) this.drop(buffer);
      return new SharedArrayBuffer(bytes);
    }
  }

  private retire(buffer: Segment | OwnBuffer): void {
    this.empty.add(buffer);
    this.dropEmpty(this.warmBytes);
  }

  /** Drops the buffers that have been empty longest until at most so many bytes are kept for nobody. */
  private dropEmpty(keptBytes: number): void {
    for (const buffer of this.empty) {
      if (this.emptyBytes <= keptBytes) return;
      this.drop(buffer);
    }
  }

  private get emptyBytes(): number {
    let sum = 0;
    for (const { bytes } of this.empty) sum += bytes;
    return sum;
  }

  private drop(buffer: Segment | OwnBuffer): void {
    this.empty.delete(buffer);
    if (buffer.kind === 'own') {
      this.ownBytes -= buffer.bytes;
    } else {
      this.segmentBytes -= buffer.bytes;
      this.heap.remove(buffer.first!);
    }
  }
}
