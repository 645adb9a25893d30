import type { Direction } from './neighbours';

/** What a person asks of the timeline. Points are CSS pixels from the element's top left corner. */
export interface NavigationHandlers {
  /** Moves the view by so many pixels: positive shows later times. */
  readonly pan: (pixels: number) => void;
  /** Zooms in by `factor` (out if below 1) with the time at `x` kept in place; at the middle if absent. */
  readonly zoom: (factor: number, x?: number) => void;
  readonly fit: () => void;
  readonly move: (direction: Direction) => void;
  /** A mouse rests at a point. */
  readonly hover: (x: number, y: number) => void;
  /** A click or tap without a drag. */
  readonly select: (x: number, y: number, touch: boolean) => void;
  /** The mouse has left, a drag has begun, or Escape was pressed. */
  readonly dismiss: () => void;
}

/** The keys of the timeline while it has the focus; the only table of them. */
const KEYS: Readonly<Record<string, (on: NavigationHandlers, pageWidth: number) => void>> = {
  ArrowLeft: (on) => {
    on.move('left');
  },
  ArrowRight: (on) => {
    on.move('right');
  },
  ArrowUp: (on) => {
    on.move('up');
  },
  ArrowDown: (on) => {
    on.move('down');
  },
  Home: (on) => {
    on.move('first');
  },
  End: (on) => {
    on.move('last');
  },
  '+': (on) => {
    on.zoom(1.5);
  },
  '=': (on) => {
    on.zoom(1.5);
  },
  w: (on) => {
    on.zoom(1.5);
  },
  '-': (on) => {
    on.zoom(1 / 1.5);
  },
  '−': (on) => {
    on.zoom(1 / 1.5);
  },
  s: (on) => {
    on.zoom(1 / 1.5);
  },
  a: (on, width) => {
    on.pan(-width / 8);
  },
  d: (on, width) => {
    on.pan(width / 8);
  },
  '0': (on) => {
    on.fit();
  },
  f: (on) => {
    on.fit();
  },
  Escape: (on) => {
    on.dismiss();
  },
};

/** A pointer that has moved less than this (CSS pixels) is a click, not a drag. */
const DRAG_THRESHOLD = 5;

/** How much one pixel of Ctrl+wheel zooms; a notch of a mouse wheel is 100 to 120 pixels. */
const WHEEL_ZOOM = 0.0025;

/**
 * Turns pointer, touch, wheel and keys on an element into navigation. Dragging pans, two fingers or Ctrl+wheel zoom, a double
 * click fits. The plain wheel and a finger's vertical drag are left to the page: the element needs `touch-action: pan-y`.
 *
 * @returns a function that takes all listeners off again
 */
export function navigate(element: HTMLElement, on: NavigationHandlers): () => void {
  const listeners = new AbortController();
  const { signal } = listeners;
  const pointers = new Map<number, { x: number; y: number }>();
  let dragging = false;
  let origin = { x: 0, y: 0 };

  const point = (event: MouseEvent): { x: number; y: number } => {
    const box = element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  element.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button !== 0) return;
      pointers.set(event.pointerId, point(event));
      element.setPointerCapture(event.pointerId);
      if (pointers.size === 1) {
        dragging = false;
        origin = point(event);
      }
    },
    { signal },
  );

  element.addEventListener(
    'pointermove',
    (event) => {
      const here = point(event);
      const before = pointers.get(event.pointerId);
      if (!before) {
        if (event.pointerType === 'mouse') on.hover(here.x, here.y);
        return;
      }
      if (!dragging && Math.hypot(here.x - origin.x, here.y - origin.y) < DRAG_THRESHOLD) return;
      if (!dragging) on.dismiss();
      dragging = true;
      const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
      pointers.set(event.pointerId, here);
      if (!other) {
        on.pan(before.x - here.x);
        return;
      }
      // Two fingers: the distance zooms, the middle pans.
      on.zoom(
        Math.hypot(here.x - other.x, here.y - other.y) /
          Math.max(1, Math.hypot(before.x - other.x, before.y - other.y)),
        (here.x + other.x) / 2,
      );
      on.pan((before.x - here.x) / 2);
    },
    { signal },
  );

  element.addEventListener(
    'pointerup',
    (event) => {
      if (!pointers.delete(event.pointerId)) return;
      const here = point(event);
      if (!dragging) on.select(here.x, here.y, event.pointerType !== 'mouse');
    },
    { signal },
  );

  element.addEventListener(
    'pointercancel',
    (event) => {
      pointers.delete(event.pointerId);
    },
    { signal },
  );

  element.addEventListener(
    'pointerleave',
    (event) => {
      if (event.pointerType === 'mouse' && pointers.size === 0) on.dismiss();
    },
    { signal },
  );

  element.addEventListener(
    'dblclick',
    () => {
      on.fit();
    },
    { signal },
  );

  element.addEventListener(
    'wheel',
    (event) => {
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : 30;
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        on.zoom(Math.exp(-event.deltaY * unit * WHEEL_ZOOM), point(event).x);
      } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        // A sideways swipe would else leave the page.
        event.preventDefault();
        on.pan(event.deltaX * unit);
      }
    },
    { signal, passive: false },
  );

  element.addEventListener(
    'keydown',
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const action = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!action) return;
      event.preventDefault();
      action(on, element.clientWidth);
    },
    { signal },
  );

  return () => {
    listeners.abort();
  };
}
