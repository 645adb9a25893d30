/** A number with about three digits that matter; a dash where nothing was measured. */
export function figure(value: number | null): string {
  if (value === null) return '–';
  return value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2);
}

/** How many times faster; a dash where nothing was measured. */
export function times(value: number | null): string {
  return value === null ? '–' : `${figure(value)} ×`;
}
