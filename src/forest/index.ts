export { ExtraTreesClassifier, RandomForestClassifier } from './classifier';
export type { Column } from './data';
export { FitAbortedError, InvalidDataError, InvalidParameterError, NotFittedError } from './errors';
export type { FitOptions } from './forest';
export { accuracyScore, meanSquaredError, r2Score } from './metrics';
export type { ForestParameters, RegressorParameters } from './parameters';
export { ExtraTreesRegressor, RandomForestRegressor } from './regressor';
export { type SplitOptions, trainTestSplit } from './train-test-split';
export type { Tree } from './tree';
