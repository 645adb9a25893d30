/** What each row of the benchmark is: names, units, Ray's published figures, our goals and gates. */

/** The rows in the order of a round: a row stands next to the peer that it is compared with. */
export const rowKeys = [
  'rawRoundTrip',
  'tasksSync',
  'actorSync',
  'comlinkSync',
  'comlinkAsync1000',
  'tasksAsync',
  'actorAsync',
  'tasksSyncInWorker',
  'getSmall',
  'wait1k',
  'cancelMs',
  'busyWithBlockedMainPercent',
  'putSmall',
  'sharedSetGBps',
  'putGBps',
  'allocSealMicros',
  'clone100MBms',
  'getLargeFirstMicros',
  'getLargeCachedMicros',
  'startMs',
] as const;
export type RowKey = (typeof rowKeys)[number];

type Unit = '/s' | 'GB/s' | '%' | 'ms' | 'µs';

/** What must hold within one run, whatever the machine. */
interface Gate {
  /** The row that is compared with. */
  readonly peer: RowKey;
  /** How many times as fast as the peer the row has to be. */
  readonly atLeast: number;
}

export interface RowInfo {
  readonly title: string;
  readonly unit: Unit;
  /** Of Ray 2.x on a server of 64 cores, as published; absent where `ray microbenchmark` has no such row. */
  readonly ray?: string;
  /** In the row's unit: a rate or a share has to reach it, a time must not exceed it. */
  readonly goal?: number;
  readonly gate?: Gate;
  /** For what is not ours but compared with ours: what the gates call it. */
  readonly peer?: string;
}

const syncGate: Gate = { peer: 'rawRoundTrip', atLeast: 0.6 };
const asyncGate: Gate = { peer: 'comlinkAsync1000', atLeast: 2 };

export const catalog: Readonly<Record<RowKey, RowInfo>> = {
  tasksSync: { title: 'tasks sync', unit: '/s', ray: '952–981', goal: 5_000, gate: syncGate },
  tasksSyncInWorker: { title: 'tasks sync inside a worker', unit: '/s', goal: 50_000 },
  tasksAsync: {
    title: 'tasks async, 1000 in flight',
    unit: '/s',
    ray: '7.7–8.0k',
    goal: 100_000,
    gate: asyncGate,
  },
  actorSync: { title: 'actor calls 1:1 sync', unit: '/s', ray: '2.0k', goal: 5_000, gate: syncGate },
  actorAsync: {
    title: 'actor calls 1:1 async',
    unit: '/s',
    ray: '8.0–8.7k',
    goal: 150_000,
    gate: asyncGate,
  },
  putSmall: { title: 'put small', unit: '/s', ray: '5.2k', goal: 200_000 },
  getSmall: { title: 'get small', unit: '/s', ray: '10.5k', goal: 200_000 },
  putGBps: {
    title: 'put 100 MB',
    unit: 'GB/s',
    ray: '20–21',
    goal: 4,
    gate: { peer: 'sharedSetGBps', atLeast: 0.8 },
  },
  allocSealMicros: { title: 'alloc and seal, slowest size', unit: 'µs', goal: 20 },
  getLargeFirstMicros: {
    title: 'get 100 MB of another worker, first',
    unit: 'µs',
    goal: 100,
    gate: { peer: 'clone100MBms', atLeast: 500 },
  },
  getLargeCachedMicros: { title: 'get 100 MB of another worker, again', unit: 'µs', goal: 2 },
  wait1k: { title: 'wait 1k refs', unit: '/s', ray: '5.1', goal: 100 },
  startMs: { title: 'init to first task done, 8 workers', unit: 'ms', goal: 150 },
  cancelMs: { title: 'cooperative cancel', unit: 'ms', goal: 2 },
  busyWithBlockedMainPercent: {
    title: 'workers busy with 1 ms tasks, page blocked 90 %',
    unit: '%',
    goal: 50,
  },
  rawRoundTrip: { title: 'raw MessagePort round trip', unit: '/s', peer: 'the raw port' },
  comlinkSync: { title: 'Comlink sync', unit: '/s', peer: 'Comlink' },
  comlinkAsync1000: { title: 'Comlink, 1000 in flight', unit: '/s', peer: 'Comlink' },
  sharedSetGBps: { title: 'plain .set() into shared memory', unit: 'GB/s', peer: '.set()' },
  clone100MBms: { title: 'structured clone of 100 MB to a worker', unit: 'ms', peer: 'a clone' },
};

/** The chosen rows and the peers that their gates need, in the order of a round. */
export function withPeers(chosen: readonly RowKey[]): RowKey[] {
  const needed = new Set(chosen.flatMap((key) => [key, catalog[key].gate?.peer ?? key]));
  return rowKeys.filter((key) => needed.has(key));
}
