import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { chromeTrace } from '../../../../src/runtime/trace/chrome-trace';
import type { SliceEvent, TraceEvent } from '../../../../src/runtime/trace/format';
import { anyLog, driverEvent, finished } from './logs';
import { loadSpeedscope, type SpeedscopeProfile } from './speedscope';
import { faultsOf, groupBy } from './validate';

type Frame = readonly [depth: number, name: string, start: number, end: number];

const byStart = (a: Frame, b: Frame): number => a[2] - b[2] || a[0] - b[0];

/** What speedscope draws on a lane. */
function framesOf(profile: SpeedscopeProfile): Frame[] {
  const frames: Frame[] = [];
  const open: { name: string; start: number }[] = [];
  profile.forEachCall(
    ({ frame }, start) => open.push({ name: frame.name, start }),
    (_, end) => {
      const { name, start } = open.pop()!;
      frames.push([open.length, name, start, end]);
    },
  );
  return frames.sort(byStart);
}

/** The same from our slices; speedscope counts from the lane's first and puts the args into the name. */
function expectedFrames(lane: readonly SliceEvent[]): Frame[] {
  const origin = lane[0]!.ts;
  const ends: number[] = [];
  const frames = lane.map(({ name, args, ts, dur }): Frame => {
    while (ends.length > 0 && ends.at(-1)! <= ts) ends.pop();
    ends.push(ts + dur);
    return [ends.length - 1, `${name} ${JSON.stringify(args)}`, ts - origin, ts + dur - origin];
  });
  return frames.sort(byStart);
}

test('whatever the log, every slice nests on its lane, arrows have two ends, and time goes forward', () => {
  fc.assert(
    fc.property(anyLog, (log) => {
      expect(faultsOf(chromeTrace(log))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

describe('speedscope', () => {
  const importTrace = loadSpeedscope();
  const warn = vi.fn();

  beforeEach(() => {
    vi.spyOn(console, 'log').mockImplementation(() => undefined);
    vi.spyOn(console, 'warn').mockImplementation(warn);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    warn.mockClear();
  });

  async function expectSameFrames(trace: readonly TraceEvent[]): Promise<SpeedscopeProfile[]> {
    const profiles = await importTrace(JSON.stringify(trace));
    const lanes = [
      ...groupBy(
        trace.filter((event) => event.ph === 'X'),
        (slice) => slice.tid,
      ),
    ];
    lanes.sort(([a], [b]) => a - b);
    expect(profiles.map(framesOf)).toEqual(lanes.map(([, lane]) => expectedFrames(lane)));
    expect(warn).not.toHaveBeenCalled();
    return profiles;
  }

  test('imports a run with its lanes by their names and every part inside its task', async () => {
    const log = [
      driverEvent('put', 0, 2, 1024),
      driverEvent('submit', 2, 3),
      driverEvent('submit', 3, 4),
      finished('t1', 1, 5, 15, 2),
      finished('t2', 2, 5, 25, 3),
      driverEvent('get', 4, 26),
    ];
    const profiles = await expectSameFrames(chromeTrace(log));
    expect(profiles.map((profile) => profile.getName())).toEqual([
      'Node tab (pid 0), driver (tid 0)',
      'Node tab (pid 0), worker:1 (tid 1)',
      'Node tab (pid 0), worker:2 (tid 2)',
      'Node tab (pid 0), driver: get and wait (tid 1000)',
    ]);
    const parts = framesOf(profiles[1]!).map(([depth, name]) => [depth, name.split(' ')[0]]);
    expect(parts).toEqual([
      [0, 'train'],
      [1, 'task:deserialize_arguments'],
      [1, 'task:execute'],
      [1, 'task:store_outputs'],
    ]);
  });

  test('draws of any log what we wrote, slice by slice, without a warning', async () => {
    await fc.assert(
      fc.asyncProperty(anyLog, async (log) => {
        const trace = chromeTrace(log);
        // Without a slice there is no profile, and speedscope says so.
        fc.pre(trace.some((event) => event.ph === 'X'));
        await expectSameFrames(trace);
      }),
      { numRuns: 300 },
    );
  });
});
