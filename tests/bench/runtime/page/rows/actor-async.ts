import type { Row } from '../row';

/** Ray's "1:1 actor calls async", 1000 in flight. */
export const actorAsync: Row = { missing: 'there are no actors yet' };
