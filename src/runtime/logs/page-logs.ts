import type { LogOptions } from './deduplicator';
import { DriverLogs, type LineWriter } from './driver-logs';

/**
 * The driver's lines on the browser's clock, for the page's console or a function; undefined for neither.
 * @throws RangeError, SyntaxError for options that are not allowed.
 */
export function linesFor(to: boolean | LineWriter, options: LogOptions): DriverLogs | undefined {
  if (to === false) return undefined;
  const time = {
    now: () => performance.now(),
    after: (ms: number, callback: () => void) => {
      const timer = setTimeout(callback, ms);
      return () => {
        clearTimeout(timer);
      };
    },
  };
  return new DriverLogs(to === true ? writeToConsole : to, time, options);
}

/** Writes a line with the method of `console` that the task called. */
const writeToConsole: LineWriter = (line, { level }) => {
  console[level](line);
};
