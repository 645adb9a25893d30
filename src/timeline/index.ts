/** The Gantt timeline: what runs and tasks look like on one time axis. Pure; the components are in ui/timeline. */
export { colourScheme, watchColourScheme } from './colour-scheme';
export { placeOf, statusWords, summary, taskSentence } from './describe';
export { drawTimeline } from './draw';
export { exampleTimeline } from './example';
export { drawSample } from './fills';
export { scheduleFrames } from './frames';
export { hitTest } from './hit';
export type { SliceState } from './lane';
export { AXIS_HEIGHT, layoutLanes } from './layout';
export { reach, TimelineModel } from './model';
export { navigate } from './navigation';
export { neighbour, type Direction } from './neighbours';
export { boxOf, spanOf, type Scene } from './scene';
export { spansOf, type TimelineTask } from './task';
export { STATE_NAMES, THEMES, type TimelineTheme } from './theme';
export { formatTime } from './units';
export { clamp, fit, follow, glide, panBy, reveal, xToTime, zoomAt, type View } from './view';
