import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { runInThisContext } from 'node:vm';

/** A profile of speedscope's: one lane. Called once with the opening and closing of each frame, as it nests them. */
export interface SpeedscopeProfile {
  getName(): string;
  forEachCall(
    open: (node: { readonly frame: { readonly name: string } }, value: number) => void,
    close: (node: { readonly frame: { readonly name: string } }, value: number) => void,
  ): void;
}

type Importer = (fileName: string, base64: string) => Promise<{ profiles: SpeedscopeProfile[] } | null>;

/**
 * The importer of the real speedscope. Its package ships only the page's bundle, so the bundle is run without its last
 * two statements, which draw the page, and hands out the function behind its drop target.
 */
export function loadSpeedscope(): (json: string) => Promise<SpeedscopeProfile[]> {
  const require = createRequire(import.meta.url);
  const folder = join(dirname(require.resolve('speedscope/package.json')), 'dist/release');
  const file = readdirSync(folder).find((name) => /^speedscope-.*\.js$/.test(name));
  if (!file) throw new Error(`speedscope's bundle is not in ${folder}.`);
  const bundle = readFileSync(join(folder, file), 'utf8');
  const importer = /function (\w+)\(\w+,\w+\)\{return\(await \w+\)\.importProfileGroupFromBase64\(/.exec(
    bundle,
  )?.[1];
  const start = bundle.lastIndexOf('console.log(`speedscope v');
  if (importer === undefined || start < 0) throw new Error(`speedscope's bundle ${file} has another shape.`);
  // All that the bundle asks of a page before it draws.
  const page =
    'const window = { location: { hash: "" }, matchMedia: () => ({ matches: false, addListener() {} }) };';
  const library = `(() => { ${page} let library; ${bundle.slice(0, start)} library = ${importer}; })(); return library; })()`;
  const load = runInThisContext(library) as Importer;
  return async (json) => {
    const group = await load('timeline.json', Buffer.from(json).toString('base64'));
    if (!group) throw new Error('speedscope does not know the format.');
    return group.profiles;
  };
}
