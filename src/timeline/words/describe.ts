import type { TimelineRun } from '../model/run';
import { spansOf, statusOf, type TaskStatus, type TimelineTask } from '../model/task';
import { formatTime, formatWallTime } from './units';

const STATUS_WORDS: Readonly<Record<TaskStatus, string>> = {
  waiting: 'waiting for a worker',
  receiving: 'receiving data',
  running: 'still training',
  done: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
};

export function statusWords(task: TimelineTask): string {
  return STATUS_WORDS[statusOf(task)];
}

/** "Worker 3", "One core", or nothing while it waits. */
export function placeOf(task: TimelineTask): string | undefined {
  if (task.times.scheduled === undefined) return undefined;
  return task.kind === 'sequential' ? 'One core' : `Worker ${task.worker ?? 1}`;
}

/**
 * A task as one sentence: "Forest of 32 trees, worker 3, started at 1.20 s, took 0.80 s, done."
 *
 * @param name what the task is called in a sentence
 */
export function taskSentence(task: TimelineTask, name: string): string {
  const { took } = spansOf(task);
  const parts = [name];
  const place = placeOf(task);
  if (place !== undefined) parts.push(place.toLowerCase());
  if (task.attempt > 0) parts.push(`attempt ${task.attempt + 1}`);
  if (task.times.started !== undefined) parts.push(`started at ${formatTime(task.times.started)}`);
  if (took !== undefined) parts.push(`took ${formatTime(took)}`);
  parts.push(statusWords(task));
  return `${parts.join(', ')}${task.error ? `: ${task.error.message}` : '.'}`;
}

/** All runs in a sentence each: what a person sees at a glance. */
export function summary(runs: readonly TimelineRun[]): string {
  if (runs.length === 0) return 'Nothing has run yet.';
  const sentences = runs.map(runSentence);
  const [one, many] = (['sequential', 'parallel'] as const).map(
    (kind) => runs.findLast((run) => run.kind === kind)?.end,
  );
  if (one !== undefined && many !== undefined && many > 0 && one > many) {
    sentences.push(`The parallel run saved ${formatWallTime(one - many)}.`);
  }
  return sentences.join(' ');
}

function runSentence(run: TimelineRun): string {
  const how =
    run.kind === 'sequential'
      ? 'One after another on one core'
      : `On ${plural(run.tracks.filter(({ kind }) => kind === 'worker').length, 'worker')}`;
  const parts = [`${run.tasks.count('done')} of ${plural(run.tasks.length, 'task')} done`];
  for (const status of ['failed', 'cancelled'] as const) {
    const count = run.tasks.count(status);
    if (count > 0) parts.push(`${count} ${status}`);
  }
  parts.push(run.end === undefined ? 'still running' : `finished at ${formatWallTime(run.end)}`);
  return `${how}: ${parts.join(', ')}.`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
