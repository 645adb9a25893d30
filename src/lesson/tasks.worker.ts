import { loadEngines } from '../forest';
import { serveTasks } from '../runtime/worker';
import { mergeAndScoreModel, trainAndScoreModel, trainTrees } from './tasks';

// Not awaited: a slow server must not make the worker look dead. Whatever trains waits for the engines.
void loadEngines();
serveTasks({ loadEngines, trainAndScoreModel, trainTrees, mergeAndScoreModel });
