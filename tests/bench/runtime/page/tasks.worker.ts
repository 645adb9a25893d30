import { serveTasks } from '../../../../src/runtime/worker';
import { makeLarge, smallValue, smallValueOf, smallValuesPerSecond, spin, timeGets } from './tasks';

serveTasks({ makeLarge, smallValue, smallValueOf, smallValuesPerSecond, spin, timeGets });
