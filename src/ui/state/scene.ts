import { sameForests, trainedWith } from '../../lesson/report';
import { forestSizes, type Settings } from '../../lesson/settings';
import { words } from '../../lesson/words';
import type { LessonState } from './lesson.svelte';
import type { RunState } from './run.svelte';

/** What the lesson's panel says at a moment. */
export interface Scene {
  readonly title: string;
  readonly text: string;
  /** The learner is asked to guess the speed-up. */
  readonly guess?: boolean;
  /** The results on the page are of other settings than those in the fields. */
  readonly outdated?: boolean;
  /** The button that is the natural next step. */
  readonly next: 'sequential' | 'parallel';
}

/** The scene for the lesson's state and the settings in the fields: what runs, or else what has run last. */
export function sceneOf(lesson: LessonState, settings: Settings): Scene {
  const { sequential, parallel, current } = lesson;
  if (current?.mode === 'sequential') return { ...words.sequential, next: 'sequential' };
  if (current)
    return {
      title: words.parallel.title(current.workers),
      text: words.parallel.text[current.schedule],
      next: 'parallel',
    };
  const sizes = forestSizes(settings.models);
  const last = parallel ?? sequential;
  if (!last)
    return {
      title: words.task.title,
      text: words.task.text(sizes, settings.workers, navigator.hardwareConcurrency),
      next: 'sequential',
    };
  if (!sameForests(last, { sizes, engine: settings.engine })) {
    return {
      title: words.task.title,
      text: words.task.text(sizes, settings.workers, navigator.hardwareConcurrency),
      outdated: true,
      next: 'sequential',
    };
  }
  const next = sequential?.wallSeconds === undefined ? 'sequential' : 'parallel';
  if (last.cancelled) return { ...words.cancelled, next };
  const failures = (sequential?.failures ?? 0) + (parallel?.failures ?? 0);
  if (failures > 0) return { title: words.failed.title(failures), text: words.failed.text, next };
  if (parallel?.wallSeconds === undefined) {
    const { workers } = settings;
    const text = words.guess.text(sequential?.wallSeconds ?? 0);
    return { title: words.guess.title(workers), text, guess: true, next };
  }
  if (sequential?.wallSeconds === undefined) {
    return { title: words.parallelOnly.title, text: words.parallelOnly.text(parallel.wallSeconds), next };
  }
  const text = doneText(
    lesson,
    sequential.wallSeconds,
    parallel.wallSeconds,
    parallel.workers,
    settings.models,
  );
  const speedup = sequential.wallSeconds / parallel.wallSeconds;
  return {
    title: words.done.title(speedup),
    text,
    outdated: !sameTasks(parallel, settings),
    next: sameTasks(parallel, settings) ? 'sequential' : 'parallel',
  };
}

/**
 * Whether the parallel run was on the workers and in the tasks that are set. If not, it is what to run again; else the lesson
 * begins anew.
 */
function sameTasks(parallel: RunState, { workers, schedule }: Settings): boolean {
  return parallel.workers === workers && parallel.schedule === schedule;
}

function doneText(
  { guess, identical, speedup = 0, sequential, parallel }: LessonState,
  alone: number,
  together: number,
  workers: number,
  models: number,
): string {
  const { done } = words;
  const why = workers === 1 ? done.oneWorker : models === 1 ? done.oneForest : done.nothingSaved;
  const retries = (sequential?.retries ?? 0) + (parallel?.retries ?? 0);
  const retried = retries > 0 ? [done.retried(retries)] : [];
  // Work that was done twice is reason enough.
  const times =
    speedup >= 1.05
      ? done.text(alone, together)
      : done.notFaster(alone, together, retries > 0 ? '' : why).trim();
  const guessed = guess === undefined ? [] : [words.guess.chosen(guess)];
  const different = trainedWith(sequential, parallel).length > 1 ? done.mixed : done.different;
  return [times, ...guessed, ...retried, identical ? done.identicalSentence : different].join(' ');
}
