import type { Clock } from '../clock';
import { RaySystemError, TaskCancelledError } from '../errors';
import type { HeadToClient, ObjectId, WorkerToHead } from '../protocol';
import { Inbox, type Mailbox } from '../sync/mailbox';
import { decode } from '../sync/wire';
import type { TaskScope } from './context';

/** Blocks a worker's thread until objects are there. */
export class SyncGetter {
  private readonly inbox: Inbox | undefined;
  private readonly now: Clock;
  private readonly sendNow: (message: WorkerToHead) => void;

  /** @param mailbox absent without shared memory */
  constructor(mailbox: Mailbox | undefined, now: Clock, sendNow: (message: WorkerToHead) => void) {
    this.inbox = mailbox && new Inbox(mailbox);
    this.now = now;
    this.sendNow = sendNow;
  }

  /**
   * What the head tells of the objects, once all are there or one has failed; undefined after `timeout` ms.
   * @throws TaskCancelledError; RaySystemError where the thread cannot, or must not, be blocked.
   */
  wait(
    scope: TaskScope | undefined,
    ids: readonly ObjectId[],
    timeout: number,
  ): readonly HeadToClient[] | undefined {
    const { serial, context } = checkMayBlock(scope);
    if (!this.inbox) {
      throw new RaySystemError('getSync needs shared memory, which this page does not have: use await get.');
    }
    const deadline = this.now() + timeout;
    const answer = this.inbox.ask(
      (request, offset) => {
        this.sendNow({ kind: 'getSync', serial, ids, request, offset, time: this.now() });
      },
      () => !context.isCancelled() && this.now() < deadline,
    );
    this.sendNow({ kind: 'resumed', serial, time: this.now() });
    if (answer) return decode(answer) as HeadToClient[];
    if (context.isCancelled()) throw new TaskCancelledError(`${context.taskName} was cancelled.`);
    return undefined;
  }
}

function checkMayBlock(scope: TaskScope | undefined): TaskScope {
  if (!scope) {
    throw new RaySystemError(
      'getSync works only while a task runs that has awaited nothing but get and wait: use await get.',
    );
  }
  const { context, isBlocking, isMethod } = scope;
  if (isBlocking) return scope;
  const { taskName } = context;
  throw new RaySystemError(
    isMethod
      ? `${taskName} cannot call getSync, because an actor shares its thread with others: use await get.`
      : `${taskName} calls getSync and was not registered for it: serveTasks({ ${taskName}: blocking(${taskName}) }).`,
  );
}
