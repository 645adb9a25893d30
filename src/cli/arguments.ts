/** Wrong arguments. The message says what is wrong and what is allowed; it is shown alone, without a stack. */
export class UsageError extends Error {}

/**
 * Reads `--name value` and `--name=value`. The last one wins when a name comes twice.
 *
 * @param args the arguments after the program's name.
 * @param names the allowed names, without dashes.
 * @param usage what is allowed, one or more lines, appended to every complaint.
 * @throws UsageError for an unknown name, a missing value or a stray word.
 */
export function readOptions<Name extends string>(
  args: readonly string[],
  names: readonly Name[],
  usage: string,
): Partial<Record<Name, string>> {
  const options: Partial<Record<Name, string>> = {};
  for (let i = 0; i < args.length; i++) {
    const word = args[i]!;
    const [, spelled, joined] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
    const name = names.find((candidate) => candidate === spelled);
    if (name === undefined) throw new UsageError(`Unknown argument "${word}". ${usage}`);
    const value = joined ?? args[++i];
    if (value === undefined || value === '' || (joined === undefined && value.startsWith('--'))) {
      throw new UsageError(`--${name} needs a value. ${usage}`);
    }
    options[name] = value;
  }
  return options;
}

/**
 * A whole number between two limits, both included.
 *
 * @throws UsageError naming the option, what was given and the allowed range.
 */
export function readInteger(option: string, text: string, lowest: number, highest: number): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
  if (!(value >= lowest && value <= highest)) {
    throw new UsageError(`${option} must be a whole number from ${lowest} to ${highest}, not "${text}".`);
  }
  return value;
}

/**
 * Runs a program's main function. A UsageError ends it with its message and exit code 2, any other Error with its
 * message and exit code 1.
 */
export async function runProgram(main: (args: readonly string[]) => Promise<void>): Promise<void> {
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
