import { words } from '../../lesson/words';
import type { LessonState } from './lesson.svelte';

/** What the lesson's panel says at a moment. */
export interface Scene {
  readonly title: string;
  readonly text: string;
  /** The learner is asked to guess the speed-up. */
  readonly guess?: boolean;
  /** The button that is the natural next step. */
  readonly next: 'sequential' | 'parallel';
}

/**
 * The scene for the lesson's state: what runs, or else what has run last.
 * @param models forests set; @param workers workers set
 */
export function sceneOf(lesson: LessonState, models: number, workers: number): Scene {
  const { sequential, parallel } = lesson;
  if (lesson.phase === 'sequential') return { ...words.sequential, next: 'sequential' };
  if (lesson.phase === 'parallel') {
    return { title: words.parallel.title(workers), text: words.parallel.text, next: 'parallel' };
  }
  const next = sequential?.wallSeconds === undefined ? 'sequential' : 'parallel';
  const last = parallel ?? sequential;
  if (last?.cancelled) return { ...words.cancelled, next };
  const failures = (sequential?.failures ?? 0) + (parallel?.failures ?? 0);
  if (failures > 0) return { title: words.failed.title(failures), text: words.failed.text, next };
  if (lesson.speedup !== undefined) return doneScene(lesson, lesson.speedup);
  if (sequential?.wallSeconds !== undefined) {
    return {
      title: words.guess.title(workers),
      text: words.guess.text(sequential.wallSeconds),
      guess: true,
      next: 'parallel',
    };
  }
  if (parallel?.wallSeconds !== undefined) {
    return {
      title: words.parallelOnly.title,
      text: words.parallelOnly.text(parallel.wallSeconds),
      next: 'sequential',
    };
  }
  return { title: words.task.title, text: words.task.text(models), next: 'sequential' };
}

function doneScene(lesson: LessonState, speedup: number): Scene {
  const [alone, together] = [lesson.sequential?.wallSeconds ?? 0, lesson.parallel?.wallSeconds ?? 0];
  const text = (speedup >= 1.05 ? words.done.text : words.done.slower)(alone, together);
  const guessed = lesson.guess === undefined ? '' : ` ${words.guess.chosen(lesson.guess)}`;
  const verdict = lesson.identical ? words.done.identicalSentence : words.done.different;
  return { title: words.done.title(speedup), text: `${text}${guessed} ${verdict}`, next: 'sequential' };
}
