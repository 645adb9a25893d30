import { failureAsError } from '../errors';
import {
  callableOf,
  DRIVER,
  returnsOf,
  type ClientToHead,
  type DriverToHead,
  type Failure,
  type ObjectId,
  type Participant,
  type StoredObject,
  type TaskReport,
  type TaskSpec,
  type WorkerToHead,
} from '../protocol';
import { isOfCaller } from '../direct/messages';
import { Actors } from './actors';
import type { Ledger } from '../store/ledger';
import { News } from './news';
import { Objects } from './objects';
import { madeBy } from './lineage';
import { Quarantine } from './quarantine';
import { Rebuilding } from './rebuilding';
import { blockedOn, tell, type Outlets, type Voice } from './outlets';
import { ClusterState } from './state/cluster-state';
import { Durations } from '../durations';
import { Direct, type DirectHost } from './direct';
import { Leases } from './leases';
import { Members } from './members';
import { canEverRun, Scheduler, type Demand } from './scheduler';
import { Streams } from './streams';
import { SyncGets } from './sync-gets';
import { TaskBook } from './task-book';
import { cancelledFailure, createTask, isRetried, isWaiting, mayRetry, type Task } from './task';

/**
 * The cluster's one authority: keeps the state of every task and object, gives tasks to workers, and tells the
 * driver. It holds no thread and no port, so that every path can be tested without a browser.
 */
export class Head {
  private readonly out: Voice;
  private readonly scheduler = new Scheduler();
  private readonly leases: Leases;
  private readonly objects: Objects;
  private readonly news: News;
  private readonly streams: Streams;
  private readonly syncGets = new SyncGets({
    want: (id, worker) => {
      this.rebuilding.need(id);
      this.objects.want(id, blockedOn(worker));
    },
    answer: (worker, request, answer, offset) => {
      this.out.writeMailbox(worker, request, answer, offset);
    },
  });
  private readonly tasks = new TaskBook();
  private readonly members: Members;
  private readonly actors = new Actors({
    now: () => this.out.now(),
    emit: (event) => {
      this.news.tell(event);
    },
    deliver: (call, worker) => {
      this.dispatch(call, worker);
    },
    fail: (task, failure) => {
      this.fail(task, failure);
    },
    create: (creation) => {
      this.recreate(creation);
    },
    postpone: (call, failure) => {
      this.postpone(call, failure);
      // Not to be delivered before it is known whether all is there that it is given.
      call.missing = 1;
      this.postponed.add(call);
    },
    drop: (worker, actor) => {
      this.out.toWorker(worker, { kind: 'drop', actor });
    },
    replaceWorker: (worker, reason) => {
      this.out.replaceWorker(worker, reason);
    },
    withdraw: (creation, failure) => {
      const isPending = this.tasks.has(creation.spec.id) && creation.worker === undefined;
      if (isPending) this.fail(creation, failure);
    },
    forgetArguments: (creation) => {
      this.objects.releaseArguments(creation.spec.args);
    },
    releaseCpus: (actor) => {
      this.scheduler.finish(actor);
    },
    tellHome: (actor, home) => {
      this.out.toDriver({ kind: 'home', actor, ...(home ? { home } : {}) });
    },
  });
  private readonly rebuilding: Rebuilding;
  private readonly quarantine: Quarantine;
  /** Calls of actors that wait for another attempt. */
  private readonly postponed = new Set<Task>();
  private readonly durations = new Durations();
  private readonly state: ClusterState;
  private readonly direct: Direct;
  private lastSerial = 0;
  private readmissions = 0;

  /** @param ledger the account of shared memory; absent where there is none */
  constructor(outlets: Outlets, ledger?: Ledger) {
    this.out = {
      ...outlets,
      toBlocked: (worker, message) => {
        this.syncGets.receive(worker, message);
      },
    };
    this.leases = new Leases(outlets, this.scheduler);
    this.objects = new Objects(this.out, ledger);
    const { scheduler, actors, objects } = this;
    const tasks = this.tasks.all;
    const now = (): number => outlets.now();
    this.state = new ClusterState({ tasks, scheduler, actors, ledger, now, objects: objects.directory });
    const ask = {
      isBrief: (spec: TaskSpec) => this.isBrief(spec),
      isAtWork: (task: Task) => this.scheduler.isAtWork(task.spec.id) || this.direct.isAtWork(task),
    };
    this.news = new News(outlets, this.objects.directory, ask, this.state);
    this.members = new Members(outlets, (event) => {
      this.news.tell(event);
    });
    this.streams = new Streams(outlets, this.objects);
    this.quarantine = new Quarantine((removed) => {
      this.objects.remove(removed);
    });
    this.rebuilding = new Rebuilding(
      {
        readmit: (task) => {
          this.readmit(task);
        },
        prepare: (task) => {
          this.prepare(task);
        },
      },
      this.objects,
    );
    this.direct = this.createDirect();
  }

  handleDriver(batch: readonly DriverToHead[]): void {
    for (const message of batch) {
      if (isOfCaller(message)) this.direct.receive(message);
      else if (message.kind === 'stop') this.stop();
      else if (message.kind === 'killWorker')
        this.out.replaceWorker(message.worker, 'it was killed by killWorker()');
      else this.receiveFromClient(DRIVER, message);
    }
    this.settleDown();
  }

  handleWorker(worker: number, batch: readonly WorkerToHead[]): void {
    for (const message of batch) this.receiveFromWorker(worker, message);
    this.settleDown();
  }

  /** @param isSpare it brings a thread, but no CPU */
  workerStarting(worker: number, isSpare = false): void {
    this.members.starting(worker, isSpare);
  }

  /** @param line the driver's port to the worker, where there are ports */
  workerAlive(worker: number, line?: MessagePort): void {
    this.members.alive(worker);
    this.direct.workerAlive(worker, line);
    this.scheduler.addWorker(worker, this.members.isSpare(worker));
    this.settleDown();
  }

  /** A worker ended or did not start. Its tasks are run again if they may be. */
  workerDead(worker: number, reason: string): void {
    this.members.enter(worker, 'DEAD', reason);
    this.syncGets.end(worker);
    this.objects.forgetWorker(worker);
    for (const task of this.tasks.all.values()) if (task.owner === worker) task.owner = undefined;
    // Only the first of those that did not wait may have begun; the others were given to the worker ahead.
    const { begun, ahead } = this.scheduler.removeWorker(worker);
    // First, so that no call is given to the dead worker when one before it fails below.
    this.actors.workerDead(worker, reason);
    this.direct.workerDead(worker, reason);
    for (const id of begun) {
      const task = this.tasks.get(id);
      // The making of an actor that kept its CPUs is under way again.
      if (task?.worker === worker) this.afterCrash(task, worker, reason);
    }
    for (const id of ahead) {
      const task = this.tasks.get(id);
      if (task?.worker === worker) this.recall(task);
    }
    this.settleDown();
  }

  /** A worker does not answer, or answers again. */
  workerChanged(worker: number, isResponsive: boolean): void {
    this.members.enter(worker, isResponsive ? 'ALIVE' : 'UNRESPONSIVE');
  }

  /** Whether nothing runs on a worker's thread. */
  isIdle(worker: number): boolean {
    return this.scheduler.isIdle(worker) && !this.actors.isServing(worker);
  }

  /** A worker will not come back: what cannot run without it fails instead of waiting for ever. */
  workerLost(worker: number, reason: string): void {
    this.members.lost(worker, reason);
    for (const id of this.scheduler.infeasible(this.members.workers))
      this.failInfeasible(this.tasks.get(id)!);
    this.settleDown();
  }

  private receiveFromClient(from: Participant, message: ClientToHead): void {
    switch (message.kind) {
      case 'submit':
        this.submit(message.task, from);
        return;
      case 'reject':
        this.fail(this.admit(message.task, from), {
          kind: 'threw',
          task: message.task.name,
          error: message.error,
        });
        return;
      case 'put':
        this.objects.put(message.id, message.object, from);
        return;
      case 'hold':
        this.objects.hold(message.ids, from, message.by);
        return;
      case 'letGo':
        this.objects.letGo(message.ids, from, message.by);
        return;
      case 'letGoAll':
        this.objects.letGoAll(from, message.by);
        return;
      case 'free':
        this.objects.free(message.ids);
        return;
      case 'lose':
        for (const id of message.ids) this.lose(id);
        return;
      case 'want':
        this.rebuilding.need(message.id);
        this.objects.want(message.id, from);
        return;
      case 'cancel': {
        const task = this.tasks.get(message.id);
        if (task) this.cancel(task, message.force, message.recursive);
        return;
      }
      case 'consumed': {
        const task = this.tasks.get(message.id);
        if (task) this.streams.consumed(task, message.count);
        return;
      }
      case 'kill':
        this.actors.kill(message.id, message.noRestart);
        return;
      case 'find':
        tell(this.out, from, { kind: 'actor', request: message.request, ...this.actors.find(message.name) });
        return;
      case 'query':
        tell(this.out, from, {
          kind: 'answer',
          request: message.request,
          answer: this.state.answer(message.query),
        });
        return;
    }
  }

  private receiveFromWorker(worker: number, message: WorkerToHead): void {
    switch (message.kind) {
      case 'log':
        this.news.tell(message.event);
        return;
      case 'closing':
        this.out.workerClosed(worker);
        return;
      case 'running':
      case 'returned':
      case 'threw':
      case 'yielded':
      case 'blocked':
      case 'getSync':
      case 'resumed': {
        const task = this.tasks.dispatched(message.serial);
        if (task) this.receiveReport(worker, task, message);
        else if (message.kind === 'returned') this.objects.drop(message.objects);
        else if (message.kind === 'yielded') this.objects.drop([message.object]);
        return;
      }
      case 'took':
        this.direct.took(worker, message);
        return;
      case 'unleased':
        this.leases.end(message.lease);
        return;
      case 'inTurn':
        this.actors.inTurn(message.actor);
        return;
      case 'submit':
      case 'reject':
      case 'put':
      case 'want':
      case 'cancel':
      case 'kill':
      case 'find':
      case 'query':
      case 'consumed':
      case 'free':
      case 'lose':
      case 'hold':
      case 'letGo':
      case 'letGoAll':
        this.receiveFromClient(worker, message);
    }
  }

  private receiveReport(worker: number, task: Task, report: TaskReport): void {
    switch (report.kind) {
      case 'running':
        task.times = { ...task.times, ...report.times };
        this.news.enter(task, 'RUNNING', report.times.deserialised);
        return;
      case 'getSync':
        if (report.offset > 0) {
          this.syncGets.readOn(worker, report.request, report.offset);
          return;
        }
        this.scheduler.block(task.spec.id);
        this.news.enter(task, 'RUNNING_IN_RAY_GET', report.time);
        this.syncGets.begin(worker, report.serial, report.ids, report.request);
        return;
      case 'blocked':
        this.scheduler.block(task.spec.id);
        this.news.enter(
          task,
          report.on === 'get' ? 'RUNNING_IN_RAY_GET' : 'RUNNING_IN_RAY_WAIT',
          report.time,
        );
        return;
      case 'resumed':
        this.syncGets.end(worker);
        this.scheduler.unblock(task.spec.id);
        this.news.enter(task, 'RUNNING', report.time);
        return;
      case 'yielded':
        this.wake(this.streams.yielded(task, report.index, report.object));
        return;
      case 'returned':
        task.times = { ...task.times, ...report.times };
        // A run that was cut short says nothing about others.
        if (!task.cancelled) {
          this.durations.record(callableOf(task.spec), report.times.stored - report.times.started);
          this.direct.returned(task);
        }
        if (!task.cancelled) {
          this.succeed(task, report.objects);
          return;
        }
        this.objects.drop(report.objects);
        this.fail(task, cancelledFailure(task));
        return;
      case 'threw': {
        task.times = { ...task.times, ...report.times };
        const failure: Failure = { kind: 'threw', task: task.spec.name, worker, error: report.error };
        if (task.cancelled) this.fail(task, cancelledFailure(task));
        else if (isRetried(task, report.error) && mayRetry(task)) this.retry(task, failure);
        else this.fail(task, failure);
        return;
      }
    }
  }

  private submit(spec: TaskSpec, owner: Participant): void {
    const task = this.admit(spec, owner);
    this.objects.pinArguments(spec.args);
    const refused = spec.creates ? this.actors.declare(task, spec.creates) : undefined;
    if (refused) {
      this.fail(task, refused);
      return;
    }
    if (spec.actor !== undefined) this.actors.enqueue(task, owner);
    this.prepare(task);
  }

  /** Has a task wait for what it is given, or for a worker. */
  private prepare(task: Task): void {
    const { id, args } = task.spec;
    if (!this.tasks.has(id)) return;
    // Not 0 before all arguments were looked at: to look for one may set others going, and they look for what is ready.
    task.missing = 1;
    for (const argument of args) if ('ref' in argument && !this.expect(task, argument.ref)) return;
    task.missing--;
    if (task.missing > 0) this.news.enter(task, 'PENDING_ARGS_AVAIL', this.out.now());
    else this.queue(task);
  }

  /** Has a task wait for an object, unless it is there. False if there will be none: the task has failed. */
  private expect(task: Task, id: ObjectId): boolean {
    this.rebuilding.need(id);
    const { directory } = this.objects;
    const state = directory.stateOf(id);
    if (state.kind === 'failed') {
      this.fail(task, state.failure);
      return false;
    }
    if (state.kind === 'pending') {
      task.missing++;
      directory.addDependent(id, task.spec.id);
    }
    return true;
  }

  /** What the tasks waited for is there. */
  private wake(dependents: readonly ObjectId[]): void {
    for (const id of dependents) {
      const waiting = this.tasks.get(id);
      if (waiting && --waiting.missing === 0) this.queue(waiting);
    }
  }

  /** An object is lost. Tasks that have not begun wait for it, and have it made again. */
  private lose(id: ObjectId): void {
    const removed = this.objects.lose(id);
    if (!removed) return;
    this.quarantine.add(removed, this.tasks.serials);
    const users = [...this.tasks.all.values()].flatMap((task) => {
      const uses = task.spec.args.filter((argument) => 'ref' in argument && argument.ref === id).length;
      return uses === 0 || task.worker !== undefined || this.postponed.has(task) ? [] : [{ task, uses }];
    });
    // All of them before the first: when one fails, those behind it must not count as ready any more.
    for (const { task, uses } of users) {
      this.scheduler.withdraw(task.spec.id);
      task.missing += uses;
    }
    for (const { task, uses } of users) {
      if (!this.tasks.has(task.spec.id)) continue;
      task.missing -= uses;
      const wasReady = task.missing === 0;
      let remains = true;
      for (let use = 0; use < uses && remains; use++) remains = this.expect(task, id);
      if (remains && wasReady) this.news.enter(task, 'PENDING_ARGS_AVAIL', this.out.now());
    }
  }

  /** A task that has returned runs again. */
  private readmit(task: Task): void {
    task.attempt++;
    Object.assign(task, { owner: undefined, worker: undefined, isAgain: true });
    task.times = { submitted: task.times.submitted };
    this.tasks.add(task);
    task.missing = 1;
    // In a line of its own: it may be needed by calls that wait in any other.
    if (task.spec.actor !== undefined) this.actors.enqueue(task, -++this.readmissions);
  }

  private admit(spec: TaskSpec, owner: Participant): Task {
    const task = createTask(spec, owner);
    this.tasks.add(task);
    for (const id of returnsOf(spec)) this.objects.declare(id, owner);
    return task;
  }

  private queue(task: Task): void {
    this.news.enter(task, 'PENDING_NODE_ASSIGNMENT', this.out.now());
    if (task.spec.actor !== undefined) this.actors.pump(task.spec.actor);
    else if (canEverRun(task.spec, this.members.workers)) this.scheduler.enqueue(this.demandOf(task.spec));
    else this.failInfeasible(task);
  }

  private demandOf({ id, fn, numCpus, schedulingStrategy, creates, blocking }: TaskSpec): Demand {
    // An actor answers on the thread where it lives.
    const alone = { blocking: true, isTaken: (worker: number) => this.actors.liveOn(worker) } as const;
    const demand = { id, numCpus, schedulingStrategy, ...(blocking ? alone : {}) };
    return creates || blocking ? demand : { ...demand, depth: () => this.durations.depthOf(fn) };
  }

  private failInfeasible(task: Task): void {
    const { workers, lastLoss } = this.members;
    this.fail(task, {
      kind: 'crashed',
      message: `${task.spec.name} cannot run: only ${workers.size} of the cluster's workers are left. ${lastLoss}.`,
    });
  }

  /** Gives out what can be given out, and reports the store if it changed. */
  private settleDown(): void {
    for (const call of this.postponed) this.prepare(call);
    this.postponed.clear();
    this.quarantine.sweep((serial) => this.tasks.dispatched(serial) !== undefined);
    for (let placement = this.scheduler.next(); placement; placement = this.scheduler.next()) {
      this.dispatch(this.tasks.get(placement.id)!, placement.worker);
    }
    if (this.scheduler.wantsThread && !this.members.startSpare()) this.failForThread();
    this.direct.settleDown();
    this.news.tellStore();
  }

  /** Tasks could run, but all threads that there can be are blocked. */
  private failForThread(): void {
    // What is at work makes room some time.
    if (!this.scheduler.isAtRest) return;
    const count = this.syncGets.size;
    this.syncGets.failLast(
      `getSync blocks ${count} threads at once, and the cluster starts no more: what they wait for could not run. Use await get.`,
    );
  }

  private dispatch(task: Task, worker: number): void {
    const { id, fn, name, args, numReturns, actor, creates } = task.spec;
    for (const argument of args) {
      if (!('ref' in argument)) continue;
      const sendable = this.objects.directory.valueToSend(argument.ref, worker);
      if (sendable) this.out.toWorker(worker, { kind: 'object', id: argument.ref, ...sendable });
    }
    this.tasks.dispatch(task, worker, ++this.lastSerial, this.out.now());
    const { serial, attempt } = task;
    const ofActor = { ...(actor === undefined ? {} : { actor }), ...(creates ? { creates } : {}) };
    const isBrief = this.isBrief(task.spec);
    const pace = isBrief ? ({ isBrief } as const) : {};
    const { blocking } = task.spec;
    const stream = this.streams.stateOf(task);
    this.out.toWorker(worker, {
      kind: 'run',
      serial,
      id,
      fn,
      name,
      attempt,
      numReturns,
      args,
      ...ofActor,
      ...pace,
      ...(blocking ? { blocking } : {}),
      ...(stream ? { stream } : {}),
    });
    this.news.enter(task, 'SUBMITTED_TO_WORKER', this.out.now());
  }

  private cancel(task: Task, force: boolean, recursive: boolean): void {
    if (recursive) this.cancelChildren(task, force);
    const { worker } = task;
    if (worker === undefined) {
      this.fail(task, cancelledFailure(task));
      return;
    }
    if (isWaiting(task)) {
      // It does not use its worker: it ends now, and learns of it when its thread looks.
      if (this.syncGets.has(worker, task.serial)) {
        this.out.raiseCancelFlag(worker, task.serial);
        this.syncGets.end(worker);
      } else this.out.toWorker(worker, { kind: 'cancel', serial: task.serial });
      this.fail(task, cancelledFailure(task));
      return;
    }
    task.cancelled = true;
    // A method that has not begun learns of it by message. Its thread is not ended: other methods would end with it.
    const isCall = task.spec.actor !== undefined;
    if (isCall) this.out.toWorker(worker, { kind: 'cancel', serial: task.serial });
    if ((!force || isCall) && (this.out.raiseCancelFlag(worker, task.serial) || isCall)) return;
    this.fail(task, cancelledFailure(task));
    this.out.replaceWorker(worker, `${task.spec.name} was cancelled and its worker ended`);
  }

  private cancelChildren(task: Task, force: boolean): void {
    for (const child of this.tasks.childrenOf(task)) {
      if (this.tasks.has(child.spec.id)) this.cancel(child, force, true);
    }
  }

  private afterCrash(task: Task, worker: number, reason: string): void {
    const { name } = task.spec;
    // What it has submitted nobody will ask for any more: another attempt submits its own.
    this.cancelChildren(task, false);
    if (task.cancelled) {
      this.fail(task, cancelledFailure(task));
      return;
    }
    const failure: Failure = {
      kind: 'crashed',
      message: `Worker ${worker} died while it ran ${name} (attempt ${task.attempt}): ${reason}.`,
    };
    if (mayRetry(task)) this.retry(task, failure);
    else this.fail(task, failure);
  }

  private retry(task: Task, failure: Failure): void {
    this.postpone(task, failure);
    this.prepare(task);
  }

  /** Takes a task back that its worker has not begun. */
  private recall(task: Task): void {
    this.direct.ended(task);
    if (task.spec.actor !== undefined) this.actors.takeBack(task);
    this.tasks.undispatch(task);
    if (task.cancelled) this.fail(task, cancelledFailure(task));
    else this.prepare(task);
  }

  /** Ends an attempt; another one is to come. */
  private postpone(task: Task, failure: Failure): void {
    this.news.enter(task, 'FAILED', this.out.now(), failure);
    this.direct.ended(task);
    this.scheduler.finish(task.spec.id);
    task.attempt++;
    this.tasks.undispatch(task);
  }

  /** Makes an actor anew that was made before. */
  private recreate(creation: Task): void {
    creation.attempt++;
    creation.worker = undefined;
    creation.times = { submitted: creation.times.submitted };
    this.tasks.restore(creation);
    this.prepare(creation);
  }

  private succeed(task: Task, objects: readonly StoredObject[]): void {
    const { spec, owner } = task;
    this.close(task, spec.creates?.holdsCpus);
    this.news.enter(task, 'FINISHED', this.out.now());
    if (spec.creates) {
      // An actor may have to be made again.
      this.actors.created(spec.id, task.worker!);
      return;
    }
    returnsOf(spec).forEach((id, index) => {
      const object = objects[index]!;
      // Of what is made again only a part may have been lost.
      if (!this.objects.isPending(id)) this.objects.drop([object]);
      else {
        this.objects.adopt([object]);
        this.wake(this.objects.seal(id, object, owner));
      }
    });
    // Last, because what it was given may be what it returns references to.
    this.objects.retire(task);
    if (!task.isAgain) return;
    const message = `${spec.name} ran again because something was lost, and did not yield it again.`;
    for (const waiting of this.failObjects(task, { kind: 'lost', message })) {
      this.fail(waiting, { kind: 'lost', message });
    }
  }

  /** Ends a task without a result, and with it every task that waits for the result. */
  private fail(first: Task, failure: Failure): void {
    // A set grows while it is walked, and a task that waits for several failing objects enters it once.
    const failing = new Set([first]);
    for (const task of failing) {
      // A call that waits for the same object as the making of its actor has failed with the actor.
      if (!this.tasks.has(task.spec.id)) continue;
      this.close(task);
      this.news.enter(task, 'FAILED', this.out.now(), failure);
      if (task.spec.creates) this.actors.creationFailed(task.spec.id, failureAsError(failure).message);
      else this.objects.releaseArguments(task.spec.args);
      for (const waiting of this.failObjects(task, failure)) failing.add(waiting);
    }
  }

  /** What a task has not made it will not make. Returns the tasks that wait for it. */
  private failObjects(task: Task, failure: Failure): Task[] {
    const missing = madeBy(task).filter((id) => this.objects.isPending(id));
    const dependents = missing.flatMap((id) => this.objects.fail(id, failure, task.owner));
    return dependents.flatMap((id) => this.tasks.get(id) ?? []);
  }

  private close(task: Task, keepsCpus = false): void {
    const { id } = task.spec;
    this.tasks.delete(task);
    this.direct.ended(task);
    this.streams.ended(task);
    if (task.spec.actor !== undefined) this.actors.ended(task);
    if (!keepsCpus && !this.scheduler.withdraw(id)) this.scheduler.finish(id);
  }

  private stop(): void {
    const failure: Failure = {
      kind: 'shutdown',
      message: 'The cluster was shut down before the task ended.',
    };
    for (const task of [...this.tasks.all.values()])
      if (this.tasks.has(task.spec.id)) this.fail(task, failure);
    this.out.halt();
    this.out.toDriver({ kind: 'stopped' });
  }

  private createDirect(): Direct {
    const host: DirectHost = {
      actors: this.actors,
      dispatched: (serial) => this.tasks.dispatched(serial),
      admit: (spec) => this.admit(spec, DRIVER),
      assign: (task, worker, serial, scheduled) => {
        this.tasks.dispatch(task, worker, serial, scheduled);
        this.news.enter(task, 'SUBMITTED_TO_WORKER', scheduled);
      },
      receiveReport: (worker, task, report) => {
        this.receiveReport(worker, task, report);
      },
      adopt: (task, worker) => {
        this.scheduler.adopt(task.spec, worker);
      },
      recall: (task) => {
        this.recall(task);
      },
      witness: (like, event) => {
        this.state.entered(like, event);
      },
      crashed: (task, worker, reason) => {
        this.afterCrash(task, worker, reason);
      },
    };
    const { out, objects, durations, leases } = this;
    return new Direct(host, { out, objects, durations, leases });
  }

  private isBrief(spec: TaskSpec): boolean {
    return !spec.creates && this.durations.isBrief(callableOf(spec));
  }
}
