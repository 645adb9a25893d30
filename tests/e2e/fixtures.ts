import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { test as base, expect, type Page } from '@playwright/test';
import { serveStatic, type StaticServer } from '../../src/cli/static-server';
import type { Report } from '../../src/lesson/report';
import { words } from '../../src/lesson/words';

const dist = join(import.meta.dirname, '../../dist');

interface Fixtures {
  /** Serves the build, or a changed copy of it, at the root or under a folder; closed after the test. */
  readonly serve: (options?: { isolated?: boolean; change?: FileChange; under?: string }) => Promise<string>;
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
    await use(async ({ isolated = true, change, under = '' } = {}) => {
      let root = dist;
      if (change ?? under) {
        root = await copyUnder(under, change);
        copies.push(root);
      }
      const server = await serveStatic({ root, port: 0, isolated });
      servers.push(server);
      return server.url + under;
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

  /** Chooses the engine or the tasks. */
  async choose(group: string, name: string): Promise<void> {
    await this.page.getByRole('group', { name: group, exact: true }).getByRole('radio', { name }).check();
  }

  /** The results as the page saves them. */
  async report(): Promise<Report> {
    const [download] = await Promise.all([
      this.page.waitForEvent('download'),
      this.page.getByRole('button', { name: words.results.download }).click(),
    ]);
    return JSON.parse(await readFile(await download.path(), 'utf8')) as Report;
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

  /** Ray's RAY_DEDUP_LOGS: whether the log tells repeated lines in one. */
  get collectRepeats() {
    return this.page.getByRole('switch', { name: words.log.collect });
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

/** What axe finds wrong with the page as it is now: the rule, and the elements that break it. */
export async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
}

/** How many pixels the page is wider than its window. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
}

/** A copy of the build in a folder of a new folder, which is returned. */
async function copyUnder(under: string, change: FileChange | undefined): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'treeline-'));
  const copy = join(root, under);
  await cp(dist, copy, { recursive: true });
  if (!change) return root;
  const { file, edit } = change;
  const names = (await readdir(copy, { recursive: true })).filter((name) => file.test(name));
  if (names.length !== 1)
    throw new Error(`${names.length} files of the build match ${String(file)}, not one.`);
  const path = join(copy, names[0]!);
  await writeFile(path, edit(await readFile(path, 'utf8')));
  return root;
}
