/** Writes a span or an instant with its unit and as many digits as it deserves: 340 µs, 12.3 ms, 0.84 s, 16.8 s, 2 min 05 s. */
export function formatTime(ms: number): string {
  const size = Math.abs(ms);
  if (size === 0) return '0 s';
  if (size < 0.9995) return `${String(Math.round(ms * 1000))} µs`;
  if (size < 9.995) return `${ms.toFixed(1)} ms`;
  if (size < 99.5) return `${ms.toFixed(0)} ms`;
  if (size < 9_995) return `${(ms / 1000).toFixed(2)} s`;
  if (size < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${String(Math.trunc(seconds / 60))} min ${String(Math.abs(seconds % 60)).padStart(2, '0')} s`;
}

/** Writes how long a whole run took: from one second on with one decimal, as people tell it. */
export function formatWallTime(ms: number): string {
  return ms >= 999.5 && ms < 9_995 ? `${(ms / 1000).toFixed(1)} s` : formatTime(ms);
}

/** The unit of an axis: the one its step asks for, or a larger one if its times are large and three decimals do (ms). */
function axisUnit(step: number, largest: number): { readonly name: string; readonly ms: number } {
  if (step >= 100 || (largest >= 1000 && step >= 1)) return { name: 's', ms: 1000 };
  return step >= 0.1 || (largest >= 1 && step >= 0.001) ? { name: 'ms', ms: 1 } : { name: 'µs', ms: 0.001 };
}

/**
 * Labels for the ticks of one axis (ms, ascending, evenly spaced): one unit for all, and the decimals that the step needs.
 */
export function tickLabels(ticks: readonly number[]): string[] {
  const step = ticks.length > 1 ? ticks[1]! - ticks[0]! : Math.abs(ticks[0] ?? 1000);
  const { name, ms } = axisUnit(step, ticks.at(-1) ?? 0);
  const decimals = Math.max(0, Math.ceil(-Math.log10(step / ms) - 1e-9));
  return ticks.map((tick) => `${(tick / ms).toFixed(decimals)} ${name}`);
}
