"""Writes kfold.json: the folds that scikit-learn's KFold makes.

    python3 tests/oracles/make_kfold.py

Made with scikit-learn 1.2.1 and numpy 1.24.2. Each fold is kept as the first 12 hexadecimal digits of the MD5 of its
training rows and its test rows, little-endian int32.
"""

import hashlib
import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.model_selection import KFold

ROWS = [2, 3, 10, 11, 14, 257, 1000, 20640]
SPLITS = [2, 3, 5, 10]
SEEDS = [None, 0, 201, 2**32 - 1]  # None: not shuffled


def digest(train, test):
    return hashlib.md5(train.astype('<i4').tobytes() + test.astype('<i4').tobytes()).hexdigest()[:12]


def case(rows, splits, seed):
    folds = KFold(splits, shuffle=seed is not None, random_state=seed).split(np.zeros(rows))
    return {'rows': rows, 'nSplits': splits, 'seed': seed, 'folds': [digest(*fold) for fold in folds]}


if __name__ == '__main__':
    cases = [case(r, k, s) for r in ROWS for k in SPLITS if k <= r for s in SEEDS]
    lines = ',\n'.join('    ' + json.dumps(c) for c in cases)
    versions = json.dumps({'sklearn': sklearn.__version__, 'numpy': np.__version__})
    text = '{\n  "versions": %s,\n  "cases": [\n%s\n  ]\n}\n' % (versions, lines)
    (Path(__file__).parent / 'kfold.json').write_text(text)
