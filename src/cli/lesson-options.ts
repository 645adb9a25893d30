import {
  engines,
  limits,
  parseSetting,
  schedules,
  type LessonEngine,
  type NumberSetting,
  type Schedule,
} from '../lesson/settings';
import { readOptions, UsageError } from './arguments';

const modes = ['both', 'sequential', 'parallel'] as const;

/** What `npm run lesson` was asked to do. A setting that was not given is left to the page's own default. */
export interface LessonOptions {
  readonly models: number | undefined;
  readonly workers: number | undefined;
  readonly mode: (typeof modes)[number];
  readonly engine: LessonEngine | undefined;
  readonly schedule: Schedule | undefined;
  /** Where the report goes. */
  readonly json: string | undefined;
  /** Where a picture of the page goes, as it is after the runs. */
  readonly picture: string | undefined;
}

const usage =
  `Allowed: --models ${range('models')}, --workers ${range('workers')}, --mode ${modes.join('|')}, ` +
  `--engine ${engines.join('|')}, --schedule ${schedules.join('|')}, --json FILE, --picture FILE.png.`;

/**
 * Reads the arguments after `npm run lesson --`.
 *
 * @throws UsageError that says what is allowed.
 */
export function readLessonOptions(args: readonly string[]): LessonOptions {
  const given = readOptions(
    args,
    ['models', 'workers', 'mode', 'engine', 'schedule', 'json', 'picture'],
    usage,
  );
  return {
    models: setting('models', given.models),
    workers: setting('workers', given.workers),
    mode: choice('mode', given.mode, modes) ?? 'both',
    engine: choice('engine', given.engine, engines),
    schedule: choice('schedule', given.schedule, schedules),
    json: given.json,
    picture: given.picture,
  };
}

function range(name: NumberSetting): string {
  return `${limits[name].min}..${limits[name].max}`;
}

function setting(name: NumberSetting, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const result = parseSetting(name, text);
  if (!result.ok) throw new UsageError(`--${name} "${text}": ${result.error} ${usage}`);
  return result.value;
}

function choice<Name extends string>(
  option: string,
  text: string | undefined,
  allowed: readonly Name[],
): Name | undefined {
  if (text === undefined) return undefined;
  const found = allowed.find((name) => name === text);
  if (found === undefined)
    throw new UsageError(`--${option} "${text}" is not one of ${allowed.join(', ')}. ${usage}`);
  return found;
}
