/** Asks for frames; drawing happens in them and nowhere else. */
export interface Frames {
  /** Draws in the next frame, once, however often it is called before. */
  readonly request: () => void;
  readonly dispose: () => void;
}

/**
 * The one scheduler of drawing. `draw` gets the frame's time (ms) and says after how many milliseconds the picture will
 * differ by itself, because something moves: 0 for the next frame, `Infinity` for not before the next `request`.
 */
export function scheduleFrames(draw: (time: number) => number): Frames {
  let handle: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let disposed = false;
  const request = (): void => {
    clearTimeout(timer);
    if (!disposed) handle ??= requestAnimationFrame(frame);
  };
  const frame = (time: number): void => {
    handle = undefined;
    const delay = draw(time);
    if (delay <= 0) request();
    else if (delay < Infinity) timer = setTimeout(request, delay);
  };
  return {
    request,
    dispose: () => {
      disposed = true;
      clearTimeout(timer);
      if (handle !== undefined) cancelAnimationFrame(handle);
    },
  };
}
