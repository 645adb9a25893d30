import { describe, expect, test } from 'vitest';
import { gateVerdict, goalVerdict, noDask, runtimeReport } from '../../../bench/runtime/report';
import { figuresOf } from './figures';

describe('the report of the runtime benchmark', () => {
  test('has the agreed keys in the agreed order, null where nothing was measured', () => {
    const report = runtimeReport(figuresOf({ tasksSync: 5000, comlinkSync: 9000 }), noDask);
    expect(JSON.stringify(report)).toBe(
      '{"tasksSync":5000,"tasksSyncInWorker":null,"tasksAsync":null,"actorSync":null,"actorAsync":null,' +
        '"putSmall":null,"getSmall":null,"putGBps":null,"allocSealMicros":null,"getLargeFirstMicros":null,' +
        '"getLargeCachedMicros":null,"wait1k":null,"startMs":null,"cancelMs":null,"rawRoundTrip":null,' +
        '"comlinkAsync1000":null,"sharedSetGBps":null,"clone100MBms":null,"busyWithBlockedMainPercent":null,"dask":{"version":null,' +
        '"tasksSync":null,"tasksAsync":null,"actorSync":null,"actorAsync":null,"putSmall":null,' +
        '"getSmall":null,"putGBps":null,"getLargeFirstMicros":null,"startMs":null}}',
    );
  });
});

describe('a goal', () => {
  test('is met by a rate from it on', () => {
    expect(goalVerdict('tasksSync', 4999)).toBe('missed');
    expect(goalVerdict('tasksSync', 5000)).toBe('met');
  });

  test('is met by a share from it on', () => {
    expect(goalVerdict('busyWithBlockedMainPercent', 49.9)).toBe('missed');
    expect(goalVerdict('busyWithBlockedMainPercent', 50)).toBe('met');
  });

  test('is met by a time up to it', () => {
    expect(goalVerdict('startMs', 150)).toBe('met');
    expect(goalVerdict('startMs', 151)).toBe('missed');
  });

  test('says nothing of a row that was not measured, or that has none', () => {
    expect(goalVerdict('startMs', null)).toBeNull();
    expect(goalVerdict('rawRoundTrip', 1)).toBeNull();
  });
});

describe('a gate', () => {
  test.each([
    [5_999, 'missed'],
    [6_000, 'met'],
  ])('of tasks sync at %i beside a port of 10,000 round trips a second is %s', (tasksSync, verdict) => {
    const gate = gateVerdict('tasksSync', figuresOf({ tasksSync, rawRoundTrip: 10_000 }));
    expect(gate).toEqual({ ratio: tasksSync / 10_000, verdict });
  });

  test('of a time compares it with the peer’s in the same unit: 100 ms are 500 times 200 µs', () => {
    const gate = gateVerdict(
      'getLargeFirstMicros',
      figuresOf({ clone100MBms: 100, getLargeFirstMicros: 200 }),
    );
    expect(gate).toEqual({ ratio: 500, verdict: 'met' });
  });

  test('needs both figures, and a peer', () => {
    expect(gateVerdict('tasksSync', figuresOf({ tasksSync: 1 }))).toBeNull();
    expect(gateVerdict('tasksSync', figuresOf({ rawRoundTrip: 1 }))).toBeNull();
    expect(gateVerdict('wait1k', figuresOf({ wait1k: 1 }))).toBeNull();
  });
});
