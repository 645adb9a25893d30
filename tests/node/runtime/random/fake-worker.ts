import type {
  Block,
  HeadToWorker,
  ObjectId,
  RunMessage,
  StoredObject,
  WorkerToHead,
} from '../../../../src/runtime/protocol';
import type { StoreMember } from '../../../../src/runtime/protocol';
import { Arena } from '../../../../src/runtime/store/arena';
import { pack } from '../../../../src/runtime/store/pack';

/** A dispatch that the worker has and has not ended. */
export interface Run {
  readonly message: RunMessage;
  started: number;
  state: 'QUEUED' | 'RUNNING' | 'WAITING';
  /** What it has submitted and put. */
  readonly made: ObjectId[];
}

/** Heavy enough that what it was made from is kept. */
const BYTES = 110_000;

/** An object with a name in it and, if it is stored, with an array in shared memory. */
export function objectOf(
  arena: Arena,
  name: string,
  isStored: boolean,
  refs: readonly ObjectId[] = [],
): StoredObject {
  const value = isStored ? [name, new Uint8Array(BYTES)] : [name];
  return { ...pack(value, { arena, minSharedBytes: 0 }), refs };
}

/** The tab's time in ms: passes a little whenever somebody looks, and when a task takes its time. */
export class FakeClock {
  private time = 0;

  now(): number {
    this.time += 0.001;
    return this.time;
  }

  spend(ms: number): void {
    this.time += ms;
  }
}

/** One thread of a worker, without a thread: what it was sent, and what it may do with it. */
export class FakeWorker {
  readonly runs: Run[] = [];
  readonly member: StoreMember;
  readonly arena: Arena;
  /** What it was sent that the head is not told of: each would be a fault. */
  readonly faults: string[] = [];
  private readonly objects = new Set<ObjectId>();
  private readonly clock: FakeClock;
  private readonly tell: (message: WorkerToHead) => void;

  /** @param tell posts to the head, which receives it later */
  constructor(member: StoreMember, clock: FakeClock, tell: (message: WorkerToHead) => void) {
    this.member = member;
    this.clock = clock;
    this.arena = new Arena(member);
    this.tell = tell;
  }

  receive(message: HeadToWorker): void {
    if (message.kind === 'object') this.objects.add(message.id);
    else if (message.kind === 'forget') for (const id of message.ids) this.objects.delete(id);
    else if (message.kind === 'drop') this.tell({ kind: 'letGoAll', by: message.actor });
    else if (message.kind === 'release') this.free(message.blocks);
    else if (message.kind === 'run') {
      this.checkArguments(message);
      this.runs.push({ message, started: 0, state: 'QUEUED', made: [] });
    }
  }

  /** Whether its turn has come: functions run one at a time, methods at once. */
  mayBegin({ message, state }: Run): boolean {
    if (state !== 'QUEUED') return false;
    if (message.actor !== undefined) return true;
    const functions = this.runs.filter((run) => run.message.actor === undefined);
    const isBusy = functions.some((run) => run.state === 'RUNNING');
    return !isBusy && functions.find((run) => run.state === 'QUEUED')?.message === message;
  }

  begin(run: Run): void {
    run.state = 'RUNNING';
    const { serial, isBrief } = run.message;
    run.started = this.clock.now();
    const times = { started: run.started, deserialised: this.clock.now() };
    if (!isBrief) this.tell({ kind: 'running', serial, times });
  }

  /** @param ms how long it took */
  return(run: Run, ms: number, isStored: boolean): void {
    const { serial, id, numReturns, isBrief } = run.message;
    // What others did meanwhile does not count for brief tasks: they would be none.
    if (isBrief) run.started = this.clock.now();
    const times = this.timesOf(run, ms);
    const objects = Array.from({ length: Number(numReturns) }, () =>
      objectOf(this.arena, id, isStored, run.made.slice(0, 1)),
    );
    this.tell({ kind: 'returned', serial, times, objects });
    this.leave(run);
  }

  throw(run: Run): void {
    const { serial } = run.message;
    const times = this.timesOf(run, 1);
    this.tell({ kind: 'threw', serial, times, error: { name: 'Error', message: 'bad luck' } });
    this.leave(run);
  }

  wait(run: Run): void {
    run.state = 'WAITING';
    this.tell({ kind: 'blocked', serial: run.message.serial, on: 'get', time: this.clock.now() });
  }

  resume(run: Run): void {
    run.state = 'RUNNING';
    this.tell({ kind: 'resumed', serial: run.message.serial, time: this.clock.now() });
  }

  private timesOf({ started }: Run, ms: number) {
    const deserialised = started + 0.001;
    this.clock.spend(ms);
    return { started, deserialised, executed: this.clock.now(), stored: this.clock.now() };
  }

  private leave(run: Run): void {
    this.runs.splice(this.runs.indexOf(run), 1);
    this.tell({ kind: 'letGoAll', by: attemptOf(run.message) });
  }

  private checkArguments({ id, args }: RunMessage): void {
    for (const argument of args) {
      if (!('ref' in argument) || this.objects.has(argument.ref)) continue;
      this.faults.push(`${id} was given to a worker that had not been sent its argument ${argument.ref}`);
    }
  }

  private free(blocks: readonly Block[]): void {
    if (this.arena.free(blocks) < blocks.length) this.faults.push('a block was freed twice');
  }
}

/** What a run's children and objects name as their maker. */
export function attemptOf({ id, attempt }: RunMessage): ObjectId {
  return attempt === 0 ? id : `${id}~${attempt}`;
}
