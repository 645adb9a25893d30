import { words } from '../../src/lesson/words';
import { expect, LessonPage, test } from './fixtures';

const text = words.log;
const copyButton = ({ page }: LessonPage) => page.getByRole('button', { name: /^Cop(y|ied)/ });

test('collects repeats by the rule of Ray, and a switch shows every line', async ({ lesson }) => {
  await lesson.set(6, 2);
  await lesson.choose(words.settings.engine, words.settings.engines.turbo.name);
  await lesson.trainParallel.click();
  await lesson.ready();
  await expect(lesson.log).toContainText(
    /\(trainAndScoreModel pid=[12]\) n_estimators=\d+, .* \[repeated \d+x across cluster\]/,
  );
  const collected = await lesson.log.getByRole('paragraph').allTextContents();
  const told = collected.map((line) => Number(/\[repeated (\d+)x across cluster\]$/.exec(line)?.[1] ?? 1));
  expect(told.reduce((sum, count) => sum + count, 0)).toBe(6);
  expect(collected.length).toBeLessThan(6);

  await lesson.collectRepeats.focus();
  await lesson.page.keyboard.press('Space');
  await expect(lesson.collectRepeats).not.toBeChecked();
  await expect(lesson.log.getByRole('paragraph')).toHaveText(
    new Array<RegExp>(6).fill(
      /^\(trainAndScoreModel pid=[12]\) n_estimators=\d+, mse=0\.\d{4}, took: \d+\.\d\d seconds$/,
    ),
  );
  await lesson.page.keyboard.press('Space');
  expect(await lesson.log.getByRole('paragraph').allTextContents()).toEqual(collected);
});

test('copies the lines', async ({ lesson, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await expect(copyButton(lesson)).toBeDisabled();
  await lesson.set(1, 1);
  await lesson.trainSequential.click();
  await lesson.ready();
  await copyButton(lesson).click();
  await expect(copyButton(lesson)).toHaveText(text.copied(1));
  const copied = await lesson.page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(/^n_estimators=8, mse=0\.2983, took: \d+\.\d\d seconds$/);
});

test('selects the lines where the browser does not let a page copy', async ({ lesson }) => {
  await lesson.page.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
  });
  await lesson.set(1, 1);
  await lesson.trainSequential.click();
  await lesson.ready();
  await copyButton(lesson).click();
  await expect(lesson.page.getByText(text.copyRefused)).toBeVisible();
  const selected = await lesson.page.evaluate(() => getSelection()?.toString().trim());
  expect(selected).toMatch(/^n_estimators=8, mse=0\.2983/);
});

test('keeps a long output usable: the newest lines are shown, all are copied', async ({
  page,
  serve,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  // The build's worker script, changed so that every forest writes 699 lines before its own.
  const talkative = (code: string) =>
    code.replace('`n_estimators=', `\`${'still training\\n'.repeat(699)}n_estimators=`);
  const lesson = new LessonPage(page);
  await lesson.open(await serve({ change: { file: /tasks\.worker-.*\.js$/, edit: talkative } }));
  await lesson.set(2, 1);
  await lesson.trainParallel.click();
  await lesson.ready();
  await expect(page.getByText(text.earlier(900, 0))).toBeVisible();
  await expect(lesson.log).toContainText(/n_estimators=12, .* seconds$/);
  await expect(lesson.log.getByRole('paragraph')).toHaveCount(500);
  await copyButton(lesson).click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied.split('\n')).toHaveLength(1400);
  expect(copied).toMatch(/^\(trainAndScoreModel pid=1\) still training\n/);
});
