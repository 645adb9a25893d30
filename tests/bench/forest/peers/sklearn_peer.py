"""scikit-learn's side of the benchmark: one long-lived process that answers JSON lines.

Each line on standard input is a request {"op": ..., ...}; each answer on standard output is {"result": ...} or
{"error": ...}. Only fit and predict are timed, so imports, reading and making of tables cost nothing. Everything runs on
one core: n_jobs=1, and the parent sets the thread counts of the BLAS libraries to 1.
"""

import json
import os
import platform
import sys
from time import perf_counter

import numpy as np
import sklearn
from sklearn import datasets
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

FOLDER = sys.argv[1]
tables = {}
forest = None


def path_of(name):
    return os.path.join(FOLDER, name + ".f64")


def table_of(name, rows, features):
    """X row by row as programs usually have it, and y."""
    if name not in tables:
        columns = np.fromfile(path_of(name), dtype="<f8").reshape(features + 1, rows)
        tables[name] = np.ascontiguousarray(columns[:features].T), columns[features].copy()
    return tables[name]


def make(name, generator, rows, features):
    """Writes a table: its columns one after another, the target last."""
    if generator == "friedman1":
        X, y = datasets.make_friedman1(rows, n_features=features, noise=1.0, random_state=0)
    elif generator == "regression":
        X, y = datasets.make_regression(rows, n_features=features, noise=1.0, random_state=0)
    elif generator == "digits":
        X, y = datasets.load_digits(return_X_y=True)
    else:
        raise ValueError("unknown generator " + generator)
    np.vstack([X.T, y]).astype("<f8").tofile(path_of(name))
    return {"rows": X.shape[0], "features": X.shape[1]}


def fit(table, kind, trees, seed):
    """Seconds that the fit took. The forest is kept for predict."""
    global forest
    X, y = table_of(**table)
    estimator = RandomForestRegressor if kind == "regression" else RandomForestClassifier
    forest = estimator(n_estimators=trees, random_state=seed, n_jobs=1)
    start = perf_counter()
    forest.fit(X, y)
    return perf_counter() - start


def predict(table, repeats):
    X, y = table_of(**table)
    start = perf_counter()
    for _ in range(repeats):
        predictions = forest.predict(X)
    seconds = (perf_counter() - start) / repeats
    return {"seconds": seconds, "mse": float(np.mean((y - predictions) ** 2))}


def hello():
    return {"python": platform.python_version(), "scikitLearn": sklearn.__version__, "numpy": np.__version__}


operations = {"hello": hello, "make": make, "fit": fit, "predict": predict}

for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = {"result": operations[request.pop("op")](**request)}
    except Exception as error:  # whatever it is, the parent reports it and goes on
        answer = {"error": repr(error)}
    print(json.dumps(answer), flush=True)
