import type { LogEvent } from '../events';

const LEVELS: readonly LogEvent['level'][] = ['debug', 'info', 'log', 'warn', 'error'];

/**
 * Lets `forward` hear every line written with `console.*`. Those that it takes, because a task has written them, reach the
 * real console only if `prints` says so.
 */
export function forwardConsole(
  forward: (level: LogEvent['level'], text: string) => boolean,
  prints: boolean,
): void {
  for (const level of LEVELS) {
    const write = console[level].bind(console);
    console[level] = (...args: unknown[]) => {
      const isTaken = forward(level, args.map(textOf).join(' '));
      if (prints || !isTaken) write(...args);
    };
  }
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Error) return value.stack ?? `${value.name}: ${value.message}`;
  if (typeof value !== 'object' || value === null) return String(value);
  // The head of an array says enough; a whole column would flood the log.
  if (ArrayBuffer.isView(value)) return Object.prototype.toString.call(value).slice(8, -1);
  try {
    return JSON.stringify(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}
