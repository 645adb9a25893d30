import { describe, expect, test } from 'vitest';
import type { LogEvent } from '../../../../src/runtime/events';
import type { LogOptions } from '../../../../src/runtime/logs/deduplicator';
import { DriverLogs } from '../../../../src/runtime/logs/driver-logs';
import { HandClock, logEvent } from './fixtures';

function start(options?: LogOptions) {
  const clock = new HandClock();
  const lines: string[] = [];
  const events: LogEvent[] = [];
  const logs = new DriverLogs(
    (line, event) => {
      lines.push(line);
      events.push(event);
    },
    clock,
    options,
  );
  return { clock, lines, events, logs };
}

describe('the driver prints', () => {
  test('a line with the name of its task and the number of its worker', () => {
    const { lines, logs } = start();
    logs.record(logEvent(3, 'epoch 1 done', { name: 'train' }));
    expect(lines).toEqual(['(train pid=3) epoch 1 done']);
  });

  test('no name where there is none, as Ray does', () => {
    const { lines, logs } = start();
    logs.record(logEvent(3, 'hello', { name: '' }));
    expect(lines).toEqual(['(pid=3) hello']);
  });

  test('the prefix before each of several lines, also of an empty one', () => {
    const { lines, logs } = start();
    logs.record(logEvent(1, 'first\n\r\n  third'));
    expect(lines).toEqual(['(f pid=1) first', '(f pid=1) ', '(f pid=1)   third']);
  });

  test('repeats once when the window is over, without waiting for another line', () => {
    const { clock, events, lines, logs } = start();
    for (const worker of [1, 2, 3, 4]) logs.record(logEvent(worker, `loading data in ${worker} ms`));
    expect(lines).toEqual(['(f pid=1) loading data in 1 ms']);
    clock.advance(4999);
    expect(lines).toHaveLength(1);
    clock.advance(1);
    expect(lines.slice(1)).toEqual(['(f pid=4) loading data in 4 ms [repeated 3x across cluster]']);
    expect(events.at(-1)?.worker).toBe(4);
    logs.record(logEvent(1, 'loading data in 5 ms'));
    logs.record(logEvent(2, 'loading data in 6 ms'));
    clock.advance(5000);
    expect(lines.slice(2)).toEqual(['(f pid=2) loading data in 6 ms [repeated 2x across cluster]']);
  });

  test('a repeat that stayed alone as it was', () => {
    const { clock, lines, logs } = start();
    logs.record(logEvent(1, 'hello'));
    logs.record(logEvent(2, 'hello'));
    clock.advance(5000);
    expect(lines).toEqual(['(f pid=1) hello', '(f pid=2) hello']);
  });

  test('everything at once when deduplication is off', () => {
    const { clock, lines, logs } = start({ dedupLogs: false });
    for (const worker of [1, 2]) logs.record(logEvent(worker, 'hello'));
    expect(lines).toEqual(['(f pid=1) hello', '(f pid=2) hello']);
    expect(clock.pendingTimers).toBe(0);
  });

  test('errors and warnings apart from the rest, as Ray keeps stderr and stdout apart', () => {
    const { lines, logs } = start();
    logs.record(logEvent(1, 'hello', { level: 'log' }));
    logs.record(logEvent(2, 'hello', { level: 'error' }));
    logs.record(logEvent(3, 'hello', { level: 'warn' }));
    logs.record(logEvent(4, 'hello', { level: 'info' }));
    expect(lines).toEqual(['(f pid=1) hello', '(f pid=2) hello']);
    logs.flush();
    expect(lines.slice(2)).toEqual(['(f pid=4) hello', '(f pid=3) hello']);
  });
});

describe('at shutdown', () => {
  test('what was held back is printed, and no timer is left', () => {
    const { clock, lines, logs } = start();
    for (const worker of [1, 2, 3]) logs.record(logEvent(worker, 'hello'));
    logs.flush();
    expect(lines).toEqual(['(f pid=1) hello', '(f pid=3) hello [repeated 2x across cluster]']);
    expect(clock.pendingTimers).toBe(0);
    clock.advance(60_000);
    expect(lines).toHaveLength(2);
  });

  test('the next cluster starts anew', () => {
    const { lines, logs } = start();
    logs.record(logEvent(1, 'hello'));
    logs.flush();
    logs.record(logEvent(2, 'hello'));
    expect(lines).toHaveLength(2);
  });
});

test('the timer ends when no line is remembered any more', () => {
  const { clock, logs } = start();
  logs.record(logEvent(1, 'hello'));
  expect(clock.pendingTimers).toBe(1);
  clock.advance(3000);
  logs.record(logEvent(1, 'bye'));
  expect(clock.pendingTimers).toBe(1);
  clock.advance(5000);
  expect(clock.pendingTimers).toBe(0);
});
