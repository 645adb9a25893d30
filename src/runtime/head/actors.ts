import type { Home } from '../direct/messages';
import type { ActorState, RuntimeEvent } from '../events';
import {
  DRIVER,
  type ActorOptions,
  type Failure,
  type HeadToClient,
  type ObjectId,
  type Participant,
} from '../protocol';
import { mayRetry, type Task } from './task';

/** What the actors need of the head. */
export interface ActorHost {
  now(): number;
  emit(event: RuntimeEvent): void;
  /** Gives a call to the worker of its actor. */
  deliver(call: Task, worker: number): void;
  fail(task: Task, failure: Failure): void;
  /** Lets an actor's creation run, or run again, on any worker that has room. */
  create(creation: Task): void;
  /** Makes the call wait for another attempt. */
  postpone(call: Task, failure: Failure): void;
  /** Has the worker forget an actor. */
  drop(worker: number, actor: ObjectId): void;
  replaceWorker(worker: number, reason: string): void;
  /** Fails a creation that no worker has begun. */
  withdraw(creation: Task, failure: Failure): void;
  /** It will not be made again: what it was made from is not needed any more. */
  forgetArguments(creation: Task): void;
  /** Tells the driver where it may call an actor directly; undefined: nowhere any more. */
  tellHome(actor: ObjectId, home: Home | undefined): void;
  /** Gives the CPUs back that the actor holds for its life. */
  releaseCpus(actor: ObjectId): void;
}

/** One actor. */
export interface Actor {
  readonly creation: Task;
  readonly options: ActorOptions;
  state: ActorState;
  worker: number | undefined;
  /** Calls that were not delivered, by submitter in their order. */
  readonly waiting: Map<Participant, Task[]>;
  /** Calls that its worker has. */
  readonly delivered: Set<Task>;
  /** Those of them that the driver has given it: what it submits to the head must not overtake them. */
  readonly onLine: Set<Task>;
  /** The driver's calls that come by the head: what the driver gives it must not overtake them. */
  readonly byHead: Set<Task>;
  /** How many there have been. */
  callsByHead: number;
  /** It takes its calls one by one, and can be called without the head. */
  takesTurns: boolean;
  restarts: number;
  death: string;
}

/** The actors: where each lives, and the calls that wait for it. Calls of one submitter are delivered in their order. */
export class Actors {
  private readonly host: ActorHost;
  private readonly actors = new Map<ObjectId, Actor>();
  private readonly names = new Map<string, ObjectId>();

  constructor(host: ActorHost) {
    this.host = host;
  }

  /** All actors since the start, dead ones too, oldest first. */
  inspect(): ReadonlyMap<ObjectId, Readonly<Actor>> {
    return this.actors;
  }

  /** Announces an actor whose creation was submitted; false, and why, when its name is taken. */
  declare(creation: Task, options: ActorOptions): Failure | undefined {
    const { id } = creation.spec;
    const { name } = options;
    const taken = name !== undefined && this.names.has(name);
    if (name !== undefined && !taken) this.names.set(name, id);
    const actor: Actor = {
      creation,
      options,
      state: 'PENDING_CREATION',
      worker: undefined,
      waiting: new Map(),
      delivered: new Set(),
      onLine: new Set(),
      byHead: new Set(),
      callsByHead: 0,
      takesTurns: false,
      restarts: 0,
      death: '',
    };
    this.actors.set(id, actor);
    if (!taken) {
      this.tell(actor);
      return undefined;
    }
    const message = `There is an actor named ${name} already; kill it first, or choose another name.`;
    this.end(actor, message);
    return { kind: 'actorDied', message };
  }

  /** What a handle to the actor of this name is made of. */
  find(name: string): Pick<Extract<HeadToClient, { kind: 'actor' }>, 'found'> {
    const id = this.names.get(name);
    if (id === undefined) return {};
    const { creation, options } = this.actors.get(id)!;
    return { found: { id, className: creation.spec.fn, maxTaskRetries: options.maxTaskRetries } };
  }

  /** A call was submitted. Fails it if the actor is dead or was never there. */
  enqueue(call: Task, submitter: Participant): void {
    const actor = this.actors.get(call.spec.actor!);
    if (actor && submitter === DRIVER) actor.callsByHead++;
    if (!actor || actor.state === 'DEAD') {
      const message = actor ? this.deathOf(actor) : `There is no actor ${call.spec.actor!}.`;
      this.host.fail(call, { kind: 'actorDied', message });
      return;
    }
    if (submitter === DRIVER) actor.byHead.add(call);
    const calls = actor.waiting.get(submitter);
    if (calls) calls.push(call);
    else actor.waiting.set(submitter, [call]);
  }

  /** Delivers the calls whose turn it is. */
  pump(id: ObjectId): void {
    const actor = this.actors.get(id);
    if (actor?.state !== 'ALIVE') return;
    for (const [submitter, calls] of actor.waiting) {
      if (submitter === DRIVER && actor.onLine.size > 0) continue;
      let count = 0;
      while (count < calls.length && calls[count]!.missing === 0) count++;
      for (const call of calls.splice(0, count)) {
        actor.delivered.add(call);
        this.host.deliver(call, actor.worker!);
      }
      if (calls.length === 0) actor.waiting.delete(submitter);
    }
  }

  /** A call has ended, however it did. */
  ended(call: Task): void {
    const actor = this.actors.get(call.spec.actor!);
    if (!actor) return;
    if (actor.byHead.delete(call)) this.tellHome(actor);
    if (actor.delivered.delete(call)) {
      if (actor.onLine.delete(call)) this.pump(actor.creation.spec.id);
      return;
    }
    for (const calls of actor.waiting.values()) {
      const index = calls.indexOf(call);
      if (index >= 0) calls.splice(index, 1);
    }
    // Those behind may have waited for this one only.
    this.pump(actor.creation.spec.id);
  }

  /** The constructor has returned. */
  created(id: ObjectId, worker: number): void {
    const actor = this.actors.get(id);
    if (!actor) return;
    if (actor.state === 'DEAD') {
      // Killed while it was being made.
      this.host.drop(worker, id);
      this.host.releaseCpus(id);
      this.host.forgetArguments(actor.creation);
      return;
    }
    actor.state = 'ALIVE';
    actor.worker = worker;
    this.tell(actor);
    this.tellHome(actor);
    this.pump(id);
  }

  /** The actor that is being made takes its calls one by one. */
  inTurn(id: ObjectId): void {
    const actor = this.actors.get(id);
    if (actor) actor.takesTurns = true;
  }

  /** The driver has given a call to the actor; false when it is not on that worker any more. */
  place(call: Task, worker: number): boolean {
    const actor = this.actors.get(call.spec.actor!);
    if (actor?.state !== 'ALIVE' || actor.worker !== worker) return false;
    actor.delivered.add(call);
    actor.onLine.add(call);
    return true;
  }

  /** A call that the driver has given to the actor has begun: others come behind it. */
  begun(call: Task, worker: number): void {
    if (!this.place(call, worker)) {
      this.missed(call);
      return;
    }
    const actor = this.actors.get(call.spec.actor!)!;
    actor.onLine.delete(call);
    this.pump(actor.creation.spec.id);
  }

  /** A call that the driver has given to the actor has not begun: it takes its place before those submitted later. */
  takeBack(call: Task): void {
    const actor = this.actors.get(call.spec.actor!);
    if (!actor || actor.state === 'DEAD') {
      this.enqueue(call, DRIVER);
      return;
    }
    actor.delivered.delete(call);
    actor.onLine.delete(call);
    actor.byHead.add(call);
    const calls = actor.waiting.get(DRIVER) ?? [];
    const later = calls.findIndex(({ spec }) => isBefore(call.spec.id, spec.id));
    calls.splice(later === -1 ? calls.length : later, 0, call);
    actor.waiting.set(DRIVER, calls);
  }

  /** A call that the driver has given to the actor may have run, or not. */
  missed(call: Task): void {
    const actor = this.actors.get(call.spec.actor!);
    if (actor && actor.state !== 'DEAD') {
      const failure = unavailable(actor.creation.spec.name, 'its worker died or it was killed');
      if (!mayRetry(call)) {
        this.host.fail(call, failure);
        return;
      }
      this.host.postpone(call, failure);
    }
    this.takeBack(call);
  }

  /** The constructor threw, or no worker lived long enough to run it. */
  creationFailed(id: ObjectId, reason: string): void {
    const actor = this.actors.get(id);
    if (!actor) return;
    if (actor.state !== 'DEAD') this.end(actor, `its creation failed: ${reason}`);
    this.host.forgetArguments(actor.creation);
  }

  workerDead(worker: number, reason: string): void {
    for (const actor of this.actors.values()) {
      if (actor.worker !== worker || actor.state !== 'ALIVE') continue;
      this.afterDeath(actor, `worker ${worker} died: ${reason}`);
    }
  }

  /** Whether an actor on this worker has calls that have not ended. */
  isServing(worker: number): boolean {
    for (const actor of this.actors.values()) {
      if (actor.worker === worker && actor.delivered.size > 0) return true;
    }
    return false;
  }

  /** Whether any actor is on a worker. */
  liveOn(worker: number): boolean {
    for (const actor of this.actors.values()) {
      if (actor.worker === worker && actor.state !== 'DEAD') return true;
    }
    return false;
  }

  kill(id: ObjectId, noRestart: boolean): void {
    const actor = this.actors.get(id);
    if (!actor || actor.state === 'DEAD') return;
    const { worker } = actor;
    const isBusy = actor.delivered.size > 0;
    const reason = 'it was killed by kill()';
    if (actor.state !== 'ALIVE') {
      this.end(actor, reason);
      this.host.withdraw(actor.creation, { kind: 'actorDied', message: this.deathOf(actor) });
      return;
    }
    if (noRestart) this.finish(actor, reason);
    else this.afterDeath(actor, reason);
    if (worker === undefined) return;
    // A method that is running can only be stopped with its thread.
    if (isBusy)
      this.host.replaceWorker(worker, `${actor.creation.spec.name} was killed while it ran a method`);
    else this.host.drop(worker, id);
  }

  private afterDeath(actor: Actor, reason: string): void {
    const { maxRestarts } = actor.options;
    const { id, name } = actor.creation.spec;
    if (maxRestarts !== -1 && actor.restarts >= maxRestarts) {
      this.finish(actor, reason);
      return;
    }
    this.host.releaseCpus(id);
    actor.restarts++;
    actor.state = 'RESTARTING';
    this.leave(actor);
    this.tell(actor, reason);
    const failure = unavailable(name, reason);
    const lost = [...actor.delivered];
    actor.delivered.clear();
    for (const call of lost) if (!mayRetry(call)) this.host.fail(call, failure);
    for (const call of lost.filter(mayRetry).reverse()) {
      this.host.postpone(call, failure);
      const submitter = call.owner ?? -1;
      const calls = actor.waiting.get(submitter);
      if (calls) calls.unshift(call);
      else actor.waiting.set(submitter, [call]);
    }
    this.host.create(actor.creation);
  }

  /** Ends an actor that was made; it will not be made again. */
  private finish(actor: Actor, reason: string): void {
    this.host.releaseCpus(actor.creation.spec.id);
    this.end(actor, reason);
    this.host.forgetArguments(actor.creation);
  }

  /** Nobody can call the actor any more. */
  private end(actor: Actor, reason: string): void {
    const { id } = actor.creation.spec;
    const { name } = actor.options;
    actor.state = 'DEAD';
    this.leave(actor);
    actor.death = reason;
    if (name !== undefined && this.names.get(name) === id) this.names.delete(name);
    this.tell(actor, reason);
    const calls = [...actor.delivered, ...[...actor.waiting.values()].flat()];
    actor.delivered.clear();
    actor.waiting.clear();
    for (const call of calls) this.host.fail(call, { kind: 'actorDied', message: this.deathOf(actor) });
  }

  /** Lets the driver call an actor that takes turns, unless its calls come by the head. */
  private tellHome({ creation, state, worker, takesTurns, byHead, callsByHead: calls }: Actor): void {
    if (!takesTurns || state !== 'ALIVE' || worker === undefined || byHead.size > 0) return;
    this.host.tellHome(creation.spec.id, { worker, calls });
  }

  /** It is not on its worker any more. */
  private leave(actor: Actor): void {
    if (actor.takesTurns && actor.worker !== undefined) {
      this.host.tellHome(actor.creation.spec.id, undefined);
    }
    actor.takesTurns = false;
    actor.worker = undefined;
    actor.onLine.clear();
  }

  private deathOf({ creation, death }: Actor): string {
    return `The actor ${creation.spec.name} (${creation.spec.id}) is dead: ${death}.`;
  }

  private tell({ creation, options, state, worker, restarts }: Actor, reason?: string): void {
    this.host.emit({
      kind: 'actor',
      time: this.host.now(),
      actorId: creation.spec.id,
      className: creation.spec.fn,
      state,
      restarts,
      ...(options.name === undefined ? {} : { name: options.name }),
      ...(worker === undefined ? {} : { worker }),
      ...(reason === undefined ? {} : { reason }),
    });
  }
}

/** Whether the driver's task of one id was submitted before that of another: they are counted. */
function isBefore(id: ObjectId, other: ObjectId): boolean {
  return Number(id.slice(1)) < Number(other.slice(1));
}

function unavailable(name: string, reason: string): Failure {
  const message = `The actor ${name} restarts: ${reason}. The call may have run; it is not repeated.`;
  return { kind: 'actorUnavailable', message };
}
