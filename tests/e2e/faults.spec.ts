import { words } from '../../src/lesson/words';
import { expect, LessonPage, test } from './fixtures';

const dataFile = /california_housing\.csv$/;

/** A script that has the task throw which logs the line of the forest of 12 trees, whoever takes the console over later. */
const failingForest = (message: string) => `
  let log = console.log;
  const failing = (line) => { if (String(line).includes('n_estimators=12,')) throw new TypeError('${message}'); log(line); };
  Object.defineProperty(console, 'log', { get: () => failing, set: (other) => { log = other; } });
`;

test('without cross-origin isolation it works with copies and says so', async ({ page, serve }) => {
  const lesson = new LessonPage(page);
  await lesson.open(await serve({ isolated: false }));
  await expect(page.getByText(words.memory.notIsolated)).toBeVisible();
  await lesson.set(2, 2);
  await lesson.trainBoth();
  await expect(lesson.number('speedup')).toContainText('same results');
  await expect(lesson.result(8)).toContainText('0.2983');

  await lesson.set(50, 2);
  await lesson.trainParallel.click();
  await expect(lesson.log).toContainText('pid=');
  await lesson.cancel.click();
  await lesson.ready();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(words.cancelled.title);
});

test('without the engines it trains with the reference and says so', async ({ page, serve, context }) => {
  await context.route(/narrow-.*\.wasm$/, (route) => route.fulfill({ status: 404, body: 'Not found' }));
  const lesson = new LessonPage(page);
  await lesson.open(await serve());
  await lesson.set(1, 2);
  await lesson.choose(words.settings.engine, words.settings.engines.turbo.name);
  await lesson.trainBoth();
  await expect(
    page.getByText(
      /^The engines in WebAssembly could not be loaded \(.*status 404\)\. The forests train with/,
    ),
  ).toBeVisible();
  await expect(lesson.number('speedup')).toContainText('same results');
  await expect(lesson.result(8)).toContainText('0.2983 ✓');
  expect(await lesson.report()).toMatchObject({ engine: 'turbo', trainedWith: ['reference'] });
});

test('works under any folder, engines included', async ({ page, serve }) => {
  const lesson = new LessonPage(page);
  await lesson.open(await serve({ under: 'lessons/treeline/' }));
  await lesson.set(1, 1);
  await lesson.trainSequential.click();
  await lesson.ready();
  expect(await lesson.report()).toMatchObject({ trainedWith: ['exact'] });
});

test('a forest that cannot be put together fails, and the others go on', async ({ page, serve }) => {
  // The build's worker script, changed so that the second forest cannot be put together.
  const lesson = new LessonPage(page);
  await lesson.open(
    await serve({
      change: { file: /tasks\.worker-.*\.js$/, edit: (code) => failingForest('no such tree') + code },
    }),
  );
  await lesson.set(3, 2);
  await lesson.choose(words.settings.schedule, words.settings.schedules.chunks.name);
  await lesson.trainParallel.click();
  await lesson.ready();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(words.failed.title(1));
  await expect(lesson.result(12)).toContainText(words.results.failed);
  await expect(lesson.result(16)).toContainText('0.2761');
  await expect(page.getByRole('group').filter({ hasText: 'Forest of 12 trees' })).toContainText(
    'no such tree',
  );
});

test('a damaged data file is named, with a way to try again', async ({ page, serve }) => {
  const url = await serve({ change: { file: dataFile, edit: (text) => text.replace('452600', 'abc') } });
  await page.goto(url);
  const alert = page.getByRole('alert');
  await expect(alert).toContainText(
    'california_housing.csv is damaged: row 1: "abc" in MedianHouseValue is not a number.',
  );
  await alert.getByRole('button', { name: words.actions.retry }).click();
  await expect(alert).toContainText('is damaged');
  await expect(new LessonPage(page).trainSequential).toBeDisabled();
});

test('a data file in which one digit was changed is not trusted', async ({ page, serve }) => {
  await page.goto(
    await serve({ change: { file: dataFile, edit: (text) => text.replace('452600', '452601') } }),
  );
  await expect(page.getByRole('alert')).toContainText('some of its values are not the original ones');
});

test('a missing data file is named, and trying again works once it is there', async ({
  page,
  serve,
  context,
}) => {
  await context.route(dataFile, (route) => route.fulfill({ status: 404, body: 'Not found' }));
  await page.goto(await serve());
  await expect(page.getByRole('alert')).toContainText('could not be loaded: it is not on the server.');
  await context.unroute(dataFile);
  await page.getByRole('button', { name: words.actions.retry }).click();
  await new LessonPage(page).ready();
});

test('a second visit does not load the data again', async ({ page, serve, context }) => {
  const requests: string[] = [];
  context.on('request', (request) => requests.push(request.url()));
  const loads = () => requests.filter((url) => dataFile.test(url)).length;
  const lesson = new LessonPage(page);
  await lesson.open(await serve());
  expect(loads()).toBe(1);
  await page.reload();
  await lesson.ready();
  expect(loads()).toBe(1);
});

test('a task that throws fails visibly with its stack, and the others go on', async ({ page, serve }) => {
  // The build's worker script, changed so that the second forest throws when it logs its line.
  const lesson = new LessonPage(page);
  await lesson.open(
    await serve({
      change: { file: /tasks\.worker-.*\.js$/, edit: (code) => failingForest('no such leaf') + code },
    }),
  );
  await lesson.set(3, 2);
  await lesson.trainParallel.click();
  await lesson.ready();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(words.failed.title(1));
  await expect(lesson.result(12)).toContainText(words.results.failed);
  await expect(lesson.result(16)).toContainText('0.2761');
  const details = page.getByRole('group').filter({ hasText: 'Forest of 12 trees' });
  await expect(details).toContainText('no such leaf');
  await expect(details).toContainText(/at .*tasks\.worker/);
  await expect(lesson.number('parallel')).toHaveText('–');

  // The next run of forests that do not fail is whole again.
  await lesson.set(1, 2);
  await lesson.trainBoth();
  await expect(lesson.number('speedup')).toContainText('same results');
});

test('a worker script that cannot start is reported and the page stays usable', async ({ page, serve }) => {
  const lesson = new LessonPage(page);
  const broken = { file: /tasks\.worker-.*\.js$/, edit: () => 'throw new Error("no luck today");' };
  await lesson.open(await serve({ change: broken }));
  await lesson.trainSequential.click();
  await expect(page.getByRole('alert')).toContainText('no luck today');
  await lesson.ready();
});

test('a worker that never answers can be cancelled while it starts', async ({ page, serve }) => {
  const lesson = new LessonPage(page);
  await lesson.open(await serve({ change: { file: /tasks\.worker-.*\.js$/, edit: () => 'for (;;);' } }));
  await lesson.trainSequential.click();
  await expect(page.getByText(words.starting(2)).last()).toBeVisible();
  await lesson.cancel.click();
  await lesson.ready();
  await expect(page.getByRole('alert')).toHaveCount(0);
});
