export { ExtraTreesClassifier, RandomForestClassifier } from './classifier';
export { type EngineName, type EngineStatus, loadEngines } from './engines';
export { FitAbortedError, InvalidDataError, InvalidParameterError, NotFittedError } from './errors';
export { type Fold, KFold } from './k-fold';
export { accuracyScore, meanSquaredError, r2Score } from './metrics';
export type { ForestParameters, RegressorParameters } from './parameters';
export { ExtraTreesRegressor, RandomForestRegressor } from './regressor';
export { trainTestSplit } from './train-test-split';
export type { Tree } from './tree';
