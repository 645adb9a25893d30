import type { Dataset } from '../../datasets';
import { runParallel, runSequential } from '../../lesson/program';
import {
  forestRows,
  identicalPredictions,
  report,
  sameForests,
  speedup,
  type Report,
} from '../../lesson/report';
import { forestSizes, type Settings } from '../../lesson/settings';
import { words } from '../../lesson/words';
import { killWorker, loseObject, subscribe, type ClusterInfo } from '../../runtime';
import type { RuntimeEvent } from '../../runtime/events';
import { TimelineModel, type TimelineTask } from '../../timeline';
import { ClusterState } from './cluster.svelte';
import { LogState } from './log.svelte';
import { browserName } from './machine';
import { RunState } from './run.svelte';

type Mode = 'sequential' | 'parallel';

/** The lesson as the page shows it: two runs, their timeline and their log. */
export class LessonState {
  readonly timeline = new TimelineModel();
  readonly cluster = new ClusterState();
  readonly log = new LogState();
  phase = $state<'idle' | 'starting' | Mode>('idle');
  sequential = $state.raw<RunState | undefined>();
  parallel = $state.raw<RunState | undefined>();
  /** Why the last run could not begin. */
  failure = $state<string | undefined>();
  /** The speed-up the learner guessed. */
  guess = $state<number | undefined>();

  readonly speedup = $derived(speedup(this.sequential, this.parallel));
  readonly identical = $derived(identicalPredictions(this.sequential, this.parallel));
  readonly bestMse = $derived.by(() => {
    const scores = forestRows(this.sequential, this.parallel).flatMap(
      ({ sequential, parallel }) => (parallel ?? sequential)?.mse ?? [],
    );
    return scores.length === 0 ? undefined : Math.min(...scores);
  });

  #abort: AbortController | undefined;
  #events: RuntimeEvent[] = [];
  #frame = 0;
  /** On which cluster a run was. */
  readonly #clusterOf = new WeakMap<RunState, ClusterInfo>();
  /** Workers whose end was told and that have not come back. */
  #ended: readonly number[] = [];

  constructor() {
    subscribe((events) => {
      this.#events.push(...events);
      // At most once a frame: a burst of small tasks must not cost the page a render each.
      this.#frame ||= requestAnimationFrame(() => {
        this.#readEvents();
      });
    });
    document.addEventListener('visibilitychange', () => {
      const run = this.current;
      if (run && document.hidden) run.wasHidden = true;
    });
  }

  get running(): boolean {
    return this.phase !== 'idle';
  }

  /** The run that goes on, if one does. */
  get current(): RunState | undefined {
    return this.phase === 'sequential'
      ? this.sequential
      : this.phase === 'parallel'
        ? this.parallel
        : undefined;
  }

  /** Trains the forests in the given mode. Results of other settings are let go, those of the same settings stay. */
  async run(mode: Mode, settings: Settings, dataset: Dataset): Promise<void> {
    if (this.running) return;
    const abort = new AbortController();
    this.#abort = abort;
    this.phase = 'starting';
    this.failure = undefined;
    try {
      const { info, split } = await this.cluster.connect(settings.workers, dataset);
      this.#readEvents();
      if (abort.signal.aborted) return;
      const run = this.#begin(mode, settings, info);
      if (mode === 'sequential') {
        const first = info.workers.find(({ state }) => state === 'ALIVE');
        await runSequential(split, run, run, abort.signal, first?.worker);
      } else {
        await runParallel(split, run, run, abort.signal);
      }
      run.finish();
    } catch (error) {
      // Cancelling while the workers start ends them, which is no failure.
      if (!abort.signal.aborted) this.failure = error instanceof Error ? error.message : String(error);
    } finally {
      await this.#end();
    }
  }

  /** Stops the run: tasks at their next tree node, or with their worker where no memory is shared. What is finished stays. */
  cancel(): void {
    this.#abort?.abort();
    if (this.phase === 'starting') void this.cluster.close();
  }

  /** What a task of the timeline is called in a sentence. */
  nameOf({ kind, taskId }: TimelineTask): string {
    return this[kind]?.nameOf(taskId) ?? '';
  }

  /** What an object is, or a task in a sentence, by its id; empty for the tasks that only prepare the workers. */
  nameOfId(id: string): string {
    // A later cluster counts its ids anew.
    const runs = [this.parallel, this.sequential].filter(
      (run) => run && this.#clusterOf.get(run) === this.cluster.info,
    );
    return [this.cluster, ...runs].map((whose) => whose?.nameOf(id)).find((name) => name) ?? '';
  }

  /** Kills a worker and tells so; its task is tried again. */
  kill(worker: number, taskId: string | null): void {
    this.#ended = [...this.#ended, worker];
    this.#tell(words.cluster.workers.killed(worker, taskId === null ? '' : this.nameOfId(taskId)));
    killWorker(worker);
  }

  /** Loses an object and tells so. */
  lose(id: string): void {
    const text = words.cluster.objects;
    const isPut = this.cluster.nameOf(id) !== '';
    const consequence = !isPut ? text.result : this.running ? text.put : text.putBetweenRuns;
    this.#tell(`${text.lost(id, this.nameOfId(id))} ${consequence}`);
    this.cluster.lost(id);
    loseObject(id);
  }

  /** Both runs with full precision, for other programs. */
  report(workers: number): Report {
    const machine = {
      browser: browserName(navigator.userAgent),
      cores: navigator.hardwareConcurrency,
      workers: this.parallel?.workers ?? workers,
      isolated: this.cluster.info?.sharedMemory ?? self.crossOriginIsolated,
    };
    return report(machine, this.sequential, this.parallel);
  }

  #begin(mode: Mode, settings: Settings, info: ClusterInfo): RunState {
    const run = new RunState(mode, {
      sizes: forestSizes(settings.models),
      engine: settings.engine,
      // One after another is the lesson's own loop, whatever the tasks of the parallel run.
      schedule: mode === 'sequential' ? 'in-order' : settings.schedule,
      workers: info.numCpus,
    });
    this.#clusterOf.set(run, info);
    const other = mode === 'sequential' ? this.parallel : this.sequential;
    // A second sequential run begins the lesson anew; any other run is measured against the other one of the same forests.
    const startsAnew = mode === 'sequential' && this.sequential?.wallSeconds !== undefined;
    const keepsOther = other !== undefined && sameForests(other, run) && !startsAnew;
    if (!keepsOther) {
      this.timeline.clear();
      this.sequential = this.parallel = undefined;
      this.guess = undefined;
    }
    this.log.begin(mode, keepsOther);
    this[mode] = run;
    this.phase = mode;
    this.timeline.beginRun({
      id: mode,
      kind: mode,
      origin: this.cluster.now(),
      workers: info.workers.length,
    });
    return run;
  }

  async #end(): Promise<void> {
    this.#readEvents();
    this.log.end();
    const { current } = this;
    if (current) this.timeline.endRun(current.mode, this.cluster.now());
    // After a fault the next run gets new workers. Without shared memory, a cancelled task's worker may compute on for
    // two seconds after its end, and would slow the next run down.
    const fault = this.failure !== undefined || (current?.failures ?? 0) > 0;
    const lingering = current?.cancelled === true && this.cluster.info?.sharedMemory === false;
    if (fault || lingering) await this.cluster.close();
    this.phase = 'idle';
  }

  #readEvents(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const events = this.#events;
    this.#events = [];
    const { current } = this;
    for (const event of events) if (event.kind === 'worker') this.#tellOf(event);
    if (!current || events.length === 0) return;
    const origin = this.timeline.runs.find(({ id }) => id === current.mode)?.origin ?? 0;
    for (const event of events) {
      if (event.kind === 'task') {
        if (current.record(event) && event.worker !== undefined)
          this.#tell(words.cluster.restarted(this.nameOfId(event.taskId), event.worker));
        if (event.times.started === undefined) continue;
        current.started(event.taskId, event.times.started - origin);
        if (event.state === 'FINISHED') current.finished(event.taskId);
      } else if (event.kind === 'log') {
        this.log.record(current.mode, event);
      }
    }
    this.timeline.append(current.mode, events, (taskId) => current.labelOf(taskId));
  }

  /** Workers that end and come back while the cluster lives; not those of a start or a shutdown. */
  #tellOf({ worker, state, reason }: Extract<RuntimeEvent, { kind: 'worker' }>): void {
    if (!this.cluster.info) this.#ended = [];
    else if (state === 'ALIVE') {
      // It may also be one that had only been silent.
      if (this.#ended.includes(worker)) this.#tell(words.cluster.back(worker), false);
      this.#ended = this.#ended.filter((ended) => ended !== worker);
    } else if (state === 'DEAD') {
      // That of a killed worker was told when it was asked for.
      if (this.#ended.includes(worker)) return;
      this.#tell(words.cluster.stopped(worker, reason ?? ''));
      this.#ended = [...this.#ended, worker];
    }
  }

  /** Writes a line about the cluster into the log, and beside the cluster panel's title if it is news. */
  #tell(text: string, isNews = true): void {
    this.log.tell((this.current ?? this.parallel ?? this.sequential)?.mode ?? 'parallel', text, isNews);
  }
}
