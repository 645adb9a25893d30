/** Asks for frames; drawing happens in them and nowhere else. */
export interface Frames {
  /** Draws in the next frame, once, however often it is called before. */
  readonly request: () => void;
  readonly dispose: () => void;
}

/**
 * The one scheduler of drawing. `draw` gets the frame's time (ms) and says whether it wants the next frame as well, because
 * something still moves; else nothing happens until the next `request`.
 */
export function scheduleFrames(draw: (time: number) => boolean): Frames {
  let handle: number | undefined;
  let disposed = false;
  const request = (): void => {
    if (!disposed) handle ??= requestAnimationFrame(frame);
  };
  const frame = (time: number): void => {
    handle = undefined;
    if (draw(time)) request();
  };
  return {
    request,
    dispose: () => {
      disposed = true;
      if (handle !== undefined) cancelAnimationFrame(handle);
    },
  };
}
