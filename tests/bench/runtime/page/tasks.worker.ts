import { serveTasks } from '../../../../src/runtime/worker';
import { makeLarge, readEnds, smallValue, smallValueOf, spin } from './tasks';

serveTasks({ makeLarge, readEnds, smallValue, smallValueOf, spin });
