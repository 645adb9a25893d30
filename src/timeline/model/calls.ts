import type { DriverEvent } from '../../runtime/events';
import { FIRST_CAPACITY, nextCapacity, resized } from './columns';

const OPS = ['put', 'get', 'wait', 'submit'] as const satisfies readonly DriverEvent['op'][];

/** A call of the API by the driver; times are ms since the run's t = 0. */
export interface DriverCall {
  readonly row: number;
  readonly op: DriverEvent['op'];
  readonly start: number;
  readonly end: number;
  /** Bytes copied into the object store, for `put`. */
  readonly bytes?: number;
}

/** The driver's calls as growing columns: 25 bytes each. */
export class CallColumns {
  length = 0;
  #op = new Uint8Array(FIRST_CAPACITY);
  #start = new Float64Array(FIRST_CAPACITY);
  #end = new Float64Array(FIRST_CAPACITY);
  /** NaN where none are told. */
  #bytes = new Float64Array(FIRST_CAPACITY);

  get byteLength(): number {
    return this.#op.byteLength + this.#start.byteLength + this.#end.byteLength + this.#bytes.byteLength;
  }

  /** @param origin the cluster time (ms) of the run's t = 0 */
  add({ op, start, time, bytes }: DriverEvent, origin: number): DriverCall {
    if (this.length === this.#op.length) this.#resize(nextCapacity(this.length));
    const row = this.length;
    this.length += 1;
    this.#op[row] = OPS.indexOf(op);
    this.#start[row] = start - origin;
    this.#end[row] = time - origin;
    this.#bytes[row] = bytes ?? NaN;
    return this.at(row)!;
  }

  at(row: number): DriverCall | undefined {
    if (row < 0 || row >= this.length) return undefined;
    const bytes = this.#bytes[row]!;
    const span = { start: this.#start[row]!, end: this.#end[row]! };
    return { row, op: OPS[this.#op[row]!]!, ...span, ...(Number.isNaN(bytes) ? {} : { bytes }) };
  }

  /** Gives back the room that was kept for more calls. */
  trim(): void {
    this.#resize(Math.max(FIRST_CAPACITY, this.length));
  }

  #resize(capacity: number): void {
    this.#op = resized(this.#op, capacity);
    this.#start = resized(this.#start, capacity);
    this.#end = resized(this.#end, capacity);
    this.#bytes = resized(this.#bytes, capacity);
  }
}
