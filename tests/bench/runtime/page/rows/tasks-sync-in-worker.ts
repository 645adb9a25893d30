import type { Row } from '../row';

/** Ray's "single client tasks sync", with a task as the client. */
export const tasksSyncInWorker: Row = { missing: 'a task cannot submit tasks yet' };
