import { killWorker, loseObject } from '../../../../src/runtime';
import type { RuntimeEvent, TaskEvent } from '../../../../src/runtime/events';
import { randomIndex } from '../../../../src/runtime/simulator/random';

export interface KillerPlan {
  readonly seed: number;
  /** How many threads are ended, and how many results of `prey` are lost. */
  readonly kills: number;
  readonly losses: number;
  /** The function whose runs make the time: the blows fall at random between its first and its last. */
  readonly prey: string;
  readonly runs: number;
}

/** Of Ray's default of three retries: a task that has had them is spared, because a fourth death would rightly fail it. */
const LAST_ATTEMPT = 3;
/** Who is lost may be killed once more. */
const LAST_LOST_ATTEMPT = 1;

/** Ends workers and loses objects while a program runs. When and whom follows from the seed and from what happens. */
export class Killer {
  kills = 0;
  /** The objects lost so far; one that was made again may be lost again. */
  readonly lost: string[] = [];
  private readonly plan: KillerPlan;
  private readonly below: (below: number) => number;
  /** After how many finished runs each blow falls. */
  private readonly killsAt: number[];
  private readonly lossesAt: number[];
  private readonly alive = new Set<number>();
  /** Tasks under way, and the attempt of each. */
  private readonly underWay = new Map<string, number>();
  /** Results that a task waits for, or will. */
  private readonly losable = new Set<string>();
  private readonly finished = new Set<string>();
  private victim: number | undefined;

  constructor(plan: KillerPlan) {
    this.plan = plan;
    this.below = randomIndex(plan.seed);
    this.killsAt = this.draw(plan.kills);
    this.lossesAt = this.draw(plan.losses);
  }

  /** To be subscribed to the cluster's events. */
  readonly watch = (events: readonly RuntimeEvent[]): void => {
    for (const event of events) {
      if (event.kind === 'task') this.see(event);
      if (event.kind !== 'worker') continue;
      if (event.state === 'ALIVE') this.alive.add(event.worker);
      else this.alive.delete(event.worker);
      if (event.state === 'DEAD' && event.worker === this.victim) this.victim = undefined;
    }
    this.strike();
  };

  /** Points in time, in the program's first nine tenths: what is late then has its turn at the end. */
  private draw(count: number): number[] {
    const last = Math.floor(this.plan.runs * 0.9);
    return Array.from({ length: count }, () => 1 + this.below(last)).sort((a, b) => a - b);
  }

  private see({ taskId, state, attempt, fn, name, dependencies = [] }: TaskEvent): void {
    if (state === 'FINISHED') this.underWay.delete(taskId);
    else this.underWay.set(taskId, attempt);
    if ((fn ?? name) === this.plan.prey && state === 'FINISHED') {
      this.finished.add(taskId);
      if (attempt <= LAST_LOST_ATTEMPT) this.losable.add(taskId);
    }
    // From now on it has what it was given.
    if (state === 'SUBMITTED_TO_WORKER') for (const id of dependencies) this.losable.delete(id);
  }

  private strike(): void {
    const { kills, losses } = this.plan;
    if (this.lost.length < losses && this.lossesAt[this.lost.length]! <= this.finished.size) this.lose();
    const isDue = this.kills < kills && this.killsAt[this.kills]! <= this.finished.size;
    if (isDue && this.victim === undefined && !this.mustSpare()) this.kill();
  }

  private kill(): void {
    const workers = [...this.alive];
    if (workers.length === 0) return;
    this.victim = workers[this.below(workers.length)]!;
    this.kills++;
    killWorker(this.victim);
  }

  private lose(): void {
    const objects = [...this.losable];
    if (objects.length === 0) return;
    const id = objects[this.below(objects.length)]!;
    this.losable.delete(id);
    this.lost.push(id);
    loseObject(id);
  }

  private mustSpare(): boolean {
    for (const attempt of this.underWay.values()) if (attempt >= LAST_ATTEMPT) return true;
    return false;
  }
}
