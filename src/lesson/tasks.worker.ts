import { serveTasks } from '../runtime/worker';
import { trainAndScoreModel } from './tasks';

serveTasks({ trainAndScoreModel });
