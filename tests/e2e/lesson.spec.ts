import { words } from '../../src/lesson/words';
import { expect, LessonPage, test } from './fixtures';

/** Scikit-learn's scores of the first two forests. */
const golden = [0.29829161439085017, 0.2826210578036474];

test('trains the same forests one after another and in parallel, with equal results', async ({ lesson }) => {
  const { page } = lesson;
  await lesson.set(2, 2);
  await lesson.trainSequential.click();
  await expect(lesson.cancel).toBeVisible();
  await expect(page.getByText(/of 2 forests/)).toBeVisible();
  await expect(lesson.log).toHaveText(/^n_estimators=8, mse=0\.2983, took: \d+\.\d\d seconds/);
  await lesson.ready();

  await expect(page.getByRole('heading', { level: 1 })).toHaveText(words.guess.title(2));
  await page.getByRole('button', { name: '2.0×' }).click();
  await lesson.trainParallel.click();
  await lesson.ready();

  await lesson.collectRepeats.uncheck();
  await expect(lesson.log).toContainText(
    /\(trainAndScoreModel pid=1\) n_estimators=\d+, mse=0\.\d{4}, took: /,
  );
  await expect(lesson.log).toContainText(/\(trainAndScoreModel pid=2\)/);
  await expect(lesson.number('speedup')).toContainText(/^\d\.\d×\s+same results/);
  await expect(lesson.number('mse')).toHaveText('0.2826');
  await expect(page.getByText('You guessed 2.0×.').last()).toBeVisible();

  const rows = lesson.results.getByRole('row');
  await expect(rows).toHaveCount(3);
  const seconds = /^\d+\.\d\d s$/;
  await expect(rows.nth(1).getByRole('cell')).toHaveText([
    /^0\.2983 ✓/,
    '0.2983',
    '0.2983',
    seconds,
    seconds,
    /^[12]$/,
  ]);
});

test('saves the results with full precision', async ({ lesson }) => {
  await lesson.set(2, 2);
  await lesson.trainBoth();
  const report = await lesson.report();
  expect(report.models.map(({ mse }) => mse)).toEqual(golden);
  expect(report).toMatchObject({ workers: 2, isolated: true, engine: 'exact', identical: true });
  expect(report).toMatchObject({ trainedWith: ['exact'], schedule: 'in-order' });
  expect(report.speedup).toBe(report.sequentialWallSeconds! / report.parallelWallSeconds!);
});

test('every way to cut the run into tasks gives the same results to the last bit', async ({ lesson }) => {
  const { page } = lesson;
  const { schedules } = words.settings;
  await lesson.set(4, 2);
  await lesson.trainSequential.click();
  await lesson.ready();
  const scores: unknown[] = [];
  for (const schedule of ['in-order', 'longest-first', 'chunks'] as const) {
    await lesson.choose(words.settings.schedule, schedules[schedule].name);
    await lesson.trainParallel.click();
    await lesson.ready();
    await expect(lesson.number('speedup')).toContainText('same results');
    const report = await lesson.report();
    expect(report).toMatchObject({ schedule, identical: true });
    scores.push(report.models.map(({ mse }) => mse));
  }
  expect(scores).toEqual([scores[0], scores[0], scores[0]]);
  expect(scores[0]).toEqual([...golden, 0.27612870702066483, 0.271639711770444]);

  await lesson.collectRepeats.uncheck();
  await expect(lesson.log).toContainText(/\(mergeAndScoreModel pid=\d\) n_estimators=20, .* in 5 tasks/);
  await page.getByRole('button', { name: 'Table' }).click();
  const table = page.getByRole('region', { name: 'All tasks' }).getByRole('table');
  await expect(table.getByRole('cell', { name: 'Trees 5 to 8 of the forest of 20' })).toBeVisible();
  // The heading, 4 whole forests of the sequential run, 2 + 3 + 4 + 5 tasks of 4 trees, 4 that put forests together.
  await expect(table.getByRole('row')).toHaveCount(1 + 4 + 14 + 4);
});

test('turbo trains another forest, the same in both runs, and no digit is called equal that is not', async ({
  lesson,
}) => {
  const { page } = lesson;
  await lesson.set(2, 2);
  await lesson.choose(words.settings.engine, words.settings.engines.turbo.name);
  await lesson.trainSequential.click();
  await lesson.ready();
  await lesson.choose(words.settings.schedule, words.settings.schedules.chunks.name);
  await lesson.trainParallel.click();
  await lesson.ready();
  await expect(lesson.number('speedup')).toContainText('same results');
  const report = await lesson.report();
  expect(report).toMatchObject({ engine: 'turbo', trainedWith: ['turbo'], identical: true });
  report.models.forEach(({ mse }, forest) => {
    expect(Math.abs(mse! / golden[forest]! - 1)).toBeLessThan(0.02);
  });
  const equal = report.models.filter(({ mse }, forest) => mse === golden[forest]).length;
  expect(equal).toBeLessThan(2);
  await expect(lesson.results.getByText(words.results.same)).toHaveCount(equal);
  await expect(page.getByText(`${equal} of 2 scores are scikit-learn's to the last bit`)).toBeVisible();

  // Forests of another engine are other forests.
  await lesson.choose(words.settings.engine, words.settings.engines.exact.name);
  await expect(page.getByText(words.settings.changed)).toBeVisible();
  await lesson.trainParallel.click();
  await lesson.ready();
  await expect(lesson.number('speedup')).toHaveText('–');
  await expect(lesson.result(8)).toContainText('0.2983 ✓');
});

test('refuses settings out of range in place and keeps what was typed and what was trained', async ({
  lesson,
}) => {
  await lesson.set(1, 1);
  await lesson.trainSequential.click();
  await lesson.ready();
  for (const wrong of ['0', '51', 'ten', '2.5', '']) {
    await lesson.models.fill(wrong);
    await expect(lesson.page.getByText('Give a whole number from 1 to 50.')).toBeVisible();
    await expect(lesson.models).toHaveAttribute('aria-invalid', 'true');
    await expect(lesson.models).toHaveValue(wrong);
    await expect(lesson.page.getByRole('button', { name: /^Train on/ })).toBeDisabled();
  }
  await lesson.workers.fill('65');
  await expect(lesson.page.getByText('Give a whole number from 1 to 64.')).toBeVisible();
  await expect(lesson.results.getByRole('row')).toHaveCount(2);
  await lesson.set(1, 2);
  await expect(lesson.trainParallel).toBeEnabled();
});

for (const mode of ['sequential', 'parallel', 'chunks'] as const) {
  test(`can be cancelled in mid-run, ${mode}, and started again`, async ({ lesson }) => {
    await lesson.set(50, 2);
    await lesson.collectRepeats.uncheck();
    if (mode === 'chunks') await lesson.choose(words.settings.schedule, words.settings.schedules.chunks.name);
    await (mode === 'sequential' ? lesson.trainSequential : lesson.trainParallel).click();
    await expect(lesson.log).toContainText('n_estimators=8');
    await lesson.cancel.click();
    await lesson.ready();
    await expect(lesson.page.getByRole('heading', { level: 1 })).toHaveText(words.cancelled.title);
    await expect(lesson.result(8)).toContainText('0.2983');
    await expect(lesson.result(84)).toContainText(words.results.cancelled);
    await expect(lesson.number('speedup')).toHaveText('–');

    await lesson.set(1, 2);
    await lesson.trainBoth();
    await expect(lesson.number('speedup')).toContainText('same results');
  });
}

test('compares in either order, and with another number of workers', async ({ lesson }) => {
  const { page } = lesson;
  await lesson.set(2, 1);
  await lesson.trainParallel.click();
  await lesson.ready();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(words.parallelOnly.title);
  await lesson.trainSequential.click();
  await lesson.ready();
  await expect(lesson.number('speedup')).toContainText('same results');

  await lesson.workers.fill('3');
  await expect(page.getByText(words.settings.changed)).toBeVisible();
  await lesson.trainParallel.click();
  await lesson.ready();
  await expect(page.getByText(words.numbers.speedup(3))).toBeVisible();
  await expect(lesson.number('speedup')).toContainText('same results');
});

test('does not ask to compare forests of other settings', async ({ lesson }) => {
  const { page } = lesson;
  await lesson.set(1, 2);
  await lesson.trainSequential.click();
  await lesson.ready();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(words.guess.title(2));
  await lesson.models.fill('2');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(words.task.title);
  await expect(page.getByText(words.settings.changed)).toBeVisible();
});

test('comes back clean after a reload in mid-run', async ({ lesson }) => {
  await lesson.set(50, 2);
  await lesson.trainParallel.click();
  await expect(lesson.cancel).toBeVisible();
  await lesson.page.reload();
  await lesson.ready();
  await expect(lesson.page.getByRole('heading', { level: 1 })).toHaveText(words.task.title);
  await lesson.set(1, 1);
  await lesson.trainBoth();
  await expect(lesson.number('speedup')).toContainText('same results');
});

test('works by keyboard alone', async ({ lesson }) => {
  const { keyboard } = lesson.page;
  const tabTo = async (target: ReturnType<LessonPage['page']['locator']>) => {
    for (let i = 0; i < 40; i++) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await keyboard.press('Tab');
    }
    throw new Error('Forty presses of Tab did not reach it.');
  };
  await tabTo(lesson.models);
  await keyboard.press('ControlOrMeta+A');
  await keyboard.type('1');
  await tabTo(lesson.workers);
  await keyboard.press('ControlOrMeta+A');
  await keyboard.type('2');
  await tabTo(lesson.page.getByRole('radio', { name: 'exact' }));
  await keyboard.press('ArrowRight');
  await expect(lesson.page.getByText(words.settings.engines.turbo.sentence)).toBeVisible();
  await keyboard.press('ArrowLeft');
  await tabTo(lesson.page.getByRole('radio', { name: 'in order' }));
  await tabTo(lesson.trainSequential);
  await keyboard.press('Enter');
  await expect(lesson.cancel).toBeFocused();
  await lesson.ready();
  await expect(lesson.trainParallel).toBeFocused();
  await keyboard.press('Space');
  await expect(lesson.cancel).toBeFocused();
  await keyboard.press('Enter');
  await lesson.ready();
  await expect(lesson.page.getByRole('heading', { level: 1 })).toHaveText(words.cancelled.title);
  await expect(lesson.trainParallel).toBeFocused();
  await keyboard.press('Space');
  await expect(lesson.cancel).toBeFocused();
  await lesson.ready();
  await expect(lesson.number('speedup')).toContainText('same results');
  await tabTo(lesson.page.getByRole('application', { name: /^Timeline/ }));
  await keyboard.press('ArrowRight');
  await expect(lesson.page.getByText(/^Forest of 8 trees, /)).toBeAttached();
  await tabTo(lesson.page.getByRole('button', { name: words.results.download }));
  const [download] = await Promise.all([lesson.page.waitForEvent('download'), keyboard.press('Enter')]);
  expect(download.suggestedFilename()).toBe('treeline-results.json');
});
