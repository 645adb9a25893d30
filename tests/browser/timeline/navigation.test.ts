import { userEvent } from 'vitest/browser';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { navigate, type NavigationHandlers } from '../../../src/timeline/view/navigation';

type Spies = { [K in keyof NavigationHandlers]: ReturnType<typeof vi.fn> };

let element: HTMLDivElement;
let on: Spies;
let stop: () => void;

beforeEach(() => {
  element = document.createElement('div');
  element.tabIndex = 0;
  element.style.cssText = 'position:absolute;left:20px;top:10px;width:400px;height:200px;touch-action:pan-y';
  document.body.append(element);
  on = {
    pan: vi.fn(),
    zoom: vi.fn(),
    fit: vi.fn(),
    move: vi.fn(),
    hover: vi.fn(),
    select: vi.fn(),
    dismiss: vi.fn(),
  };
  stop = navigate(element, on as unknown as NavigationHandlers);
});

afterEach(() => {
  stop();
  element.remove();
});

/** A point of the element in the coordinates of events. */
function client(x: number, y: number): { clientX: number; clientY: number } {
  const { left, top } = element.getBoundingClientRect();
  return { clientX: left + x, clientY: top + y };
}

function pointer(type: string, x: number, y: number, more: PointerEventInit = {}): void {
  // A synthetic pointer cannot be captured.
  element.setPointerCapture = () => undefined;
  const init = {
    pointerId: 1,
    pointerType: 'mouse',
    ...client(x, y),
    bubbles: true,
    ...more,
  };
  element.dispatchEvent(new PointerEvent(type, init));
}

describe('navigating by keyboard', () => {
  it('moves between tasks by arrow keys, zooms, pans and fits by single keys', async () => {
    element.focus();
    await userEvent.keyboard('{ArrowRight}{ArrowDown}{Home}+-0fwsad{Escape}');
    expect(on.move.mock.calls).toEqual([['right'], ['down'], ['first']]);
    expect(on.zoom.mock.calls.map(([factor]) => Number(factor) > 1)).toEqual([true, false, true, false]);
    expect(on.fit).toHaveBeenCalledTimes(2);
    expect(on.pan.mock.calls).toEqual([[-50], [50]]);
    expect(on.dismiss).toHaveBeenCalledTimes(1);
  });

  it('leaves the browser its own shortcuts', async () => {
    element.focus();
    await userEvent.keyboard('{Control>}f{/Control}');
    expect(on.fit).not.toHaveBeenCalled();
  });
});

describe('navigating by mouse', () => {
  it('hovers, and selects by a click that does not move', async () => {
    await userEvent.click(element, { position: { x: 100, y: 50 } });
    // The frame of the test is scaled a little, so a real pointer does not fall on whole pixels.
    const near = (value: number): unknown => expect.closeTo(value, 0);
    expect(on.hover).toHaveBeenLastCalledWith(near(100), near(50));
    expect(on.select).toHaveBeenCalledExactlyOnceWith(near(100), near(50), false);
    expect(on.pan).not.toHaveBeenCalled();
  });

  it('pans by dragging: the picture follows the hand', () => {
    pointer('pointerdown', 100, 50);
    pointer('pointermove', 102, 50);
    pointer('pointermove', 70, 50);
    pointer('pointermove', 60, 50);
    pointer('pointerup', 60, 50);
    expect(on.pan.mock.calls.reduce((sum, [pixels]) => sum + Number(pixels), 0)).toBe(40);
    expect(on.select).not.toHaveBeenCalled();
    pointer('pointermove', 90, 50);
    expect(on.hover).toHaveBeenLastCalledWith(90, 50);
  });

  it('fits by a double click', async () => {
    await userEvent.dblClick(element);
    expect(on.fit).toHaveBeenCalledTimes(1);
  });

  it('zooms at the pointer by Ctrl+wheel, and leaves the plain wheel to the page', () => {
    const wheel = (init: WheelEventInit): boolean =>
      element.dispatchEvent(new WheelEvent('wheel', { ...client(100, 50), cancelable: true, ...init }));
    expect(wheel({ deltaY: -100, ctrlKey: true })).toBe(false);
    expect(on.zoom.mock.calls[0]?.[0]).toBeGreaterThan(1);
    expect(on.zoom.mock.calls[0]?.[1]).toBe(100);
    expect(wheel({ deltaY: 100 })).toBe(true);
    expect(on.zoom).toHaveBeenCalledTimes(1);
    expect(wheel({ deltaX: 30, deltaY: 2 })).toBe(false);
    expect(on.pan).toHaveBeenCalledExactlyOnceWith(30);
  });
});

describe('navigating by touch', () => {
  const finger = (id: number): PointerEventInit => ({ pointerId: id, pointerType: 'touch' });

  it('zooms by two fingers, at their middle', () => {
    pointer('pointerdown', 100, 50, finger(1));
    pointer('pointerdown', 200, 50, finger(2));
    pointer('pointermove', 300, 50, finger(2));
    expect(on.zoom).toHaveBeenCalledExactlyOnceWith(2, 200);
    pointer('pointerup', 300, 50, finger(2));
    pointer('pointermove', 90, 50, finger(1));
    expect(on.pan).toHaveBeenLastCalledWith(10);
    pointer('pointerup', 90, 50, finger(1));
    expect(on.select).not.toHaveBeenCalled();
  });

  it('selects by a tap with a finger’s reach', () => {
    pointer('pointerdown', 100, 50, finger(1));
    pointer('pointerup', 101, 50, finger(1));
    expect(on.select).toHaveBeenCalledExactlyOnceWith(101, 50, true);
  });

  it('gives the finger up when the page takes it for scrolling', () => {
    pointer('pointerdown', 100, 50, finger(1));
    pointer('pointercancel', 100, 90, finger(1));
    pointer('pointermove', 150, 90, finger(1));
    expect(on.pan).not.toHaveBeenCalled();
    expect(on.hover).not.toHaveBeenCalled();
  });
});

it('listens no more once stopped', async () => {
  stop();
  element.focus();
  await userEvent.keyboard('0');
  expect(on.fit).not.toHaveBeenCalled();
});
