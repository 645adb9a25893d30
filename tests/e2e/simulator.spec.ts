import { words } from '../../src/lesson/words';
import { expect, overflow, test, violations, type LessonPage } from './fixtures';

const text = words.moreCores;

const panel = ({ page }: LessonPage) => page.getByRole('region', { name: new RegExp(`^${text.title}`) });
const figure = (lesson: LessonPage, name: 'seconds' | 'speedup' | 'utilisation') =>
  panel(lesson).locator(`[data-replay="${name}"]`);
const slider = (lesson: LessonPage) => panel(lesson).getByRole('slider', { name: text.workers });

/** Trains forests in tasks of four trees on two workers and waits for the replay. */
async function train(lesson: LessonPage, forests = 4): Promise<void> {
  await lesson.set(forests, 2);
  await lesson.choose(words.settings.engine, words.settings.engines.turbo.name);
  await lesson.choose(words.settings.schedule, words.settings.schedules.chunks.name);
  await lesson.trainParallel.click();
  await lesson.ready();
  await expect(figure(lesson, 'seconds')).toBeVisible();
}

test('replays the measured run on as many simulated workers as are chosen, by keyboard', async ({
  lesson,
}) => {
  await expect(panel(lesson)).toContainText(text.empty);
  await train(lesson);
  await expect(panel(lesson)).toContainText(text.simulated);
  // Four forests in 2 + 3 + 4 + 5 tasks, and one task for each that puts it together.
  await expect(panel(lesson)).toContainText(
    'Simulated, not measured: the 18 tasks of the parallel run on 2 workers',
  );

  await slider(lesson).focus();
  await lesson.page.keyboard.press('Home');
  await expect(slider(lesson)).toHaveAttribute('aria-valuetext', '1 worker');
  await expect(figure(lesson, 'speedup')).toHaveText('1.0×');
  const alone = await figure(lesson, 'seconds').textContent();
  await lesson.page.keyboard.press('End');
  await expect(slider(lesson)).toHaveAttribute('aria-valuetext', '1,000 workers');
  await expect(panel(lesson)).toContainText(/^.*9\d\d of 1,000 workers get no task at all\./);
  await expect(panel(lesson)).toContainText('no number of workers is faster than that');
  await expect(figure(lesson, 'utilisation')).toHaveText(/^[01] %$/);
  expect(await figure(lesson, 'seconds').textContent()).not.toBe(alone);
  await expect(panel(lesson).getByRole('status')).toHaveText(/^On 1,000 workers: /);
  await lesson.page.keyboard.press('Home');
  await expect(figure(lesson, 'seconds')).toHaveText(alone!);
});

test('shows what another order of the tasks would have changed, in a table as well', async ({ lesson }) => {
  await train(lesson);
  await slider(lesson).focus();
  await lesson.page.keyboard.press('Home');
  for (let step = 0; step < 2; step++) await lesson.page.keyboard.press('ArrowRight');
  await panel(lesson).getByText(text.table, { exact: true }).click();
  const row = panel(lesson)
    .getByRole('row')
    .filter({ has: lesson.page.getByRole('rowheader', { name: '4', exact: true }) });
  const cells = await row.getByRole('cell').allTextContents();
  expect(cells).toHaveLength(9);
  for (const [i, policy] of (['fifo', 'longestFirst', 'workStealing'] as const).entries()) {
    await lesson.choose(text.policy, text.policies[policy].name);
    await expect(panel(lesson)).toContainText(text.policies[policy].sentence);
    await expect(figure(lesson, 'seconds')).toHaveText(cells[3 * i]!);
    await expect(figure(lesson, 'speedup')).toHaveText(cells[3 * i + 1]!);
    await expect(figure(lesson, 'utilisation')).toHaveText(cells[3 * i + 2]!);
  }
});

test('is loaded when there is something to replay, and not before', async ({ page, lesson }) => {
  const loaded: string[] = [];
  page.on('request', (request) => loaded.push(request.url()));
  await lesson.set(1, 1);
  expect(loaded.filter((url) => /Simulator|more-cores/.test(url))).toEqual([]);
  await lesson.trainSequential.click();
  await lesson.ready();
  await expect(panel(lesson)).toContainText('the 1 task of the sequential run');
  expect(loaded.some((url) => /more-cores\.worker/.test(url))).toBe(true);
});

test('says so when its script cannot be loaded, and the lesson goes on', async ({ lesson, context }) => {
  await context.route(/more-cores\.worker/, (route) => route.fulfill({ status: 404, body: 'Not found' }));
  await lesson.set(1, 1);
  await lesson.trainSequential.click();
  await lesson.ready();
  await expect(panel(lesson).getByRole('alert')).toContainText(
    'The replay failed: The simulator could not start',
  );
  await expect(lesson.trainParallel).toBeEnabled();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test('axe finds no violation in the simulator, on a laptop and on a phone', async ({ lesson }) => {
      await train(lesson, 1);
      await panel(lesson).getByText(text.table, { exact: true }).click();
      expect(await violations(lesson.page)).toEqual([]);
      await lesson.page.setViewportSize({ width: 390, height: 844 });
      expect(await violations(lesson.page)).toEqual([]);
      expect(await overflow(lesson.page)).toBeLessThanOrEqual(0);
    });
  });
}
