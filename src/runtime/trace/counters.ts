import { NODE, type CounterEvent } from './format';

/** Values of a counter that are kept: finer than any screen, and a bound on what 100,000 tasks write. */
const MAX_POINTS = 10_000;

/** A number that goes up and down by one, such as that of the busy workers. */
export class StepCounter {
  private readonly ups: number[] = [];
  private readonly downs: number[] = [];

  /** One more from `start` to `end`, in µs; `end` may be Infinity. */
  add(start: number, end: number): void {
    if (end <= start) return;
    this.ups.push(start);
    if (end !== Infinity) this.downs.push(end);
  }

  /** The value after each change; changes at the same microsecond are one. */
  events(name: string, unit: string): CounterEvent[] {
    const ups = Float64Array.from(this.ups).sort();
    const downs = Float64Array.from(this.downs).sort();
    const points: [ts: number, value: number][] = [];
    for (let up = 0, down = 0; up < ups.length || down < downs.length;) {
      const ts = Math.min(ups[up] ?? Infinity, downs[down] ?? Infinity);
      while (ups[up] === ts) up++;
      while (downs[down] === ts) down++;
      const value = up - down;
      if (value !== (points.at(-1)?.[1] ?? 0)) points.push([ts, value]);
    }
    return counterEvents(name, unit, points);
  }
}

/**
 * The points of a counter, in the order of time, as events. Of more than `MAX_POINTS` those are left out that are
 * followed by another within the same ten-thousandth of the whole; the last one always stays.
 */
export function counterEvents(
  name: string,
  unit: string,
  points: readonly (readonly [ts: number, value: number])[],
): CounterEvent[] {
  const first = points[0]?.[0] ?? 0;
  const bucket = points.length > MAX_POINTS ? (points.at(-1)![0] - first) / MAX_POINTS : 0;
  const events: CounterEvent[] = [];
  points.forEach(([ts, value], index) => {
    const next = points[index + 1];
    if (next && bucket > 0 && Math.floor((next[0] - first) / bucket) === Math.floor((ts - first) / bucket))
      return;
    events.push({ name, ph: 'C', pid: NODE, ts, args: { [unit]: value } });
  });
  return events;
}
