/** A table on the bench server: columns of doubles one after another, the target last, little-endian. */
export interface TableFile {
  /** It is `data/<name>.f64` there. */
  readonly name: string;
  readonly rows: number;
  readonly features: number;
}

export interface Table {
  readonly X: readonly Float64Array<ArrayBuffer>[];
  readonly y: Float64Array<ArrayBuffer>;
}

/** @throws Error when the file is missing or has another size. */
export async function fetchTable({ name, rows, features }: TableFile): Promise<Table> {
  const response = await fetch(`/data/${name}.f64`);
  if (!response.ok) throw new Error(`The table ${name} is not on the bench server (${response.status}).`);
  const buffer = await response.arrayBuffer();
  if (buffer.byteLength !== rows * (features + 1) * Float64Array.BYTES_PER_ELEMENT) {
    throw new Error(
      `The table ${name} has ${buffer.byteLength} bytes, not ${rows} × ${features + 1} doubles.`,
    );
  }
  const column = (index: number) => new Float64Array(buffer, index * rows * 8, rows);
  return { X: Array.from({ length: features }, (_, feature) => column(feature)), y: column(features) };
}
