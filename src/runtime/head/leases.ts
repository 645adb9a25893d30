import type { Outlets } from './outlets';
import type { Scheduler } from './scheduler';

interface Lease {
  readonly number: number;
  readonly worker: number;
  isEnding: boolean;
}

/**
 * Idle workers that the driver may give brief tasks to. A lease ends as soon as a task waits for a worker, without asking the
 * driver, which may be busy: the worker gives the tasks to the head that it has not begun.
 */
export class Leases {
  private readonly out: Outlets;
  private readonly scheduler: Scheduler;
  private readonly leases = new Map<number, Lease>();
  private wanted = 0;
  private last = 0;

  constructor(out: Outlets, scheduler: Scheduler) {
    this.out = out;
    this.scheduler = scheduler;
  }

  /** The driver could use one more. */
  want(): void {
    this.wanted++;
  }

  /** Lends what nobody else needs, and takes it back when others wait. */
  settleDown(): void {
    const { hasWaiting } = this.scheduler;
    if (hasWaiting) for (const lease of this.leases.values()) this.revokeLease(lease);
    for (; this.wanted > 0; this.wanted--) {
      const number = this.last + 1;
      const worker = hasWaiting ? undefined : this.scheduler.lease(nameOf(number));
      if (worker === undefined) {
        this.out.toDriver({ kind: 'leaseRefused' });
        continue;
      }
      this.last = number;
      this.leases.set(number, { number, worker, isEnding: false });
      this.out.toDriver({ kind: 'leased', worker, lease: number });
    }
  }

  /** Ends a worker's lease, if there is one, as soon as the worker knows. */
  revoke(worker: number): void {
    for (const lease of this.leases.values()) if (lease.worker === worker) this.revokeLease(lease);
  }

  /** Nothing comes by the lease any more. */
  end(number: number): void {
    if (this.leases.delete(number)) this.scheduler.finish(nameOf(number));
  }

  workerDead(worker: number): void {
    for (const { number, worker: leased } of this.leases.values())
      if (leased === worker) this.leases.delete(number);
  }

  private revokeLease(lease: Lease): void {
    if (lease.isEnding) return;
    lease.isEnding = true;
    const { number, worker } = lease;
    this.out.toWorker(worker, { kind: 'unlease', lease: number });
    this.out.toDriver({ kind: 'leaseEnded', worker, lease: number });
  }
}

const PREFIX = 'lease ';

function nameOf(lease: number): string {
  return `${PREFIX}${lease}`;
}

/** Whether what occupies a worker is not a task but a lease. */
export function isLease(id: string): boolean {
  return id.startsWith(PREFIX);
}
