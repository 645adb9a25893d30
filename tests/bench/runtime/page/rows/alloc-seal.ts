import type { Row } from '../row';

/** A put without a copy: memory of the store is allocated, written in place (not timed) and sealed. The slowest size counts. */
export const allocSealMicros: Row = { missing: 'the store cannot be written in place yet' };
