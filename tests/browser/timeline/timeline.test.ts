import { page, userEvent } from 'vitest/browser';
import { describe, expect, it, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { scheduleFrames, TimelineModel } from '../../../src/timeline';
import Timeline from '../../../src/ui/timeline/Timeline.svelte';
import { finished, taskEvent } from '../../node/timeline/events';
import '../../../src/ui/styles.css';

function lesson(): TimelineModel {
  const model = new TimelineModel();
  model.beginRun({ id: 'sequential', kind: 'sequential', origin: 0, workers: 1 });
  const tasks = [finished('8', 1, 0, 50, 2000), finished('12', 1, 2000, 2001, 5000)];
  model.append('sequential', tasks, (id) => id);
  model.endRun('sequential', 5000);
  model.beginRun({ id: 'parallel', kind: 'parallel', origin: 6000, workers: 2 });
  return model;
}

function finishParallel(model: TimelineModel): void {
  const tasks = [finished('8', 1, 6000, 6100, 8100), finished('12', 2, 6000, 6100, 9100)];
  model.append('parallel', tasks, (id) => id);
  model.endRun('parallel', 9200);
}

async function show(
  model: TimelineModel,
  more: { running?: boolean; now?: () => number } = {},
): Promise<void> {
  const target = document.createElement('div');
  target.style.cssText = 'width:800px;height:320px;display:grid';
  document.body.replaceChildren(target);
  await render(Timeline, { target, props: { model, running: false, ...more } });
}

const surface = (): ReturnType<typeof page.getByRole> => page.getByRole('application');

/** The share of the canvas that is painted in one colour. */
function painted(red: number, green: number, blue: number): number {
  const canvas = document.querySelector('[role=application] canvas') as HTMLCanvasElement;
  const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let i = 0; i < data.length; i += 4) {
    if (data[i] === red && data[i + 1] === green && data[i + 2] === blue && data[i + 3] === 255) count += 1;
  }
  return (count * 4) / data.length;
}

const training = (): number => painted(0x02, 0x53, 0xba);

describe('the timeline on the page', () => {
  it('sums itself up for those who do not see it, and keeps the summary true', async () => {
    const model = lesson();
    await show(model, { running: true, now: () => 7000 });
    const summary = page.getByText('On 2 workers', { exact: false });
    await expect.element(summary).toHaveTextContent('still running');
    finishParallel(model);
    await expect.element(summary).toHaveTextContent('On 2 workers: 2 of 2 tasks done, finished at 3.2 s.');
    await expect.element(summary).toHaveTextContent('The parallel run saved 1.8 s.');
  });

  it('shows an example until something runs, and nothing of it in the table', async () => {
    const model = new TimelineModel();
    await show(model);
    await expect.element(page.getByRole('button', { name: 'Fit' })).toBeDisabled();
    await expect.poll(() => painted(0x14, 0x18, 0x1d)).toBeGreaterThan(0);
    expect(training()).toBe(0);
    await page.getByRole('button', { name: 'Table' }).click();
    await expect.element(page.getByRole('cell')).toHaveTextContent('Nothing has run yet. Press Train.');
  });

  it('reads the tasks out as arrow keys move over them', async () => {
    const model = lesson();
    finishParallel(model);
    await show(model);
    await expect.poll(training).toBeGreaterThan(0);
    (surface().element() as HTMLElement).focus();
    await userEvent.keyboard('{ArrowDown}{ArrowRight}');
    const live = page.getByText('Forest of 12 trees, one core, started at 2.00 s, took 3.00 s, done.');
    await expect.element(live).toBeInTheDocument();
    await expect.element(page.getByRole('tooltip')).toHaveTextContent('One core · done');
    await userEvent.keyboard('{Escape}');
    await expect.element(page.getByRole('tooltip')).not.toBeInTheDocument();
  });

  it('shows a tooltip for the bar under the mouse, and none over empty space', async () => {
    const model = lesson();
    finishParallel(model);
    await show(model);
    await expect.poll(training).toBeGreaterThan(0);
    await surface().hover({ position: { x: 300, y: 50 } });
    await expect.element(page.getByRole('tooltip')).toHaveTextContent('Forest of 8 trees');
    await surface().hover({ position: { x: 750, y: 260 } });
    await expect.element(page.getByRole('tooltip')).not.toBeInTheDocument();
  });

  it('grows the bars of a live run with time and rests when nothing runs', async () => {
    const model = lesson();
    const times = { submitted: 6000, scheduled: 6000, started: 6000, deserialised: 6000 };
    model.append('parallel', [taskEvent('8', 'RUNNING', times, { worker: 1 })], (id) => id);
    let now = 6500;
    await show(model, { running: true, now: () => now });
    await expect.poll(training).toBeGreaterThan(0.005);
    const before = training();
    now = 8500;
    await expect.poll(training).toBeGreaterThan(3 * before);
  });

  it('does not move a view that a person has chosen, and follows again on request', async () => {
    const model = lesson();
    let now = 6500;
    await show(model, { running: true, now: () => now });
    await expect.element(page.getByRole('button', { name: 'Follow ▸' })).not.toBeInTheDocument();
    await page.getByRole('button', { name: 'Zoom in' }).click();
    const follow = page.getByRole('button', { name: 'Follow ▸' });
    await expect.element(follow).toBeVisible();
    now = 30_000;
    await expect.element(follow).toBeVisible();
    await follow.click();
    await expect.element(follow).not.toBeInTheDocument();
  });

  it('lists all tasks in a table that sorts by any column, both ways', async () => {
    const model = lesson();
    finishParallel(model);
    await show(model);
    await page.getByRole('button', { name: 'Table' }).click();
    const firstCells = (): (string | undefined)[] =>
      [...document.querySelectorAll('tbody tr')].map((row) => row.querySelectorAll('td')[8]?.textContent);
    expect(firstCells()).toEqual(['1.95 s', '3.00 s', '2.00 s', '3.00 s']);
    const took = page.getByRole('columnheader', { name: 'Took' });
    await took.getByRole('button').click();
    await expect.element(took).toHaveAttribute('aria-sort', 'ascending');
    expect(firstCells()).toEqual(['1.95 s', '2.00 s', '3.00 s', '3.00 s']);
    await took.getByRole('button').click();
    expect(firstCells().at(-1)).toBe('1.95 s');
  });

  it('changes its colours with the page', async () => {
    const model = lesson();
    finishParallel(model);
    await show(model);
    await expect.poll(training).toBeGreaterThan(0);
    document.documentElement.dataset['theme'] = 'dark';
    await expect.poll(() => painted(0x6f, 0xb1, 0xea)).toBeGreaterThan(0);
    delete document.documentElement.dataset['theme'];
    await expect.poll(training).toBeGreaterThan(0);
  });

  it('names failed and cancelled in the legend once there are any', async () => {
    const model = lesson();
    await show(model);
    const legend = page.getByRole('list', { name: 'Legend' });
    await expect.element(legend).toHaveTextContent('idle');
    await expect.element(legend).not.toHaveTextContent('failed');
    const error = { name: 'RayTaskError', message: 'no' };
    model.append(
      'parallel',
      [taskEvent('8', 'FAILED', { submitted: 6000 }, { time: 6100, error })],
      (id) => id,
    );
    await expect.element(legend).toHaveTextContent('failed');
  });
});

describe('the scheduler of frames', () => {
  const frame = (): Promise<number> => new Promise(requestAnimationFrame);

  it('draws once for many requests, again while something moves, and then not at all', async () => {
    let moving = 2;
    const draw = vi.fn(() => ((moving -= 1) > 0 ? 0 : Infinity));
    const frames = scheduleFrames(draw);
    frames.request();
    frames.request();
    for (let i = 0; i < 6; i += 1) await frame();
    expect(draw).toHaveBeenCalledTimes(2);
    frames.request();
    frames.dispose();
    await frame();
    expect(draw).toHaveBeenCalledTimes(2);
  });

  it('comes back by itself when the picture will differ, and sooner when asked', async () => {
    const times: number[] = [];
    const drawn = vi.fn((time: number) => {
      times.push(time);
      return times.length === 1 ? 200 : Infinity;
    });
    const frames = scheduleFrames(drawn);
    frames.request();
    await vi.waitUntil(() => times.length === 2);
    expect(times[1]! - times[0]!).toBeGreaterThan(150);

    times.length = 0;
    frames.request();
    await vi.waitUntil(() => times.length === 1);
    frames.request();
    await frame();
    await frame();
    expect(times.length).toBe(2);
    frames.dispose();
  });
});
