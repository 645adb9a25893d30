/** Typed arrays and DataViews of any element type. */

type ViewConstructor = new (buffer: ArrayBufferLike, byteOffset: number, length: number) => ArrayBufferView;

/** A view of `source`'s type and length on another buffer. */
export function viewLike(source: ArrayBufferView, buffer: ArrayBufferLike, offset: number): ArrayBufferView {
  // By its built-in name, as structured clone does: a subclass (Node's Buffer) has a constructor of its own kind.
  const name = Object.prototype.toString.call(source).slice(8, -1);
  const constructor = (globalThis as unknown as Record<string, ViewConstructor>)[name]!;
  const elementBytes = (source as { BYTES_PER_ELEMENT?: number }).BYTES_PER_ELEMENT ?? 1;
  return new constructor(buffer, offset, source.byteLength / elementBytes);
}

/** The viewed bytes. */
export function viewBytes({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** The viewed elements alone, in a buffer of their own. */
export function copyView(source: ArrayBufferView): ArrayBufferView {
  const bytes = new Uint8Array(source.byteLength);
  bytes.set(viewBytes(source));
  return viewLike(source, bytes.buffer, 0);
}
