/**
 * Values as bytes, for a thread that waits and therefore receives no messages: it reads them from shared memory. Structured
 * clone, which messages go through, is not offered to scripts as bytes.
 */
import { setOwn } from '../store/plain';

/** A value as bytes: parts that follow one another, each from a multiple of 8. Parts may be views of the value's own arrays. */
export interface Encoded {
  readonly parts: readonly Uint8Array[];
  readonly bytes: number;
}

/** What stands for a value in the text: what JSON can say, `[tag]`, `[tag, text]`, or `[number of an object]`. */
type Cell = null | boolean | number | string | readonly [string | number, string?];

/** An object: its kind, then its contents. */
type Row = readonly [Kind, ...Cell[]];
type Kind = 'array' | 'object' | 'map' | 'set' | 'date' | 'regexp' | 'error' | 'buffer' | 'view';

const ALIGNMENT = 8;

interface ViewConstructor {
  readonly name: string;
  readonly BYTES_PER_ELEMENT?: number;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): ArrayBufferView;
}

const VIEW_CONSTRUCTORS: readonly ViewConstructor[] = [
  Float64Array,
  Float32Array,
  BigInt64Array,
  BigUint64Array,
  Int32Array,
  Uint32Array,
  Int16Array,
  Uint16Array,
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  DataView,
];
const VIEWS: ReadonlyMap<string, ViewConstructor> = new Map(
  VIEW_CONSTRUCTORS.map((View) => [View.name, View]),
);

/**
 * Primitives, arrays, plain objects, Maps, Sets, Dates, RegExps, Errors, buffers and their views; cycles and shared parts are
 * kept. A GiB of arrays costs no more than a small object: they are copied when the parts are.
 *
 * @throws TypeError for anything else that structured clone could send, such as a Blob.
 */
export function encode(value: unknown): Encoded {
  return new Encoder().encode(value);
}

/** @param bytes from a multiple of 8 in its buffer, which the value's arrays are views of. */
export function decode(bytes: Uint8Array): unknown {
  return new Decoder(bytes).decode();
}

class Encoder {
  private readonly numbers = new Map<object, number>();
  private readonly objects: object[] = [];
  private readonly contents: Uint8Array[] = [];
  private contentBytes = 0;

  encode(value: unknown): Encoded {
    const root = this.cell(value);
    const rows: Row[] = [];
    // The list grows meanwhile: a queue instead of recursion, because values may be deeper than the stack.
    for (const object of this.objects) rows.push(this.row(object));
    const text = new TextEncoder().encode(JSON.stringify([root, rows]));
    const start = new Uint8Array(ALIGNMENT + padded(text.length));
    new DataView(start.buffer).setUint32(0, text.length, true);
    start.set(text, ALIGNMENT);
    return { parts: [start, ...this.contents], bytes: start.length + this.contentBytes };
  }

  private cell(value: unknown): Cell {
    if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
    if (typeof value === 'object') return [this.numberOf(value)];
    if (value === undefined) return ['undefined'];
    if (typeof value === 'bigint') return ['bigint', value.toString()];
    if (typeof value !== 'number') throw unsendable(typeof value);
    if (Object.is(value, -0)) return ['number', '-0'];
    return Number.isFinite(value) ? value : ['number', String(value)];
  }

  private numberOf(object: object): number {
    let number = this.numbers.get(object);
    if (number === undefined) {
      number = this.objects.push(object) - 1;
      this.numbers.set(object, number);
    }
    return number;
  }

  private row(object: object): Row {
    if (Array.isArray(object)) return ['array', ...object.map((item) => this.cell(item))];
    if (ArrayBuffer.isView(object)) {
      const { buffer, byteOffset, byteLength } = object;
      return ['view', tagOf(object), this.place(new Uint8Array(buffer, byteOffset, byteLength)), byteLength];
    }
    const tag = tagOf(object);
    switch (tag) {
      case 'Object':
        return ['object', ...Object.entries(object).flatMap(([key, item]) => [key, this.cell(item)])];
      case 'Map':
        return ['map', ...[...(object as Map<unknown, unknown>)].flat().map((item) => this.cell(item))];
      case 'Set':
        return ['set', ...[...(object as Set<unknown>)].map((item) => this.cell(item))];
      case 'Date':
        return ['date', this.cell((object as Date).getTime())];
      case 'RegExp':
        return ['regexp', (object as RegExp).source, (object as RegExp).flags];
      case 'Error': {
        const { name, message, stack, cause } = object as Error;
        return ['error', name, message, this.cell(stack), this.cell(cause)];
      }
      case 'ArrayBuffer': {
        const { byteLength } = object as ArrayBuffer;
        return ['buffer', this.place(new Uint8Array(object as ArrayBuffer)), byteLength];
      }
      default:
        throw unsendable(tag);
    }
  }

  /** Where bytes begin after the text. */
  private place(bytes: Uint8Array): number {
    const at = this.contentBytes;
    const gap = padded(bytes.length) - bytes.length;
    this.contents.push(bytes);
    if (gap > 0) this.contents.push(new Uint8Array(gap));
    this.contentBytes += bytes.length + gap;
    return at;
  }
}

class Decoder {
  private readonly bytes: Uint8Array;
  private contentStart = 0;
  private objects: unknown[] = [];

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  decode(): unknown {
    const { buffer, byteOffset } = this.bytes;
    const length = new DataView(buffer, byteOffset).getUint32(0, true);
    this.contentStart = ALIGNMENT + padded(length);
    // A copy: decoders do not take shared memory.
    const text = new TextDecoder().decode(this.bytes.slice(ALIGNMENT, ALIGNMENT + length));
    const [root, rows] = JSON.parse(text) as [Cell, Row[]];
    this.objects = rows.map((row) => this.shell(row));
    for (const [index, row] of rows.entries()) this.fill(this.objects[index], row);
    return this.value(root);
  }

  private value(cell: Cell): unknown {
    if (!Array.isArray(cell)) return cell;
    const [tag, text] = cell as readonly [string | number, string?];
    if (typeof tag === 'number') return this.objects[tag];
    if (tag === 'undefined') return undefined;
    return tag === 'bigint' ? BigInt(text!) : Number(text);
  }

  /** The object, as yet without what it refers to. */
  private shell([kind, ...cells]: Row): unknown {
    switch (kind) {
      case 'array':
        return [];
      case 'object':
        return {};
      case 'map':
        return new Map();
      case 'set':
        return new Set();
      case 'date':
        return new Date(this.value(cells[0]!) as number);
      case 'regexp':
        return new RegExp(cells[0] as string, cells[1] as string);
      case 'error': {
        const error = new Error(cells[1] as string);
        error.name = cells[0] as string;
        return error;
      }
      case 'buffer': {
        const start = this.contentStart + (cells[0] as number);
        return this.bytes.slice(start, start + (cells[1] as number)).buffer;
      }
      case 'view':
        return this.view(cells[0] as string, cells[1] as number, cells[2] as number);
    }
  }

  private view(name: string, at: number, byteLength: number): ArrayBufferView {
    const View = VIEWS.get(name)!;
    const { buffer, byteOffset } = this.bytes;
    return new View(buffer, byteOffset + this.contentStart + at, byteLength / (View.BYTES_PER_ELEMENT ?? 1));
  }

  private fill(object: unknown, [kind, ...cells]: Row): void {
    const pairs = function* (): Generator<[Cell, Cell]> {
      for (let at = 0; at < cells.length; at += 2) yield [cells[at]!, cells[at + 1]!];
    };
    switch (kind) {
      case 'array':
        for (const cell of cells) (object as unknown[]).push(this.value(cell));
        return;
      case 'object':
        for (const [key, cell] of pairs()) setOwn(object as object, key as string, this.value(cell));
        return;
      case 'map':
        for (const [key, cell] of pairs()) {
          (object as Map<unknown, unknown>).set(this.value(key), this.value(cell));
        }
        return;
      case 'set':
        for (const cell of cells) (object as Set<unknown>).add(this.value(cell));
        return;
      case 'error': {
        const error = object as Error;
        error.stack = this.value(cells[2]!) as string;
        const cause = this.value(cells[3]!);
        if (cause !== undefined) error.cause = cause;
        return;
      }
      case 'date':
      case 'regexp':
      case 'buffer':
      case 'view':
    }
  }
}

function padded(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

function tagOf(object: object): string {
  return Object.prototype.toString.call(object).slice(8, -1);
}

function unsendable(what: string): TypeError {
  return new TypeError(
    `getSync cannot read a ${what}, because it waits without receiving messages: use await get.`,
  );
}
