/** Replays a recorded run on any number of simulated workers. Pure: no threads, no clock, nothing of a browser. */
export { eventsOf } from './simulated-events';
export { traceFromEvents, type Recording } from './recording';
export type { Simulation } from './schedule';
export { simulate, type Policy } from './simulate';
export { traceOf, type Trace } from './trace';
