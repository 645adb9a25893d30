"""Writes the fixtures of tests/node/forest with scikit-learn: what its forests are, to the last bit.

    python3 tests/oracles/make_oracles.py

Made with scikit-learn 1.2.1, numpy 1.24.2 and pandas 1.5.3 on Linux x86-64 (Debian 12: python3-sklearn, python3-pandas).
The files say which versions wrote them. With the same versions they come out the same, byte for byte.
Digests are the first 12 hexadecimal digits of the MD5 of little-endian arrays, int32 or float64.
"""

import gzip
import hashlib
import json
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import sklearn
from sklearn import datasets
from sklearn.ensemble import (
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.metrics import mean_squared_error, r2_score
from sklearn.model_selection import train_test_split

HERE = Path(__file__).parent
CALIFORNIA = HERE.parents[1] / 'public' / 'data' / 'california_housing.csv'
SEED = 201  # of the lesson
VERSIONS = {'sklearn': sklearn.__version__, 'numpy': np.__version__, 'pandas': pd.__version__}


def digest(*arrays):
    """Of the bytes of the arrays, one after another; each an (array, dtype) pair."""
    md5 = hashlib.md5()
    for values, dtype in arrays:
        md5.update(np.ascontiguousarray(values, dtype=dtype).tobytes())
    return md5.hexdigest()[:12]


def floats(values):
    return digest((values, '<f8'))


def tree_digest(tree):
    """Of every array of a tree_, in the order of src/forest/tree.ts."""
    return digest(
        (tree.children_left, '<i4'),
        (tree.children_right, '<i4'),
        (tree.feature, '<i4'),
        (tree.threshold, '<f8'),
        (tree.impurity, '<f8'),
        (tree.n_node_samples, '<i4'),
        (tree.weighted_n_node_samples, '<f8'),
        (tree.value, '<f8'),
    )


def camel_case(name):
    head, *tail = name.split('_')
    return head + ''.join(word.capitalize() for word in tail)


def write(name, content):
    """As gzipped JSON without a time stamp, so that the same content gives the same file."""
    text = json.dumps({'versions': VERSIONS, **content}, separators=(',', ':'))
    (HERE / name).write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(name, (HERE / name).stat().st_size, 'bytes')


def load_california():
    """The eight features and the target that fetch_california_housing derives from the census table."""
    raw = pd.read_csv(CALIFORNIA)
    features = {
        'MedInc': raw.MedianIncome,
        'HouseAge': raw.HousingMedianAge,
        'AveRooms': raw.TotalRooms / raw.Households,
        'AveBedrms': raw.TotalBedrooms / raw.Households,
        'Population': raw.Population,
        'AveOccup': raw.Population / raw.Households,
        'Latitude': raw.Latitude,
        'Longitude': raw.Longitude,
    }
    return np.column_stack(list(features.values())).astype(float), (raw.MedianHouseValue / 100000).values


# numbers.json.gz: random numbers, splits and scores


def numbers():
    reciprocals = lambda n: 1 / np.arange(1, n + 1)
    lengths = [0, 1, 7, 8, 9, 127, 128, 129, 136, 1000, 4128, 8192, 8193, 10000, 16512, 20640]
    true, predicted = np.sqrt(np.arange(1000.0)), np.log1p(np.arange(1000.0)) * 4
    seeds = [0, 1, SEED, 2**31, 2**32 - 1]
    bounds = [1, 2, 3, 10, 256, 20640, 2**31 - 1, 2**32]
    write(
        'numbers.json.gz',
        {
            'words': [
                {'seed': s, 'first': np.random.RandomState(s).randint(0, 2**32, 1300, dtype=np.uint32).tolist()[::100]}
                for s in seeds
            ],
            'randints': [
                {'high': high, 'draws': np.random.RandomState(SEED).randint(0, high, 20).tolist()} for high in bounds
            ],
            'permutation10': np.random.RandomState(SEED).permutation(10).tolist(),
            'splits': [split(n, size) for n in [2, 10, 101, 20640] for size in [0.2, 0.25, 0.5, 1 / 3]],
            'sums': [{'length': n, 'sum': float(np.sum(reciprocals(n)))} for n in lengths],
            'scores': {
                'mse': float(mean_squared_error(true, predicted)),
                'r2': float(r2_score(true, predicted)),
            },
        },
    )


def split(n, test_size):
    train, test = train_test_split(np.arange(n), test_size=test_size, random_state=SEED)
    return {'n': n, 'testSize': test_size, 'train': digest((train, '<i4')), 'test': digest((test, '<i4'))}


# california.json.gz: the lesson's forest of 84 trees, whose first 8, 12, ... trees are its smaller forests


def california():
    x, y = load_california()
    x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=0.2, random_state=SEED)
    rows_train, rows_test = train_test_split(np.arange(len(y)), test_size=0.2, random_state=SEED)
    forest = RandomForestRegressor(n_estimators=84, random_state=SEED, oob_score=True).fit(x_train, y_train)
    root = forest.estimators_[0].tree_
    sizes = range(8, 85, 4)
    write(
        'california.json.gz',
        {
            'rows': {'train': rows_train[:10].tolist(), 'test': rows_test[:10].tolist()},
            'data': {'train': floats(x_train.T), 'test': floats(x_test.T), 'target': floats(y_train)},
            'trees': [{'nodes': e.tree_.node_count, 'digest': tree_digest(e.tree_)} for e in forest.estimators_],
            'firstNodes': [
                {
                    'childrenLeft': int(root.children_left[i]),
                    'childrenRight': int(root.children_right[i]),
                    'feature': int(root.feature[i]),
                    'threshold': root.threshold[i],
                    'value': root.value[i, 0, 0],
                    'impurity': root.impurity[i],
                    'nNodeSamples': int(root.n_node_samples[i]),
                    'weightedNNodeSamples': root.weighted_n_node_samples[i],
                }
                for i in range(5)
            ],
            'mse': [{'nEstimators': n, 'mse': prefix_mse(forest, n, x_test, y_test)} for n in sizes],
            'prediction': {'first': forest.predict(x_test)[:5].tolist(), 'digest': floats(forest.predict(x_test))},
            'score': forest.score(x_test, y_test),
            'importances': forest.feature_importances_.tolist(),
            'oob': {'score': forest.oob_score_, 'digest': floats(forest.oob_prediction_)},
        },
    )


def prefix_mse(forest, n_estimators, x, y):
    """Of the forest of the first trees, which is the forest trained with so many."""
    votes = np.zeros(len(y))
    for estimator in forest.estimators_[:n_estimators]:
        votes += estimator.predict(x)
    return float(mean_squared_error(y, votes / n_estimators))


# parameter-sets.json.gz: 14 parameter sets on each of 14 data sets

PARAMETER_SETS = [
    {},
    {'max_depth': 4},
    {'min_samples_leaf': 5},
    {'min_samples_split': 12, 'max_features': 'sqrt'},
    {'max_features': 0.33},
    {'max_features': 2, 'random_state': 7},
    {'bootstrap': False, 'max_features': 3},
    {'max_samples': 0.5},
    {'max_leaf_nodes': 30},
    {'max_leaf_nodes': 200, 'max_features': 0.5, 'random_state': 123456789},
    {'min_impurity_decrease': 0.01},
    {'extra_trees': True},
    {'extra_trees': True, 'bootstrap': True, 'min_samples_leaf': 2},
    {'extra_trees': True, 'max_features': 'sqrt', 'max_depth': 7},
]

ESTIMATORS = {
    'RandomForestRegressor': RandomForestRegressor,
    'RandomForestClassifier': RandomForestClassifier,
    'ExtraTreesRegressor': ExtraTreesRegressor,
    'ExtraTreesClassifier': ExtraTreesClassifier,
}


def tables():
    """Per data set: features, and its targets for regression, classification or both."""
    made = {}
    bunch = datasets.load_diabetes()
    made['diabetes'] = (bunch.data, {'regression': bunch.target})
    for name in ['iris', 'wine', 'breast_cancer', 'digits']:
        bunch = getattr(datasets, f'load_{name}')()
        # As a regression its sums are exact and full of ties.
        made[name] = (bunch.data, {'regression': bunch.target, 'classification': bunch.target})
    x, y = datasets.make_friedman1(1200, n_features=10, noise=1.0, random_state=3)
    made['friedman1'] = (x, {'regression': y})

    random = np.random.RandomState(7)
    # Duplicates everywhere, two constant features (one huge) and two equal ones.
    x = random.randint(0, 6, (900, 12)).astype(float)
    x[:, 3] = 4.25
    x[:, 7] = -1e30
    x[:, 9] = x[:, 2]
    y = x[:, 0] * 0.1 + x[:, 1] * x[:, 2] + random.normal(size=900).round(1)
    made['duplicates'] = (x, {'regression': y, 'classification': (y > np.median(y)).astype(int) + (y > 9)})
    # Neighbouring single-precision numbers, most of them too close to split between.
    x = 1 + random.randint(0, 40, (600, 5)) * 2.0**-23
    x[:, 0] *= 3
    made['tiny_gaps'] = (x, {'regression': random.normal(size=600)})

    x, y = load_california()
    made['california5000'] = (x[:5000], {'regression': y[:5000]})
    return made


def shortest_singles(column):
    """scikit-learn trains on single precision, so the fixture keeps no more digits than that needs."""
    singles = np.asarray(column, dtype=np.float32)
    short = [float(str(value)) for value in singles]
    assert (np.array(short, dtype=np.float32) == singles).all()
    return [int(value) if value.is_integer() and abs(value) < 1e15 else value for value in short]


def fit(estimator, parameters, x, y):
    model = ESTIMATORS[estimator](oob_score=parameters['bootstrap'], **parameters).fit(x, y)
    classifies = estimator.endswith('Classifier')
    run = {
        'trees': ''.join(tree_digest(e.tree_) for e in model.estimators_),
        'prediction': floats(model.predict_proba(x) if classifies else model.predict(x)),
        'importances': floats(model.feature_importances_),
    }
    if parameters['bootstrap']:
        votes = model.oob_decision_function_ if classifies else model.oob_prediction_
        run['oob'] = {'score': model.oob_score_, 'votes': floats(votes)}
    return run


def parameter_sets():
    runs = []
    made = tables()
    for name, (x, targets) in made.items():
        for task, y in targets.items():
            for chosen in PARAMETER_SETS:
                parameters = {'n_estimators': 10, 'random_state': SEED, **chosen}
                extra_trees = parameters.pop('extra_trees', False)
                parameters.setdefault('bootstrap', not extra_trees)
                kind = 'Regressor' if task == 'regression' else 'Classifier'
                estimator = ('ExtraTrees' if extra_trees else 'RandomForest') + kind
                run = fit(estimator, parameters, x, y)
                names = {camel_case(key): value for key, value in parameters.items()}
                runs.append({'table': name, 'task': task, 'estimator': estimator, 'parameters': names, **run})
    kept = {
        name: {
            'columns': [shortest_singles(column) for column in x.T],
            'targets': {task: np.asarray(y).tolist() for task, y in targets.items()},
        }
        for name, (x, targets) in made.items()
        if name != 'california5000'  # the tests derive it from public/data
    }
    write('parameter-sets.json.gz', {'tables': kept, 'runs': runs})


if __name__ == '__main__':
    warnings.filterwarnings('ignore', message='Some inputs do not have OOB scores')
    numbers()
    california()
    parameter_sets()
