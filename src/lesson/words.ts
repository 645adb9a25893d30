import type { Limit, Replay, Replays } from './more-cores';
import type { TreeRange } from './plan';
import type { Agreement } from './references';

/** The sentences of the lesson and its results, in one place; the timeline has its own. Functions take the figures they name. */

/** "about 40 s left", "about 2 min left": an estimate gets no more digits than it deserves. */
function remainingTime(value: number): string {
  if (value < 1.5) return 'a moment left';
  if (value < 90) return `about ${value < 20 ? Math.round(value) : Math.round(value / 5) * 5} s left`;
  return `about ${Math.round(value / 60)} min left`;
}

/** A duration in seconds with as many digits as it deserves: "23 ms", "0.85 s", "7.2 s", "138 s". */
export function duration(value: number): string {
  if (value < 0.0995) return `${Math.round(value * 1000)} ms`;
  if (value < 1) return `${value.toFixed(2)} s`;
  return `${value < 100 ? value.toFixed(1) : Math.round(value)} s`;
}

/** "1.9×". */
export function times(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)}×`;
}

const forests = (count: number) => (count === 1 ? '1 forest' : `${count} forests`);
const onWorkers = (count: number) => (count === 1 ? '1 worker' : `${count.toLocaleString('en')} workers`);
const tasks = (count: number) => (count === 1 ? '1 task' : `${count.toLocaleString('en')} tasks`);

/** "0.4 ms": a cost per task. */
const milliseconds = (value: number) =>
  value < 0.1 ? 'less than 0.1 ms' : `${value.toFixed(value < 10 ? 1 : 0)} ms`;

interface Percentiles {
  readonly p50: number | null;
  readonly p95: number | null;
}

const percentiles = ({ p50, p95 }: Percentiles) =>
  p50 === null || p95 === null ? '–' : `p50 ${duration(p50 / 1000)}, p95 ${duration(p95 / 1000)}`;

/** "264 B", "1.06 MB". */
export function byteSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const power = Math.min(3, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toPrecision(3)} ${['B', 'kB', 'MB', 'GB'][power]}`;
}

/** "0.43 %". */
const percent = (share: number) => `${(share * 100).toPrecision(2)} %`;

/** "8", "8 and 12", "8, 12 and 16", "8, 12, 16 … 84". */
function listOf(sizes: readonly number[]): string {
  if (sizes.length > 3) return `${sizes.slice(0, 3).join(', ')} … ${sizes.at(-1)}`;
  return new Intl.ListFormat('en-GB').format(sizes.map(String));
}

export const words = {
  name: 'Treeline',
  task: {
    title: 'One core, then all of them',
    text: (sizes: readonly number[], workers: number, cores: number) =>
      `Train ${forests(sizes.length)} of ${listOf(sizes)} trees to predict house prices in California. First one after another, on one core. Then the same work as remote tasks, on ${workers === cores ? 'every core of this device' : onWorkers(workers)}.`,
  },
  sequential: {
    title: 'One after another',
    text: 'Each forest waits for the one before it. One worker trains; every other core of this device has nothing to do.',
  },
  guess: {
    title: (workers: number) => `Now guess: how much faster on ${onWorkers(workers)}?`,
    text: (wall: number) =>
      `One after another took ${duration(wall)}. Now each free worker takes the next forest. Nothing else changes.`,
    chosen: (guess: number) => `You guessed ${times(guess)}.`,
  },
  parallel: {
    title: (workers: number) =>
      workers === 1 ? 'Remote tasks on one worker' : `Same work, ${onWorkers(workers)}`,
    text: {
      'in-order':
        'All forests were submitted at once as remote tasks. Whenever a worker is free, it takes the next one.',
      'longest-first':
        'All forests were submitted at once as remote tasks, the largest first. Whenever a worker is free, it takes the next one.',
      chunks:
        'Each forest is cut into tasks of 4 trees, which any worker may train. One more task puts their predictions together, in the order of the forest.',
    },
  },
  done: {
    title: (speedup: number) =>
      speedup >= 1.05 ? `${times(speedup)} faster` : `${times(speedup)}: not faster`,
    text: (sequential: number, parallel: number) =>
      `${duration(sequential)} one after another, ${duration(parallel)} in parallel: what lies right of the dashed line is the time you saved.`,
    notFaster: (sequential: number, parallel: number, why: string) =>
      `${duration(sequential)} one after another, ${duration(parallel)} in parallel. ${why}`,
    oneWorker: 'One worker has nobody to share the work with. Try more workers.',
    oneForest: 'One forest is one task, and a task is not shared. Try more forests.',
    nothingSaved:
      'Sharing the work saved nothing here. Try more forests, or as many workers as this device has cores.',
    identical: 'same results\u00a0✓',
    identicalSentence: 'Same results\u00a0✓, bit for bit.',
    /** After faults, beside the sentence on the results. */
    retried: (count: number) => `${count === 1 ? '1 task was' : `${tasks(count)} were`} tried again.`,
    different: 'The two runs predicted differently. Please report this: it must not happen.',
    mixed:
      'The two runs predicted differently, because some workers trained with the reference instead of the engine.',
  },
  parallelOnly: {
    title: 'Done in parallel',
    text: (wall: number) =>
      `The remote tasks took ${duration(wall)}. Train the same forests one after another to see what that saved.`,
  },
  cancelled: {
    title: 'Cancelled',
    text: 'What was finished is kept. Start again whenever you like.',
  },
  failed: {
    title: (count: number) => `${forests(count)} failed`,
    text: 'The others went on. The results table says what happened; start again to retry.',
  },
  actions: {
    sequential: (models: number) => `Train ${forests(models)}, one after another`,
    parallel: (workers: number) => `Train on ${onWorkers(workers)}`,
    cancel: 'Cancel',
    retry: 'Try again',
  },
  settings: {
    models: 'Forests',
    workers: 'Workers',
    /** The line that opens and closes the choices. */
    more: (engine: string, schedule: string) => `Engine: ${engine} · Tasks: ${schedule}`,
    engine: 'Engine',
    engines: {
      exact: { name: 'exact', sentence: "Digits you can check: scikit-learn's, to the last bit." },
      turbo: {
        name: 'turbo',
        sentence: 'A better algorithm: three times as fast, digits a little different.',
      },
    },
    schedule: 'Tasks',
    schedules: {
      'in-order': {
        name: 'in order',
        sentence: 'A forest is a task; the small ones come first, as in the lesson.',
      },
      'longest-first': {
        name: 'longest first',
        sentence: 'A forest is a task; no large one is left for the end, when other workers are idle.',
      },
      chunks: {
        name: '4-tree tasks',
        sentence: 'Each forest is cut into tasks of 4 trees and put together by one more. Same results.',
      },
    },
    changed: 'The results shown are of other settings; a new run replaces them.',
  },
  loading: (fraction: number) =>
    fraction > 0
      ? `Loading 20,640 block groups… ${Math.floor(fraction * 100)} %`
      : 'Loading 20,640 block groups…',
  starting: (workers: number) => `Starting ${onWorkers(workers)}…`,
  nothingYet: 'Nothing has run yet. Press Train.',
  memory: {
    shared: 'shared memory',
    copies: 'copies',
    notIsolated: "This browser can't share memory here. Workers get their own copy; results are the same.",
  },
  cores: (count: number) => (count === 1 ? '1 core' : `${count} cores`),
  coresHint: (count: number) =>
    `Your browser reports ${words.cores(count)}. It may hide more; you may set more workers.`,
  workersFailed: (failed: number, total: number, reason: string) =>
    `${failed} of ${total} workers did not start (${reason}). The others do the work.`,
  /** Said when the engine asked for could not be had; `reason` is a sentence, unknown for a worker that came later. */
  fallback: (reason = 'Some workers could not load the engine.') =>
    `${reason} The forests train with the readable TypeScript reference: same digits as exact, slower.`,
  hidden: 'This tab was in the background; timings are unreliable.',
  progress: (done: number, total: number, remaining: number | undefined) =>
    `${done} of ${total} forests${remaining === undefined ? '' : `, ${remainingTime(remaining)}`}`,
  /** Said to screen readers at each quarter of a run. */
  quarter: (title: string, percent: number) => `${title}: ${percent} %`,
  numbers: {
    speedup: (workers: number) => `Speed-up on ${onWorkers(workers)}`,
    parallel: 'In parallel',
    sequential: 'One after another',
    bestMse: 'Best error (MSE)',
  },
  plot: {
    title: 'Error falls as forests grow',
    axis: 'trees',
    reference: 'scikit-learn',
    sequential: 'one core',
    parallel: 'in parallel',
  },
  moreCores: {
    title: 'More cores than you have',
    simulated: 'simulated',
    empty: 'After a run, its tasks are replayed here on up to 1,000 simulated workers.',
    loading: 'Replaying the run…',
    workers: 'Simulated workers',
    workerCount: onWorkers,
    policy: 'Who runs next',
    policies: {
      fifo: {
        name: 'FIFO',
        sentence: "First in, first out: the order in which this page's head gives tasks out.",
      },
      longestFirst: {
        name: 'longest first',
        sentence: 'The longest task goes first. That takes somebody who knows how long each will be.',
      },
      workStealing: {
        name: 'work stealing',
        sentence: 'Tasks are dealt like cards; whoever has none left takes one from somebody else.',
      },
    },
    seconds: 'Would have taken',
    speedup: 'Speed-up',
    utilisation: 'Workers busy',
    share: (value: number) => `${Math.round(value * 100)} %`,
    /** The result in one sentence, for those who do not see the figures. */
    result: ({ workers, seconds, speedup, utilisation }: Replay) =>
      `On ${onWorkers(workers)}: ${duration(seconds)}, ${times(speedup)}, busy ${Math.round(utilisation * 100)} % of the time.`,
    limit: (limit: Limit, { tasks: count, longest, isChain }: Replays, { workers, used }: Replay) => {
      const unused = workers - used;
      const without =
        unused > 0 ? `${unused.toLocaleString('en')} of ${onWorkers(workers)} get no task at all. ` : '';
      switch (limit) {
        case 'longest':
          return isChain
            ? `${without}The longest chain of tasks that wait for each other takes ${duration(longest)}: no number of workers is faster than that.`
            : `${without}The longest task alone takes ${duration(longest)}: no number of workers is faster than that.`;
        case 'head':
          return `${without}The head hands out ${tasks(count)} one by one: it cannot feed more workers.`;
        case 'busy':
          return 'Nearly always busy: more workers would be faster still.';
        case 'tail':
          return `${without}Towards the end some workers train and the others have nothing left to do.`;
      }
    },
    assumptions: (mode: 'sequential' | 'parallel', workers: number, { tasks: count, overhead }: Replays) =>
      `Simulated, not measured: the ${tasks(count)} of the ${mode === 'parallel' ? `parallel run on ${onWorkers(workers)}` : 'sequential run'}, each as long as it took there, all submitted at once. ` +
      `Giving one to a worker costs what it cost there: ${milliseconds(overhead.messages)} for messages, ${milliseconds(overhead.head)} of the head. ` +
      'Real cores would also share the memory bus and the power.',
    chart: {
      title: 'Speed-up over workers',
      simulated: 'simulated',
      measured: 'measured',
      ideal: 'ideal',
      hint: 'The table below has the figures.',
    },
    table: 'All figures',
    columns: { workers: 'Workers' },
    failed: (reason: string) => `The replay failed: ${reason}`,
  },
  log: {
    title: 'Log',
    empty: 'Each finished forest writes a line here.',
    collect: 'Collect repeats',
    collectHint:
      "Ray's RAY_DEDUP_LOGS: once a second worker has written a line, apart from its numbers, its repeats are counted for 5 s and told in one line.",
    copy: 'Copy',
    copied: (lines: number) => `Copied ${lines === 1 ? '1 line' : `${lines.toLocaleString('en')} lines`}`,
    copyRefused: 'The browser does not allow it. The lines are selected: copy them with Ctrl+C.',
    /** The newest lines are shown, more are kept for copying, the oldest of very many are let go. */
    earlier: (hidden: number, dropped: number) =>
      [
        hidden > 0 ? `${hidden.toLocaleString('en')} earlier lines are not shown; Copy has them.` : '',
        dropped > 0 ? `The first ${dropped.toLocaleString('en')} lines were let go.` : '',
      ]
        .join(' ')
        .trim(),
  },
  /** What a phone shows one at a time. */
  pages: { label: 'Plot or log', names: ['Error', 'Log'] },
  cluster: {
    title: 'Cluster',
    none: 'No cluster runs at the moment. The next run starts one.',
    failed: 'The cluster panel could not be loaded. Close it and open it again.',
    tasks: 'Tasks by state',
    keys: 'Arrow keys move between the buttons.',
    /** Why tasks wait: `first` names one of them, `reason` is a sentence about it. */
    waiting: (count: number, first: string, reason: string) =>
      `${count === 1 ? '1 task waits' : `${tasks(count)} wait`}. ${first}: ${reason}`,
    nobodyWaits: 'No task waits.',
    /** Percentiles in ms, null while no task has ended. */
    times: (run: Percentiles, wait: Percentiles) =>
      `Run time: ${percentiles(run)}. Wait time: ${percentiles(wait)}.`,
    workers: {
      title: (busy: number, all: number) => `Workers: ${busy} of ${all} busy`,
      hint: 'Kill one in mid-run: its task is tried again, a new thread takes its place, and the results are the same.',
      columns: {
        worker: 'No.',
        state: 'State',
        task: 'Runs',
        utilization: 'Busy',
        ended: 'Ended',
        kill: 'Kill',
      },
      restarts: (count: number) => (count === 1 ? 'restarted once' : `restarted ${count} times`),
      kill: (worker: number) => `Kill this worker: ${worker}`,
      killed: (worker: number, task: string) =>
        task === ''
          ? `You killed worker ${worker}, which was idle. A new thread takes its place.`
          : `You killed worker ${worker} in the midst of: ${task}. It will be tried again.`,
    },
    objects: {
      title: (count: number, bytes: number, capacity: number | null) =>
        `Object store: ${count === 1 ? '1 object' : `${count.toLocaleString('en')} objects`}, ${byteSize(bytes)}${capacity === null ? '' : ` of ${byteSize(capacity)}`}`,
      hint: 'A lost result is made again by its task when it is needed. What was put is gone for good: tasks that need it fail.',
      columns: {
        object: 'Id',
        value: 'Value: dtype, shape',
        bytes: 'Size',
        references: 'Refs',
        owner: 'Owner',
        lose: 'Lose',
      },
      driver: 'driver',
      none: 'The object store is empty.',
      cut: (shown: number) => `Only the oldest ${shown} objects are shown.`,
      lose: (id: string) => `Lose this object: ${id}`,
      /** `name` says what it is, if that is known. */
      lost: (id: string, name: string) => `You lost ${id}${name === '' ? '' : ` (${name})`}.`,
      result: 'Its task runs again as soon as somebody needs it.',
      put: 'It was put, so no task can make it again: tasks that need it fail.',
      putBetweenRuns: 'It was put, so no task can make it again. The next run puts it anew.',
    },
    /** Told in the log. */
    stopped: (worker: number, reason: string) => `Worker ${worker} stopped: ${reason}.`,
    back: (worker: number) => `A new thread serves as worker ${worker}.`,
    restarted: (task: string, worker: number) => `${task} restarted on worker ${worker}.`,
  },
  /** What a task of the timeline is called in a sentence. */
  tasks: {
    whole: (nEstimators: number) => `Forest of ${nEstimators} trees`,
    trees: (nEstimators: number, { from, to }: TreeRange) =>
      `Trees ${from + 1} to ${to} of the forest of ${nEstimators}`,
    merge: (nEstimators: number) => `Putting together the forest of ${nEstimators} trees`,
  },
  results: {
    title: 'Results',
    columns: {
      forest: 'Forest',
      here: 'MSE here',
      linux: 'scikit-learn on Linux',
      published: 'as published',
      sequential: 'Sequential',
      parallel: 'Parallel',
      worker: 'Worker',
    },
    note: 'The published table was made on Windows, whose C library then rounded one square wrongly. It decides a single split of tree 53, and with it the last digits of the forests with 56, 64 and 68 trees.',
    download: 'Download results (JSON)',
    failed: 'failed',
    cancelled: 'cancelled',
    workers: (workers: readonly number[]) =>
      workers.length > 3 ? `${workers.length} workers` : workers.join(', '),
    summed: 'The time of a forest that was cut into tasks is the sum of its tasks.',
    same: 'equal to the last bit',
    agreement: ({ compared, equal, largest }: Agreement) =>
      equal === compared
        ? `${compared === 1 ? 'This score is' : `All ${compared} scores are`} scikit-learn's, to the last bit.`
        : `${equal} of ${compared} scores are scikit-learn's to the last bit; the largest difference is ${percent(largest)}.`,
    turbo:
      'turbo adds numbers up in an order of its own, which decides ties between splits: a different forest of the same kind. ' +
      "Choose exact for scikit-learn's digits.",
  },
} as const;
