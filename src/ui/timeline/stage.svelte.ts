import {
  AXIS_HEIGHT,
  boxOf,
  clamp,
  exampleTimeline,
  fit,
  follow,
  glide,
  hitTest,
  layoutLanes,
  neighbour,
  panBy,
  reach,
  reveal,
  spanOf,
  xToTime,
  zoomAt,
  type Direction,
  type Scene,
  type TimelineModel,
  type TimelineTask,
  type View,
} from '../../timeline';

/** How far beside a bar a mouse or a finger still means it, in CSS pixels. */
const REACH = { mouse: 3, touch: 16 };

/**
 * Bars that grow are drawn anew once a pixel, and at most this often (ms): without a GPU the main thread then takes 0.13 of a
 * core during a run instead of 0.18 with sixty frames a second.
 */
const GROWTH_FRAME = 33;

/** What of the timeline is seen: the view and how it moves, the current task, the picture of each frame. */
export class Stage {
  /** The model's version that the texts beside the canvas show; it follows once a frame. */
  version = $state(0);
  /** Nobody has panned or zoomed: the view shows everything and grows with a live run. */
  following = $state(true);
  /** The task with the ring and the tooltip, and where the tooltip points, in CSS pixels of the canvas. */
  current = $state.raw<TimelineTask>();
  /** The current task was chosen, by key or press: it is read out. One under a passing mouse is not. */
  chosen = $state(false);
  anchor = $state.raw({ x: 0, top: 0, bottom: 0 });
  /** The height of all lanes, in CSS pixels: more than the canvas if they must be scrolled. */
  contentHeight = $state(0);

  readonly #model: TimelineModel;
  readonly #example = exampleTimeline();
  readonly #now: () => number;
  readonly #font: string;
  #scene: Scene | undefined;
  #whole: View = fit(0);
  #view: View = this.#whole;
  #target: View = this.#whole;
  #wasExample = true;
  #lastFrame = 0;

  constructor(model: TimelineModel, now: () => number, font: string) {
    this.#model = model;
    this.#now = now;
    this.#font = font;
  }

  /**
   * The picture to draw at `time` (ms, the frame's), and after how many milliseconds it differs without anything new.
   *
   * @param running bars without an end grow until now
   */
  frame(
    size: { width: number; height: number; scrollTop: number },
    time: number,
    running: boolean,
  ): { scene: Scene; nextFrame: number } {
    const example = this.#model.empty;
    const { runs } = example ? this.#example : this.#model;
    const now = this.#now();
    const live = runs.some((run) => run.end === undefined);
    const end = Math.max(...runs.map((run) => reach(run, now)));
    // The example gives its place up at once: nothing of it glides into a real run.
    const fresh = example !== this.#wasExample;
    this.#wasExample = example;
    if (fresh) this.following = true;
    this.#whole = live ? follow(fresh ? fit(0) : this.#whole, end) : fit(end);
    if (this.following) this.#target = this.#whole;
    const still = fresh || example || matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.#view = still ? this.#target : glide(this.#view, this.#target, Math.min(50, time - this.#lastFrame));
    this.#lastFrame = time;
    const layout = layoutLanes(runs, size.width, size.height);
    this.contentHeight = layout.contentHeight;
    this.version = this.#model.version;
    this.current =
      this.current &&
      this.#model.runs.find(({ id }) => id === this.current?.runId)?.tasks.at(this.current.row);
    this.#scene = {
      layout,
      view: this.#view,
      now,
      ratio: devicePixelRatio,
      scrollTop: size.scrollTop,
      font: this.#font,
      current: this.current,
      example,
    };
    return { scene: this.#scene, nextFrame: this.#nextFrame(this.#scene, live && running) };
  }

  /** Milliseconds until the picture differs by itself. */
  #nextFrame({ layout, view, ratio }: Scene, growing: boolean): number {
    if (this.#view !== this.#target) return 0;
    return growing ? Math.max(GROWTH_FRAME, (view.to - view.from) / (layout.plot.width * ratio)) : Infinity;
  }

  /** Shows everything again, and follows a live run. */
  fit(): void {
    this.following = true;
  }

  pan(pixels: number): void {
    if (!this.#scene || this.#scene.example) return;
    const perPixel = (this.#target.to - this.#target.from) / this.#scene.layout.plot.width;
    this.#go(panBy(this.#target, pixels * perPixel), true);
  }

  /** Zooms at a point of the canvas, at once; without a point gliding, at what matters: the current task, or a live run's now. */
  zoom(factor: number, x?: number): void {
    if (!this.#scene || this.#scene.example) return;
    const at =
      x === undefined ? this.#centre(this.#scene) : xToTime(this.#target, this.#scene.layout.plot, x);
    this.#go(zoomAt(this.#target, at, factor), x !== undefined);
  }

  hover(x: number, y: number): void {
    this.chosen = false;
    this.#pick(x, y, REACH.mouse);
  }

  select(x: number, y: number, touch: boolean): void {
    this.chosen = true;
    this.#pick(x, y, touch ? REACH.touch : REACH.mouse);
  }

  dismiss(): void {
    this.current = undefined;
  }

  /** Moves to a neighbouring task and brings it into view; tells how far the lanes should be scrolled for that. */
  move(direction: Direction): number {
    const scene = this.#scene;
    if (!scene || scene.example) return 0;
    this.chosen = true;
    const task = neighbour(scene, this.current, direction);
    const span = task && spanOf(task, scene);
    if (!span) return scene.scrollTop;
    const shown = clamp(reveal(this.#target, span.start, span.end), this.#whole);
    if (shown.from !== this.#target.from) this.#go(shown, true);
    const { top, height } = span.lane;
    const lowest = top - AXIS_HEIGHT - 8;
    const highest = top + height + 8 - scene.layout.height;
    const scrollTop = Math.max(0, Math.min(lowest, Math.max(highest, scene.scrollTop)));
    this.#show(task, { ...scene, view: this.#target, scrollTop });
    return scrollTop;
  }

  /** The time that a zoom by key or button keeps in place: that of the current task or of a live run if in view, or the middle. */
  #centre(scene: Scene): number {
    const { layout, now } = scene;
    const { from, to } = this.#target;
    const span = this.current && spanOf(this.current, scene);
    const live = layout.lanes.find(({ run }) => run.end === undefined)?.run;
    const wanted = span ? (span.start + span.end) / 2 : live && reach(live, now);
    return wanted !== undefined && wanted >= from && wanted <= to ? wanted : (from + to) / 2;
  }

  #go(view: View, atOnce: boolean): void {
    const target = clamp(view, this.#whole);
    this.following = target.from === this.#whole.from && target.to === this.#whole.to;
    this.#target = target;
    if (atOnce) this.#view = target;
  }

  #pick(x: number, y: number, tolerance: number): void {
    if (!this.#scene || this.#scene.example) return;
    const task = hitTest(this.#scene, x, y, tolerance);
    if (task) this.#show(task, this.#scene, x);
    else this.dismiss();
  }

  #show(task: TimelineTask, scene: Scene, x?: number): void {
    const box = boxOf(task, scene);
    if (!box) return;
    const { left, width } = scene.layout.plot;
    const middle = (Math.max(left, box.left) + Math.min(left + width, box.right)) / 2;
    const top = box.lane.top - scene.scrollTop;
    this.current = task;
    this.anchor = { x: x ?? middle, top, bottom: top + box.lane.height };
  }
}
