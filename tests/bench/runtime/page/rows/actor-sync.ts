import type { Row } from '../row';

/** Ray's "1:1 actor calls sync". */
export const actorSync: Row = { missing: 'there are no actors yet' };
