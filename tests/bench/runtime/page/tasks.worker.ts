import { serveTasks } from '../../../../src/runtime/worker';
import {
  compute,
  makeLarge,
  Server,
  smallValue,
  smallValueOf,
  smallValuesPerSecond,
  spin,
  timeGets,
} from './tasks';

serveTasks(
  { compute, makeLarge, smallValue, smallValueOf, smallValuesPerSecond, spin, timeGets },
  { Server },
);
