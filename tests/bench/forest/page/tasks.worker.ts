import { serveTasks } from '../../../../src/runtime/worker';
import { trainTrees } from './tasks';

serveTasks({ trainTrees });
