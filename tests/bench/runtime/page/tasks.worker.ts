import { serveTasks } from '../../../../src/runtime/worker';
import { makeLarge, Server, smallValue, smallValueOf, smallValuesPerSecond, spin, timeGets } from './tasks';

serveTasks({ makeLarge, smallValue, smallValueOf, smallValuesPerSecond, spin, timeGets }, { Server });
