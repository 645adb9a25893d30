import { createClock, type Clock } from '../clock';
import { toRemoteError } from '../errors';
import type { LogEvent } from '../events';
import type { HeadToWorker, ObjectId, RunMessage, WorkerSettings, WorkerToHead } from '../protocol';
import { Arena } from '../store/arena';
import { pack, type Packing } from '../store/pack';
import { currentContext, setContext } from './context';

/** A function that can be called remotely. */
export type TaskFunction = (...args: never[]) => unknown;

/** Arrays in results from 1 KiB go to shared memory; below, a message is cheaper. */
const MIN_SHARED_BYTES = 1024;

/** Runs the tasks that the head sends, one after another, and keeps the objects it was sent. */
export class Executor {
  private readonly tasks: ReadonlyMap<string, TaskFunction>;
  private readonly settings: WorkerSettings;
  private readonly now: Clock;
  private readonly packing: Packing;
  private readonly objects = new Map<ObjectId, unknown>();
  private readonly port: MessagePort;
  /** Ends when the last run received so far has ended. */
  private tail: Promise<void> = Promise.resolve();
  private freeSince = 0;

  constructor(tasks: ReadonlyMap<string, TaskFunction>, settings: WorkerSettings, port: MessagePort) {
    this.tasks = tasks;
    this.settings = settings;
    this.port = port;
    this.now = createClock(settings.epoch, settings.clockOffset);
    const { meter, worker } = settings;
    this.packing = {
      ...(meter ? { arena: new Arena({ meter, slot: worker, owner: worker, incarnation: 0 }) } : {}),
      minSharedBytes: MIN_SHARED_BYTES,
    };
    port.onmessage = (event: MessageEvent<HeadToWorker[]>) => {
      // Before `data` is read, because reading it deserialises the message.
      const arrived = this.now();
      for (const message of event.data) this.receive(message, arrived);
    };
  }

  /** Sends a log line of the running task at once, because the task may compute for seconds before it yields. */
  log(level: LogEvent['level'], text: string): void {
    const context = currentContext();
    if (!context) return;
    const { taskId, taskName: name, worker } = context;
    this.send({ kind: 'log', event: { kind: 'log', time: this.now(), worker, taskId, name, level, text } });
  }

  private receive(message: HeadToWorker, arrived: number): void {
    switch (message.kind) {
      case 'object':
        this.objects.set(message.id, message.value);
        return;
      case 'run':
        this.tail = this.tail.then(() => this.run(message, arrived));
        return;
    }
  }

  private async run(message: RunMessage, arrived: number): Promise<void> {
    const { serial, fn } = message;
    const started = Math.max(arrived, this.freeSince);
    let deserialised = started;
    let executed: number | undefined;
    setContext(this.contextOf(message));
    try {
      const args = message.args.map((argument) =>
        'ref' in argument ? this.objects.get(argument.ref) : argument.value,
      );
      const task = this.tasks.get(fn);
      if (!task) throw new Error(this.unknownTask(fn));
      deserialised = this.now();
      this.send({ kind: 'running', serial, times: { started, deserialised } });
      const result = await task(...(args as never[]));
      executed = this.now();
      const object = this.packResult(result);
      const times = { started, deserialised, executed, stored: this.now() };
      this.send({ kind: 'returned', serial, times, object });
    } catch (thrown) {
      const now = this.now();
      const times = { started, deserialised, executed: executed ?? now, stored: now };
      this.send({ kind: 'threw', serial, times, error: toRemoteError(thrown) });
    } finally {
      setContext(undefined);
      this.freeSince = this.now();
    }
  }

  private packResult(result: unknown): ReturnType<typeof pack> {
    try {
      return pack(result, this.packing);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      throw new TypeError(`The result cannot be returned: ${error.message}.`, { cause: error });
    }
  }

  private contextOf({ serial, id, name, attempt }: RunMessage): Parameters<typeof setContext>[0] {
    const { worker, cancelFlags } = this.settings;
    return {
      taskId: id,
      taskName: name,
      worker,
      attempt,
      isCancelled: () => cancelFlags !== undefined && Atomics.load(cancelFlags, worker) === serial,
    };
  }

  private send(message: WorkerToHead): void {
    this.port.postMessage([message]);
  }

  private unknownTask(fn: string): string {
    const known = [...this.tasks.keys()].join(', ');
    return `No task is registered under the name ${fn}; the worker script serves: ${known}.`;
  }
}
