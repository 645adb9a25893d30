import type { RowKey } from '../catalog';
import type { Row } from './row';
import { actorAsync } from './rows/actor-async';
import { actorSync } from './rows/actor-sync';
import { allocSealMicros } from './rows/alloc-seal';
import { busyWithBlockedMainPercent } from './rows/busy-workers';
import { cancelMs } from './rows/cancel';
import { clone100MBms } from './rows/clone-large';
import { comlinkAsync1000 } from './rows/comlink-async';
import { comlinkSync } from './rows/comlink-sync';
import { getLargeCachedMicros, getLargeFirstMicros } from './rows/get-large';
import { getSmall } from './rows/get-small';
import { putGBps } from './rows/put-large';
import { putSmall } from './rows/put-small';
import { rawRoundTrip } from './rows/raw-round-trip';
import { sharedSetGBps } from './rows/shared-set';
import { startMs } from './rows/start';
import { tasksAsync } from './rows/tasks-async';
import { tasksSync } from './rows/tasks-sync';
import { tasksSyncInWorker } from './rows/tasks-sync-in-worker';
import { wait1k } from './rows/wait-1k';

/** How each row is measured. */
export const rows: Readonly<Record<RowKey, Row>> = {
  actorAsync,
  actorSync,
  allocSealMicros,
  busyWithBlockedMainPercent,
  cancelMs,
  clone100MBms,
  comlinkAsync1000,
  comlinkSync,
  getLargeCachedMicros,
  getLargeFirstMicros,
  getSmall,
  putGBps,
  putSmall,
  rawRoundTrip,
  sharedSetGBps,
  startMs,
  tasksAsync,
  tasksSync,
  tasksSyncInWorker,
  wait1k,
};
