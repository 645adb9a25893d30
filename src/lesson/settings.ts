import type { Result } from '../datasets';

/** The engines that the lesson offers; what they are is said in forest/engines.ts. */
export const engines = ['exact', 'turbo'] as const;
export type LessonEngine = (typeof engines)[number];

/** How the parallel run is cut into tasks: whole forests, smallest or largest first, or a few trees a task. */
export const schedules = ['in-order', 'longest-first', 'chunks'] as const;
export type Schedule = (typeof schedules)[number];

/** What can be set for a run of the lesson. */
export interface Settings {
  /** How many forests are trained; forest j (from 0) has `8 + 4j` trees. */
  readonly models: number;
  /** How many workers the cluster has. */
  readonly workers: number;
  /** What the forests are asked to be trained with. */
  readonly engine: LessonEngine;
  readonly schedule: Schedule;
}

/** The settings that are numbers. */
export type NumberSetting = 'models' | 'workers';

/** The allowed range of each setting, both ends included. */
export const limits: Readonly<Record<NumberSetting, { readonly min: number; readonly max: number }>> = {
  models: { min: 1, max: 50 },
  workers: { min: 1, max: 64 },
};

/** The lesson's seed: of the split and of every forest. */
export const randomState = 201;

/** The share of the rows that is kept for scoring. */
export const testSize = 0.2;

/**
 * The lesson's own settings: 20 forests, one worker per core the browser reports, and the engine whose digits a teacher can
 * check against scikit-learn's.
 */
export function defaultSettings(cores: number): Settings {
  const workers = Math.min(Math.max(cores, limits.workers.min), limits.workers.max);
  return { models: 20, workers, engine: 'exact', schedule: 'in-order' };
}

/** The sizes of the forests: 8, 12, 16 … trees. */
export function forestSizes(models: number): number[] {
  return Array.from({ length: models }, (_, j) => 8 + 4 * j);
}

/** A setting as a person typed it: the number, or a sentence with the allowed range. */
export function parseSetting(name: NumberSetting, text: string): Result<number> {
  const { min, max } = limits[name];
  const trimmed = text.trim();
  const value = Number(trimmed);
  const valid = /^\d+$/.test(trimmed) && value >= min && value <= max;
  return valid ? { ok: true, value } : { ok: false, error: `Give a whole number from ${min} to ${max}.` };
}
