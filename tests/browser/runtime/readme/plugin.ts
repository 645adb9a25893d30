import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Plugin } from 'vite';
import { examplesIn, folderOf } from './examples.ts';

/** Serves the examples of the runtime's README as the files that they say they are. */
export function readmeExamples(): Plugin {
  const root = resolve(import.meta.dirname, '../../../..');
  const readme = resolve(root, 'src/runtime/README.md');
  const codeOf = (path: string): string | undefined => {
    for (const { number, files } of examplesIn(readFileSync(readme, 'utf8'))) {
      const prefix = `${root}/${folderOf(number)}/`;
      if (path.startsWith(prefix)) return files.get(path.slice(prefix.length));
    }
    return undefined;
  };
  return {
    name: 'readme-examples',
    enforce: 'pre',
    resolveId(source, importer) {
      const [path = '', query] = source.split('?');
      const absolute = source.startsWith('.') && importer ? resolve(importer, '..', path) : `${root}${path}`;
      const file = [absolute, `${absolute}.ts`].find((candidate) => codeOf(candidate) !== undefined);
      return file === undefined ? undefined : query === undefined ? file : `${file}?${query}`;
    },
    load(id) {
      const [path = '', query] = id.split('?');
      // Vite itself makes the address of a worker script; the script is loaded by that.
      return query?.startsWith('worker&') ? undefined : codeOf(path);
    },
  };
}
