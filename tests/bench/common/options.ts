import { access, constants } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { UsageError } from '../../../src/cli/arguments';

/**
 * Reads a list of names such as `a,b`.
 *
 * @param option that was given, for complaints.
 * @returns the chosen names in the order of `allowed`; all of them when none is named.
 * @throws UsageError for a name that is not allowed.
 */
export function choices<Name extends string>(
  option: string,
  text: string | undefined,
  allowed: readonly Name[],
  usage: string,
): readonly Name[] {
  if (text === undefined) return allowed;
  const words = text.split(',');
  const names: readonly string[] = allowed;
  const unknown = words.find((word) => !names.includes(word));
  if (unknown !== undefined) {
    throw new UsageError(`${option}: "${unknown}" is not one of ${allowed.join(', ')}. ${usage}`);
  }
  return allowed.filter((name) => words.includes(name));
}

/**
 * Finds out before a run, not after it, that its report has nowhere to go.
 *
 * @throws UsageError when there is no such folder, or it cannot be written to.
 */
export async function checkJsonFolder(file: string): Promise<void> {
  const folder = dirname(resolve(file));
  try {
    await access(folder, constants.W_OK);
  } catch {
    throw new UsageError(`--json "${file}": the folder ${folder} does not exist or cannot be written to.`);
  }
}
