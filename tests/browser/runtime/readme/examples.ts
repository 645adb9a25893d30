/** The examples in the runtime's README, taken from its text. */

export interface Example {
  readonly number: number;
  readonly title: string;
  /** The code blocks by their file names, which are the comments in their first lines. */
  readonly files: ReadonlyMap<string, string>;
  /** What the driver prints: the comments behind its calls of `console.log`. */
  readonly output: readonly string[];
}

/** Where an example's files would lie: beside the runtime, so that its imports are as in the README. */
export const folderOf = (number: number): string => `src/example-${number}`;

/** @param readme Markdown in which each example is a section `### 1. Title` with code blocks. */
export function examplesIn(readme: string): Example[] {
  return readme.split(/^(?=#{1,3} )/m).flatMap((section): Example[] => {
    const [, number, title] = /^### (\d+)\. (.*)$/m.exec(section) ?? [];
    if (number === undefined || title === undefined) return [];
    const files = new Map<string, string>();
    for (const [, code = ''] of section.matchAll(/^```ts\n(.*?)^```$/gms)) {
      const name = /^\/\/ (\S+\.ts)\n/.exec(code)?.[1];
      if (name !== undefined) files.set(name, code);
    }
    const prints = (files.get('driver.ts') ?? '').matchAll(/console\.log\(.*\); \/\/ (.*)$/gm);
    return [{ number: Number(number), title, files, output: [...prints].map(([, printed]) => printed!) }];
  });
}

/** A printed value as the README writes it. */
export function show(value: unknown, isInside = false): string {
  if (Array.isArray(value)) return `[${value.map((item) => show(item, true)).join(', ')}]`;
  if (typeof value === 'string') return isInside ? `'${value}'` : value;
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = Object.entries(value).map(([key, field]) => `${key}: ${show(field, true)}`);
  return `{ ${fields.join(', ')} }`;
}
