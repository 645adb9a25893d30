/** A number with about three digits that matter; a dash where nothing was measured. */
export function figure(value: number | null): string {
  if (value === null) return '–';
  return value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2);
}

/** How many times faster; a dash where nothing was measured. */
export function times(value: number | null): string {
  return value === null ? '–' : `${figure(value)} ×`;
}

/** The rows of a table as lines, the first column to the left and the others to the right. */
export function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
      .join('  '),
  );
}
