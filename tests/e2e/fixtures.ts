import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect, type Page } from '@playwright/test';
import { serveStatic, type StaticServer } from '../../src/cli/static-server';
import { words } from '../../src/lesson/words';

const dist = join(import.meta.dirname, '../../dist');

interface Fixtures {
  /** Serves the build, or a changed copy of it; closed after the test. */
  readonly serve: (options?: { isolated?: boolean; change?: FileChange }) => Promise<string>;
  /** The lesson's page, opened and ready to train. */
  readonly lesson: LessonPage;
}

/** Changes the file of the build whose name matches. */
interface FileChange {
  readonly file: RegExp;
  readonly edit: (content: string) => string;
}

export const test = base.extend<Fixtures>({
  // eslint-disable-next-line no-empty-pattern -- Playwright wants a destructured first argument
  serve: async ({}, use) => {
    const servers: StaticServer[] = [];
    const copies: string[] = [];
    await use(async ({ isolated = true, change } = {}) => {
      let root = dist;
      if (change) {
        root = await changedCopy(change);
        copies.push(root);
      }
      const server = await serveStatic({ root, port: 0, isolated });
      servers.push(server);
      return server.url;
    });
    await Promise.all(servers.map((server) => server.close()));
    await Promise.all(copies.map((copy) => rm(copy, { recursive: true })));
  },

  lesson: async ({ page, serve }, use) => {
    const lesson = new LessonPage(page);
    await lesson.open(await serve());
    await use(lesson);
  },
});

export { expect };

/** What a person does on the page, in their words. */
export class LessonPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get models() {
    return this.page.getByLabel(words.settings.models, { exact: true });
  }

  get workers() {
    return this.page.getByLabel(words.settings.workers, { exact: true });
  }

  get trainSequential() {
    return this.page.getByRole('button', { name: /^Train \d+ forests?, one after another$/ });
  }

  get trainParallel() {
    return this.page.getByRole('button', { name: /^Train on \d+ workers?$/ });
  }

  get cancel() {
    return this.page.getByRole('button', { name: words.actions.cancel });
  }

  get log() {
    return this.page.getByRole('log');
  }

  get results() {
    return this.page.getByRole('region', { name: words.results.title }).getByRole('table');
  }

  /** The row of the results of the forest with that many trees. */
  result(trees: number) {
    return this.results.getByRole('row', { name: new RegExp(`^${trees} trees`) });
  }

  number(name: 'speedup' | 'parallel' | 'sequential' | 'mse') {
    return this.page.locator(`[data-number="${name}"]`);
  }

  async open(url: string): Promise<void> {
    await this.page.goto(url);
    await this.ready();
  }

  /** Waits until a run can be started. */
  async ready(): Promise<void> {
    await expect(this.trainSequential).toBeEnabled({ timeout: 200_000 });
  }

  async set(models: number | string, workers: number | string): Promise<void> {
    await this.models.fill(String(models));
    await this.workers.fill(String(workers));
  }

  /** Trains both ways and waits for both runs to end. */
  async trainBoth(): Promise<void> {
    await this.trainSequential.click();
    await this.ready();
    await this.trainParallel.click();
    await this.ready();
  }
}

async function changedCopy({ file, edit }: FileChange): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'treeline-'));
  await cp(dist, copy, { recursive: true });
  const names = (await readdir(copy, { recursive: true })).filter((name) => file.test(name));
  if (names.length !== 1)
    throw new Error(`${names.length} files of the build match ${String(file)}, not one.`);
  const path = join(copy, names[0]!);
  await writeFile(path, edit(await readFile(path, 'utf8')));
  return copy;
}
