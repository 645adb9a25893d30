import { returnsOf, type Argument, type ObjectId, type TaskSpec } from '../../../../src/runtime/protocol';
import { specOf } from '../fake-cluster';
import { FakeTab } from './fake-tab';
import { attemptOf, objectOf, type FakeWorker, type Run } from './fake-worker';
import type { Life, Request, Step } from './life';

const BRIEF_MS = 0.01;
const LONG_MS = 10;

/** Lives a random life step by step, then brings it to an end in which nothing is left to do. */
export class Player {
  readonly tab: FakeTab;
  readonly submitted: TaskSpec[] = [];
  /** References that the driver has. */
  readonly handles = new Set<ObjectId>();
  /** Objects that it has freed, and those it has let go: it may or may not hear of them. */
  readonly forgotten = new Set<ObjectId>();
  /** Objects that it has asked for. */
  readonly wanted = new Set<ObjectId>();
  private readonly actors: ObjectId[] = [];
  private count = 0;

  constructor({ workers, hasFlags }: Life) {
    this.tab = new FakeTab(workers, hasFlags);
  }

  play(steps: readonly Step[]): void {
    for (const step of steps) {
      this.tab.settle();
      this.take(step);
    }
  }

  /** Lets everything end, every actor die and every reference go. */
  finish(): void {
    for (;;) {
      this.tab.settle();
      this.tab.tick();
      const busy = [...this.tab.workers.values()].filter(({ runs }) => runs.length > 0);
      for (const worker of busy) this.advance(worker);
      if (busy.length > 0) continue;
      // Actors may hold the CPUs that the others wait for.
      const actor = this.actors.pop();
      if (actor === undefined) break;
      this.tab.drive({ kind: 'kill', id: actor, noRestart: true });
    }
    this.tab.drive({ kind: 'letGo', ids: [...this.handles] });
    this.handles.clear();
    this.tab.settle();
    this.tab.tick();
  }

  /** Submits a task of one CPU for each worker; returns how many each was given. */
  fill(): number[] {
    const { tab } = this;
    for (const worker of tab.members)
      tab.drive({ kind: 'submit', task: specOf(`full${worker}`, { fn: 'never seen' }) });
    return [...tab.workers.values()].map(({ runs }) => runs.length);
  }

  private advance(worker: FakeWorker): void {
    const run =
      worker.runs.find((each) => each.state !== 'QUEUED') ??
      worker.runs.find((each) => worker.mayBegin(each))!;
    if (run.state === 'QUEUED') worker.begin(run);
    else if (run.state === 'WAITING') worker.resume(run);
    else worker.return(run, durationOf(run), true);
  }

  private take(step: Step): void {
    switch (step.kind) {
      case 'submit':
        this.submit(step);
        return;
      case 'create':
        this.create(step);
        return;
      case 'call': {
        const actor = pick(this.actors, step.actor);
        if (actor === undefined) return;
        const { retries: maxRetries } = step;
        this.send(
          this.spec('t', step, { fn: 'method', name: 'Actor.method', actor, numCpus: 0, maxRetries }),
        );
        return;
      }
      case 'put': {
        const id = `p${++this.count}`;
        this.handles.add(id);
        this.tab.drive({ kind: 'put', id, object: objectOf(this.tab.driverArena, id, true) });
        return;
      }
      case 'letGo':
      case 'free':
        this.leave(step.kind, pick([...this.handles], step.object));
        return;
      case 'loseObject':
      case 'want':
        this.ask(step.kind === 'want' ? 'want' : 'lose', pick([...this.handles], step.object));
        return;
      case 'cancel': {
        const task = pick(this.submitted, step.object);
        const { force, recursive } = step;
        if (task && !task.creates) this.tab.drive({ kind: 'cancel', id: task.id, force, recursive });
        return;
      }
      case 'kill': {
        const id = pick(this.actors, step.actor);
        if (id !== undefined) this.tab.drive({ kind: 'kill', id, noRestart: step.noRestart });
        return;
      }
      case 'crash':
      case 'lose': {
        const worker = pick(this.tab.members, step.worker)!;
        this.tab[step.kind](worker);
        return;
      }
      case 'tick':
        this.tab.tick();
        return;
      case 'begin':
      case 'return':
      case 'throw':
      case 'block':
      case 'resume':
      case 'child':
      case 'putInside':
        this.work(step);
    }
  }

  private submit(step: Extract<Step, { kind: 'submit' }>): void {
    const { retries, returns, isBrief, on, argument, retryExceptions, cpus } = step;
    const worker = typeof on === 'number' ? pick(this.tab.members, on)! : 0;
    const schedulingStrategy = typeof on === 'number' ? { worker } : on;
    const spec = this.spec('t', step, {
      fn: isBrief ? 'brief' : 'long',
      numCpus: cpus,
      numReturns: returns,
      maxRetries: retries,
      retryExceptions,
      schedulingStrategy,
    });
    this.send({ ...spec, args: [...spec.args, ...this.valueArguments(argument)] });
  }

  private valueArguments(kind: 'none' | 'stored' | 'nested'): Argument[] {
    if (kind === 'none') return [];
    const [inside] = this.handles;
    const refs = kind === 'nested' && inside !== undefined ? [inside] : [];
    const { value, blocks } = objectOf(this.tab.driverArena, 'argument', kind === 'stored');
    return [{ value, ...(blocks.length > 0 ? { blocks } : {}), ...(refs.length > 0 ? { refs } : {}) }];
  }

  private create(step: Extract<Step, { kind: 'create' }>): void {
    const { restarts: maxRestarts, retries: maxTaskRetries, isNamed, holdsCpus, cpus } = step;
    const name = isNamed ? { name: 'the one' } : {};
    const creates = { maxRestarts, maxTaskRetries, holdsCpus: holdsCpus && cpus > 0, ...name };
    const spec = this.spec('a', step, { fn: 'Actor', name: 'Actor', numReturns: 0, numCpus: cpus, creates });
    this.actors.push(spec.id);
    this.send(spec);
  }

  private spec(kind: 't' | 'a', { deps }: Request, options: Partial<TaskSpec>): TaskSpec {
    const handles = [...this.handles];
    const args = handles.length === 0 ? [] : deps.map((dep) => ({ ref: pick(handles, dep)! }));
    return specOf(`${kind}${++this.count}`, { ...options, args, submitted: this.tab.now() });
  }

  private send(task: TaskSpec): void {
    this.submitted.push(task);
    for (const id of returnsOf(task)) this.handles.add(id);
    this.tab.drive({ kind: 'submit', task });
  }

  private leave(kind: 'letGo' | 'free', id: ObjectId | undefined): void {
    if (id === undefined) return;
    if (kind === 'letGo') this.handles.delete(id);
    this.forgotten.add(id);
    this.tab.drive({ kind, ids: [id] });
  }

  private ask(kind: 'want' | 'lose', id: ObjectId | undefined): void {
    if (id === undefined) return;
    if (kind === 'lose') this.tab.drive({ kind, ids: [id] });
    else {
      this.wanted.add(id);
      this.tab.drive({ kind, id });
    }
  }

  private work({ kind, run: choice, isStored }: Extract<Step, { run: number }>): void {
    const runs = [...this.tab.workers].flatMap(([number, worker]) =>
      worker.runs.map((run) => ({ number, worker, run })),
    );
    const isPossible = ({ worker, run }: (typeof runs)[number]): boolean => {
      if (kind === 'begin') return worker.mayBegin(run);
      return run.state === (kind === 'resume' ? 'WAITING' : 'RUNNING');
    };
    const chosen = pick(runs.filter(isPossible), choice);
    if (!chosen) return;
    const { number, worker, run } = chosen;
    switch (kind) {
      case 'begin':
        worker.begin(run);
        return;
      case 'return':
        worker.return(run, durationOf(run), isStored);
        return;
      case 'throw':
        worker.throw(run);
        return;
      case 'block':
        worker.wait(run);
        return;
      case 'resume':
        worker.resume(run);
        return;
      case 'child': {
        const { id, parent } = nextOf(run, 't');
        const args = run.made.slice(-2).map((ref) => ({ ref }));
        const task = specOf(id, { fn: 'brief', parent, args, maxRetries: 1, submitted: this.tab.now() });
        this.submitted.push(task);
        run.made.push(id);
        this.tab.submitFrom(number, task);
        return;
      }
      case 'putInside': {
        const { id } = nextOf(run, 'p');
        run.made.push(id);
        this.tab.post(number, { kind: 'put', id, object: objectOf(worker.arena, id, isStored) });
      }
    }
  }
}

function nextOf(
  { message, made }: Run,
  kind: 't' | 'p',
): { readonly id: ObjectId; readonly parent: ObjectId } {
  const parent = attemptOf(message);
  return { id: `${parent}.${kind}${made.length + 1}`, parent };
}

function durationOf({ message }: Run): number {
  return message.fn === 'brief' || message.fn === 'method' ? BRIEF_MS : LONG_MS;
}

function pick<T>(items: readonly T[], choice: number): T | undefined {
  return items.length === 0 ? undefined : items[choice % items.length];
}
