import { describe, expect, test } from 'vitest';
import { runtimeLines } from '../../../bench/runtime/print';
import { noDask } from '../../../bench/runtime/report';
import { figuresOf } from './figures';

const machine = {
  browser: '156.0',
  hardware: { cores: 2, cpu: 'A processor', platform: 'Linux x64' },
  rounds: 3,
};

describe('the printed run', () => {
  test('has Ray’s, Dask’s and our figures, the goal and the gate beside each other', () => {
    const lines = runtimeLines({
      ...machine,
      rows: ['rawRoundTrip', 'tasksSync', 'actorSync'],
      figures: figuresOf({ rawRoundTrip: 12_345, tasksSync: 8_642 }),
      dask: { ...noDask, version: '2022.12.1', tasksSync: 92.6 },
      absent: new Map([['actorSync', { kind: 'not there yet', reason: 'there are no actors yet' }]]),
    });
    const [heading, raw, tasks, actors] = lines.map((line) => line.trimEnd().split(/ {2,}/));
    expect(heading).toEqual([
      'row',
      'unit',
      'Ray (64 cores)',
      'Dask here',
      'here',
      'goal',
      'gate in this run',
    ]);
    expect(raw).toEqual(['(raw MessagePort round trip)', '/s', '–', '–', '12,300']);
    const gate = '0.70 × the raw port, needs 0.6';
    expect(tasks).toEqual(['tasks sync', '/s', '952–981', '92.6', '8,640', '≥ 5,000', 'met', gate, 'met']);
    const [absent, open] = ['not there yet', '– × the raw port, needs 0.6'];
    expect(actors).toEqual(['actor calls 1:1 sync', '/s', '2.0k', '–', absent, '≥ 5,000', open]);
    expect(lines.slice(4)).toEqual([
      'actor calls 1:1 sync: not there yet, there are no actors yet',
      "Ray's figures are those of Ray 2.x on another machine, a server of 64 cores; goals are absolute, gates are within this run.",
      'Chromium 156.0, Dask distributed 2022.12.1, 2 cores (A processor, Linux x64), medians of 3 rounds',
    ]);
  });

  test('says that Dask did not take part', () => {
    const lines = runtimeLines({
      ...machine,
      rows: [],
      figures: figuresOf({}),
      dask: noDask,
      absent: new Map(),
    });
    expect(lines.at(-1)).toContain(', Dask not measured, ');
  });
});
