import type { RuntimeEvent, TaskEvent, TaskTimes } from '../../events';
import { passes } from '../../state/filters';
import type { StateQuery } from '../../state/query';
import type { Listed } from '../../state/records';
import type { Witness } from '../news';
import type { Task } from '../task';
import { actorRecords } from './actor-records';
import { countersOf } from './counters';
import { History } from './history';
import { objectRecords } from './object-records';
import { availableOf, nodesOf, totalOf } from './resources';
import { Roll } from './roll';
import { DurationSketch } from './sketch';
import type { HeadParts, Surroundings } from './surroundings';
import { taskRecords } from './task-records';
import { workerRecords } from './worker-records';

/** Answers questions about the cluster: looks at the head's parts, and remembers what they have forgotten. */
export class ClusterState implements Witness {
  private readonly cluster: Surroundings;
  private readonly history = new History();
  private readonly roll = new Roll();
  /** How long attempts ran, and how long they waited for that. */
  private readonly runs = new DurationSketch();
  private readonly queue = new DurationSketch();

  constructor(head: HeadParts) {
    const { history, roll } = this;
    this.cluster = { ...head, history, roll };
  }

  entered(task: Task, event: TaskEvent): void {
    switch (event.state) {
      case 'FINISHED':
      case 'FAILED':
        this.history.add(task, event);
        this.roll.end(task, event);
        this.measure(event.times);
        return;
      case 'RUNNING_IN_RAY_GET':
      case 'RUNNING_IN_RAY_WAIT':
        this.roll.block(task, event.time);
        return;
      case 'RUNNING':
        this.roll.resume(task, event.time);
        return;
      case 'PENDING_ARGS_AVAIL':
      case 'PENDING_NODE_ASSIGNMENT':
      case 'SUBMITTED_TO_WORKER':
    }
  }

  workerChanged(event: Extract<RuntimeEvent, { kind: 'worker' }>): void {
    this.roll.changed(event);
  }

  answer(query: StateQuery): unknown {
    switch (query.kind) {
      case 'list':
        return this.list(query);
      case 'summary':
        return this.history.summarize(this.cluster.tasks.values());
      case 'counters':
        return countersOf(this.cluster, this.runs, this.queue);
      case 'nodes':
        return nodesOf(this.cluster);
      case 'clusterResources':
        return totalOf(this.cluster);
      case 'availableResources':
        return availableOf(this.cluster);
    }
  }

  private measure({ submitted, started, stored }: TaskTimes): void {
    if (started === undefined || stored === undefined) return;
    this.runs.record(stored - started);
    this.queue.record(started - submitted);
  }

  private list({ listed, filters, limit, detail }: Extract<StateQuery, { kind: 'list' }>): object[] {
    const answer: object[] = [];
    for (const record of this.records(listed, detail)) {
      if (!passes(record, filters)) continue;
      answer.push(record);
      if (answer.length === limit) break;
    }
    return answer;
  }

  private records(listed: Listed, detail: boolean): Iterable<object> {
    switch (listed) {
      case 'tasks':
        return taskRecords(this.cluster, detail);
      case 'objects':
        return objectRecords(this.cluster, detail);
      case 'actors':
        return actorRecords(this.cluster, detail);
      case 'workers':
        return workerRecords(this.cluster, detail);
    }
  }
}
