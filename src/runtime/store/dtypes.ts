/** Arrays by numpy's names for their element types. */

/** The array of each element type. */
export interface TypedArrays {
  float64: Float64Array;
  float32: Float32Array;
  int64: BigInt64Array;
  int32: Int32Array;
  int16: Int16Array;
  int8: Int8Array;
  uint64: BigUint64Array;
  uint32: Uint32Array;
  uint16: Uint16Array;
  uint8: Uint8Array;
}

export type Dtype = keyof TypedArrays;

/** The length of an array of one axis, or the lengths of all axes. */
export type Shape = number | readonly number[];

/** What an array is, apart from its elements. */
export interface ArrayForm {
  readonly dtype: string;
  readonly shape: readonly number[];
}

interface ArrayConstructor<A> {
  readonly name: string;
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): A;
}

const CONSTRUCTORS: { readonly [D in Dtype]: ArrayConstructor<TypedArrays[D]> } = {
  float64: Float64Array,
  float32: Float32Array,
  int64: BigInt64Array,
  int32: Int32Array,
  int16: Int16Array,
  int8: Int8Array,
  uint64: BigUint64Array,
  uint32: Uint32Array,
  uint16: Uint16Array,
  uint8: Uint8Array,
};

/** By the names of the arrays. */
const DTYPES: ReadonlyMap<string, Dtype> = new Map(
  (Object.keys(CONSTRUCTORS) as Dtype[]).map((dtype) => [CONSTRUCTORS[dtype].name, dtype]),
);

/**
 * How many bytes an array takes.
 * @throws TypeError for an unknown dtype, RangeError for a length that is no whole number from 0.
 */
export function bytesOf(dtype: Dtype, shape: Shape): number {
  if (!Object.hasOwn(CONSTRUCTORS, dtype)) {
    const known = Object.keys(CONSTRUCTORS).join(', ');
    throw new TypeError(`dtype must be one of ${known}; got ${dtype as string}.`);
  }
  return elementsOf(shape) * CONSTRUCTORS[dtype].BYTES_PER_ELEMENT;
}

/** An array of this form on a buffer's bytes, or on zeroed memory of its own. Its elements lie in C order. */
export function createArray<D extends Dtype>(
  dtype: D,
  shape: Shape,
  buffer: ArrayBufferLike = new ArrayBuffer(bytesOf(dtype, shape)),
  offset = 0,
): TypedArrays[D] {
  return new CONSTRUCTORS[dtype](buffer, offset, elementsOf(shape));
}

/** The form of a typed array; undefined for a DataView, which has no element type. */
export function formOf(view: ArrayBufferView): ArrayForm | undefined {
  const name = Object.prototype.toString.call(view).slice(8, -1);
  // numpy has no clamping bytes.
  const dtype = name === 'Uint8ClampedArray' ? 'uint8' : DTYPES.get(name);
  return dtype && { dtype, shape: [(view as Uint8Array).length] };
}

function elementsOf(shape: Shape): number {
  const lengths = typeof shape === 'number' ? [shape] : shape;
  const elements = lengths.reduce((product, length) => product * length, 1);
  if (
    !lengths.every((length) => Number.isInteger(length) && length >= 0) ||
    !Number.isSafeInteger(elements)
  ) {
    throw new RangeError(`Each length of a shape must be a whole number from 0; got ${String(shape)}.`);
  }
  return elements;
}
