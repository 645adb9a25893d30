import type { Page } from '@playwright/test';
import type { Report } from '../../src/lesson/report';
import { words } from '../../src/lesson/words';
import { expect, LessonPage, overflow, test, violations } from './fixtures';

const text = words.cluster;

const button = ({ page }: LessonPage) => page.getByRole('button', { name: text.title, exact: true });
const panel = ({ page }: LessonPage) => page.getByRole('region', { name: text.title, exact: true });
const news = (lesson: LessonPage) => panel(lesson).getByRole('status');
const workerRow = (lesson: LessonPage, worker: number) =>
  panel(lesson)
    .getByRole('row')
    .filter({ has: lesson.page.getByRole('button', { name: text.workers.kill(worker) }) });
const killButton = (lesson: LessonPage, worker: number) =>
  panel(lesson).getByRole('button', { name: text.workers.kill(worker) });

const loseButton = (lesson: LessonPage, object: string) =>
  panel(lesson).getByRole('button', { name: text.objects.lose(object) });
const scoresOf = ({ models }: Report) => models.map(({ mse }) => mse);

/** Opens the panel and starts a parallel run; returns once both workers train. */
async function trainWatched(lesson: LessonPage, forests: number): Promise<void> {
  await lesson.set(forests, 2);
  await button(lesson).click();
  await lesson.trainParallel.click();
  for (const worker of [1, 2])
    await expect(workerRow(lesson, worker)).toContainText(/ALIVE ?Forest of \d+ trees/);
}

test('is closed and not even loaded until it is opened, by keyboard', async ({ lesson }) => {
  const loaded: string[] = [];
  lesson.page.on('request', (request) => loaded.push(request.url()));
  await expect(button(lesson)).toHaveAttribute('aria-expanded', 'false');
  await expect(panel(lesson)).toHaveCount(0);
  await button(lesson).focus();
  expect(loaded).toEqual([]);
  await lesson.page.keyboard.press('Enter');
  await expect(button(lesson)).toHaveAttribute('aria-expanded', 'true');
  await expect(panel(lesson)).toContainText(text.none);
  expect(loaded.some((url) => url.includes('ClusterPanel'))).toBe(true);
  await lesson.page.keyboard.press('Enter');
  await expect(panel(lesson)).toHaveCount(0);
});

test('a worker killed in mid-run, by keyboard, costs time and no digit', async ({ lesson }) => {
  await lesson.set(8, 2);
  await lesson.trainSequential.click();
  await lesson.ready();
  const undisturbed = scoresOf(await lesson.report());
  await trainWatched(lesson, 8);

  await killButton(lesson, 2).focus();
  await expect(killButton(lesson, 2)).toHaveAccessibleDescription(`${text.workers.hint} ${text.keys}`);
  await lesson.page.keyboard.press('Enter');
  await expect(news(lesson)).toHaveText(
    /^You killed worker 2 in the midst of: (Forest of \d+ trees)\. It will be/,
  );
  await expect(lesson.log).toContainText(text.back(2));
  await expect(news(lesson)).toHaveText(/^Forest of \d+ trees restarted on worker [12]\.$/);
  await lesson.ready();
  await expect(panel(lesson)).toContainText(/FAILED\s*1/);
  await expect(killButton(lesson, 2)).toBeFocused();

  const report = await lesson.report();
  expect(report.identical).toBe(true);
  expect(scoresOf(report)).toEqual(undisturbed);
  await expect(lesson.number('speedup')).toContainText('same results');
  await expect(lesson.page.getByText(/1 task was tried again\. Same results/).last()).toBeVisible();
});

test('shows what workers, objects and tasks are and why tasks wait', async ({ lesson }) => {
  await trainWatched(lesson, 20);
  await expect(panel(lesson)).toContainText(/RUNNING\s*2/);
  await expect(panel(lesson)).toContainText(
    /\d+ tasks wait\. Forest of \d+ trees: No worker is free: 2 of 2 are busy/,
  );
  const target = panel(lesson).getByRole('row', { name: 'p3 yTrain float64 (16512,)' });
  await expect(target).toContainText('132 kB');
  await expect(target).toContainText(text.objects.driver);
  await lesson.cancel.click();
  await lesson.ready();
});

test('both workers killed again and again while forests are trained in small tasks: every digit as scikit-learn has it', async ({
  lesson,
}) => {
  await lesson.choose(words.settings.schedule, words.settings.schedules.chunks.name);
  await lesson.set(6, 2);
  await button(lesson).click();
  await lesson.trainParallel.click();
  for (const worker of [1, 2, 1, 2]) {
    await expect(workerRow(lesson, worker)).toContainText(/ALIVE ?Trees \d+ to \d+ of/);
    await killButton(lesson, worker).click();
  }
  await lesson.ready();
  await expect(
    lesson.page.getByText(words.results.agreement({ compared: 6, equal: 6, largest: 0 })),
  ).toBeVisible();
});

test('a result that is lost before it was used is made again by its task', async ({
  page,
  serve,
  context,
}) => {
  // Without the engines the reference trains: slowly enough for a hand to be faster.
  await context.route(/narrow-.*\.wasm$/, (route) => route.fulfill({ status: 404, body: 'Not found' }));
  const lesson = new LessonPage(page);
  await lesson.open(await serve());
  await lesson.choose(words.settings.schedule, words.settings.schedules.chunks.name);
  await lesson.set(5, 1);
  await button(lesson).click();
  await lesson.trainParallel.click();
  const part = 'Trees 1 to 4 of the forest of 24';
  const row = panel(lesson)
    .getByRole('row')
    .filter({ hasText: new RegExp(`^t\\d+\\s*${part}`) });
  await expect(row).toContainText(/\d+ kB/, { timeout: 200_000 });
  await row.getByRole('button').click();
  await expect(news(lesson)).toHaveText(
    new RegExp(`^You lost t\\d+ \\(${part}\\)\\. Its task runs again as soon`),
  );
  await expect(lesson.log).toContainText(`${part} restarted on worker 1.`);
  await lesson.ready();
  await expect(page.getByText(words.results.agreement({ compared: 5, equal: 5, largest: 0 }))).toBeVisible();
});

test('data that was put and is lost cannot be made again: forests fail, and the next run has new data', async ({
  lesson,
}) => {
  await trainWatched(lesson, 6);
  await loseButton(lesson, 'p1').focus();
  await lesson.page.keyboard.press('Enter');
  await expect(news(lesson)).toHaveText(`You lost p1 (xTrain). ${text.objects.put}`);
  await lesson.ready();
  await expect(lesson.page.getByRole('heading', { level: 1 })).toHaveText(/^\d forests failed$/);
  await expect(lesson.page.getByText(/Object p1 was lost and cannot be made again/).first()).toBeAttached();

  await lesson.set(2, 2);
  await lesson.trainBoth();
  await expect(lesson.number('speedup')).toContainText('same results');
  await expect(loseButton(lesson, 'p1')).toHaveAttribute('aria-disabled', 'false');

  // Lost between two runs, it costs no forest.
  await loseButton(lesson, 'p1').click();
  await expect(news(lesson)).toHaveText(`You lost p1 (xTrain). ${text.objects.putBetweenRuns}`);
  await lesson.trainParallel.click();
  await lesson.ready();
  await expect(lesson.number('speedup')).toContainText('same results');
});

test('an idle worker that is killed is replaced, and the next run has all workers', async ({ lesson }) => {
  await lesson.set(1, 2);
  await lesson.trainParallel.click();
  await lesson.ready();
  await button(lesson).click();
  await killButton(lesson, 1).click();
  await expect(news(lesson)).toHaveText(text.workers.killed(1, ''));
  await expect(lesson.log).toContainText(text.back(1));
  await expect(killButton(lesson, 1)).toHaveAttribute('aria-disabled', 'false');
  await lesson.trainBoth();
  await expect(lesson.number('speedup')).toContainText('same results');
});

test('shows workers and objects without shared memory, too', async ({ page, serve }) => {
  const lesson = new LessonPage(page);
  await lesson.open(await serve({ isolated: false }));
  await trainWatched(lesson, 6);
  await killButton(lesson, 1).click();
  await lesson.ready();
  await expect(panel(lesson)).toContainText('p3');
  await expect(
    lesson.page.getByText(words.results.agreement({ compared: 6, equal: 6, largest: 0 })),
  ).toBeVisible();
});

test('Tab passes each table in one step, and arrow keys move within it', async ({ lesson, page }) => {
  await lesson.set(1, 2);
  await lesson.trainParallel.click();
  await lesson.ready();
  await button(lesson).click();
  await killButton(lesson, 1).focus();
  await page.keyboard.press('ArrowDown');
  await expect(killButton(lesson, 2)).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(killButton(lesson, 2)).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(loseButton(lesson, 'p1')).toBeFocused();
  await page.keyboard.press('End');
  await expect(panel(lesson).getByRole('button').last()).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(killButton(lesson, 2)).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Home');
  await expect(loseButton(lesson, 'p1')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(lesson.collectRepeats).toBeFocused();
});

test('asks the head at most four times a second, and never while it is closed', async ({ lesson, page }) => {
  await lesson.set(1, 2);
  await lesson.trainParallel.click();
  await lesson.ready();
  await countLooks(page);
  await button(lesson).click();
  await expect.poll(() => looks(page)).toBeGreaterThan(2);
  const { count, seconds } = await page.evaluate(() => ({
    count: (globalThis as unknown as Looks).looks.length,
    seconds: (performance.now() - (globalThis as unknown as Looks).looks[0]!) / 1000,
  }));
  expect((count - 1) / seconds).toBeLessThanOrEqual(4);
  await button(lesson).click();
  await expect(panel(lesson)).toHaveCount(0);
  const before = await looks(page);
  await lesson.trainParallel.click();
  await lesson.ready();
  expect(await looks(page)).toBe(before);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test('axe finds no violation in the panel, empty, in mid-run and after, on a laptop and on a phone', async ({
      lesson,
    }) => {
      await button(lesson).click();
      expect(await violations(lesson.page)).toEqual([]);
      await button(lesson).click();
      await trainWatched(lesson, 50);
      await killButton(lesson, 1).click();
      await expect(news(lesson)).not.toBeEmpty();
      expect(await violations(lesson.page)).toEqual([]);
      await lesson.cancel.click();
      await lesson.ready();
      await lesson.page.setViewportSize({ width: 390, height: 844 });
      expect(await violations(lesson.page)).toEqual([]);
      expect(await overflow(lesson.page)).toBeLessThanOrEqual(0);
    });
  });
}

interface Looks {
  /** When the head was asked about the cluster, on the page's clock. */
  looks: number[];
}

/** From now on, notes the batches to the head in which it is asked about the cluster. */
async function countLooks(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen: Looks = { looks: [] };
    Object.assign(globalThis, seen);
    const post = Reflect.get(MessagePort.prototype, 'postMessage') as (
      this: MessagePort,
      ...args: unknown[]
    ) => void;
    MessagePort.prototype.postMessage = function (this: MessagePort, message: unknown, ...rest: unknown[]) {
      const batch = Array.isArray(message) ? (message as { kind?: string }[]) : [];
      if (batch.some(({ kind }) => kind === 'query')) seen.looks.push(performance.now());
      post.call(this, message, ...rest);
    };
  });
}

function looks(page: Page): Promise<number> {
  return page.evaluate(() => (globalThis as unknown as Looks).looks.length);
}
