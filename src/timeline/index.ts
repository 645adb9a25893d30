/** The Gantt timeline: what runs and tasks look like on one time axis. Pure; the components are in ui/timeline. */
export { colourScheme, watchColourScheme } from './draw/colour-scheme';
export { placeOf, statusWords, summary, taskSentence } from './words/describe';
export { drawTimeline } from './draw/draw';
export { exampleTimeline } from './model/example';
export { drawSample } from './draw/fills';
export { scheduleFrames } from './view/frames';
export { hitTest } from './view/hit';
export type { SliceState } from './model/lane';
export { AXIS_HEIGHT, layoutLanes } from './view/layout';
export { reach, TimelineModel } from './model/model';
export { navigate } from './view/navigation';
export { neighbour, type Direction } from './view/neighbours';
export { boxOf, spanOf, type Scene } from './view/scene';
export { spansOf, type TimelineTask } from './model/task';
export { STATE_NAMES, THEMES, type TimelineTheme } from './draw/theme';
export { formatTime } from './words/units';
export { clamp, fit, follow, glide, panBy, reveal, xToTime, zoomAt, type View } from './view/view';
