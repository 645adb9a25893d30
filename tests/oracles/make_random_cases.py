"""Writes random-cases.json.gz: forests of scikit-learn for random parameters on random tables.

    python3 tests/oracles/make_random_cases.py

The tables are kept as recipes (random_tables.py); digests and versions are as make_oracles.py has them. Every case is
drawn at random from one of the families below, each of which aims at something that a fast engine may get wrong.
"""

import warnings

import numpy as np

from make_oracles import camel_case, digest, fit, write
from random_tables import make_table

REGRESSION_TARGETS = [
    ('real', 0),
    ('trend', 0),
    ('tied', 0),
    ('integers', 5),
    ('integers', 1),
    ('eighths', 0),
    ('offset', 1e6),
    ('offset', -300),
    ('hugeIntegers', 0),
    ('heavyTail', 0),
    ('nearlyPure', 0),
    ('magnitudes', 0),
]
# Of these the order of the rows moves the last bits of every sum, so the order must be scikit-learn's.
ROUNDED_TARGETS = [('real', 0), ('tied', 0), ('offset', 1e6), ('trend', 0), ('heavyTail', 0)]
CLASSES = [2, 3, 10, 40, 100]

# Kinds of columns, each with the sizes it may have.
MIXED = {
    'uniform': [0],
    'bell': [0],
    'skewed': [1, 1000],
    'levels': [2, 3, 5, 8, 20],
    'rare': [10, 50],
    'constant': [0, 4.25, -1e30],
    'zeros': [0],
    'scaled': [1e30, 3e38, 1e-6, 1e-30],
    'magnitudes': [0],
    'gaps': [1, 0.5, 0.25, 3],
    'permutation': [0],
    'sorted': [1, 4, 50],
    'reversed': [1, 7],
    'sawtooth': [9, 64],
}
TIES = {'levels': [2, 3, 4, 7, 12, 20], 'zeros': [0], 'rare': [3, 20], 'sawtooth': [6]}
TIE_FREE = {'permutation': [0], 'sorted': [1], 'reversed': [1], 'uniform': [0]}
CLOSE = {'gaps': [1, 0.5, 0.25, 2, 3, -1], 'scaled': [1e-6, 3e-7, 1e-30], 'zeros': [0], 'magnitudes': [0]}
ORDERED = {
    'sorted': [1, 3, 40],
    'reversed': [1, 3, 40],
    'organPipe': [1, 2, 16],
    'valley': [1, 2, 16],
    'sawtooth': [32, 100],
}
KILLERS = {'killer': [32, 64, 256, 1024], 'cappedKiller': [32, 64, 256, 1024], 'sorted': [1]}
DERIVED = {'copied': [0], 'negated': [0], 'halved': [0]}
# For tables of many rows.
PLAIN = {'uniform': [0], 'permutation': [0], 'levels': [20, 1000], 'bell': [0], 'sorted': [5]}


class Dice:
    def __init__(self, seed):
        self.random = np.random.RandomState(seed)

    def chance(self, share):
        return self.random.uniform() < share

    def integer(self, low, high):
        """Both ends included."""
        return int(self.random.randint(low, high + 1))

    def log_integer(self, low, high):
        """Small numbers as often as large ones."""
        return int(np.exp(self.random.uniform(np.log(low), np.log(high + 1))))

    def share(self, low, high):
        return round(float(self.random.uniform(low, high)), 3)

    def one_of(self, options):
        return options[self.integer(0, len(options) - 1)]


def draw_columns(dice, kinds, n_features):
    """Groups of [count, kind, size] with n_features columns in all; some derived from the first one."""
    groups = []
    left = n_features
    while left > 0:
        count = min(left, dice.log_integer(1, max(1, n_features // 3)))
        known = {**kinds, **DERIVED} if groups and dice.chance(0.3) else kinds
        kind = dice.one_of(list(known))
        groups.append([count, kind, dice.one_of(known[kind])])
        left -= count
    return groups


def draw_target(dice, task):
    if task == 'classification':
        return 'classes', dice.one_of(CLASSES)
    return dice.one_of(ROUNDED_TARGETS if task == 'rounded regression' else REGRESSION_TARGETS)


def draw_parameters(dice, estimator, rows, n_features, variance):
    chosen = {'random_state': dice.one_of([0, 1, 7, 201, 2**31, 2**32 - 1, dice.integer(2, 2**32 - 2)])}
    if dice.chance(0.65):
        count = dice.integer(1, n_features)
        chosen['max_features'] = dice.one_of([1, count, 'sqrt', None, 0.33, dice.share(0.05, 0.95)])
    impurity = 1.0 if estimator.endswith('Classifier') else variance
    limits = {
        'max_depth': dice.integer(1, 14),
        'min_samples_split': dice.one_of([dice.log_integer(2, 40), dice.share(0.005, 0.1)]),
        'min_samples_leaf': dice.one_of([dice.log_integer(1, 15), dice.share(0.002, 0.05)]),
        'max_leaf_nodes': dice.log_integer(2, 200),
        'min_impurity_decrease': float('%.3g' % (impurity * 10 ** -dice.random.uniform(2, 6))),
    }
    # Most trees grow to full depth, or nearly: that is where most of the work is.
    for _ in range(dice.one_of([0, 0, 0, 0, 1, 1, 2, 3])):
        limit = dice.one_of(list(limits))
        chosen[limit] = limits[limit]
    chosen['bootstrap'] = dice.chance(0.8 if estimator.startswith('RandomForest') else 0.35)
    if chosen['bootstrap'] and dice.chance(0.3):
        chosen['max_samples'] = dice.one_of([dice.integer(1, rows), dice.share(0.05, 0.95), 0.5])
    return chosen


BEST = ['RandomForest']
ANY = [*BEST, *BEST, *BEST, 'ExtraTrees']
ROUNDED = ['rounded regression']
TASKS = ['regression', 'regression', 'classification']


def draw_case(dice, kinds, rows, n_features, n_estimators=(3, 8), estimators=ANY, tasks=TASKS, **fixed):
    """
    One case of a family; `fixed` are parameters that the family insists on. The other parameters are drawn when the
    table is there, because one of them is measured against the variance of the target.
    """
    task = dice.one_of(tasks)
    estimator = dice.one_of(estimators) + ('Classifier' if task == 'classification' else 'Regressor')
    target, size = draw_target(dice, task)
    columns = draw_columns(dice, kinds, n_features)
    return {
        'recipe': {'rows': rows, 'columns': columns, 'target': target, 'size': size},
        'estimator': estimator,
        'draw_parameters': lambda variance: {
            'n_estimators': dice.integer(*n_estimators),
            **draw_parameters(dice, estimator, rows, n_features, variance),
            **fixed,
        },
    }


def cases():
    dice = Dice(20)
    for _ in range(80):  # everything mixed, from 30 to 3000 rows and 1 to 80 features
        n_features = dice.log_integer(1, 80)
        yield draw_case(dice, MIXED, dice.log_integer(30, min(3000, 60_000 // n_features)), n_features)
    for _ in range(30):  # the same with many rows, to full depth
        n_features = dice.integer(2, 12)
        yield draw_case(dice, MIXED, dice.integer(400, 2500), n_features, max_depth=None)
    for _ in range(15):  # hardly any rows
        yield draw_case(dice, MIXED, dice.integer(2, 9), dice.integer(1, 4))
    for _ in range(30):  # features of few values
        yield draw_case(dice, TIES, dice.log_integer(100, 2500), dice.integer(1, 9))
    for _ in range(15):  # every feature orders the rows completely, or nearly
        yield draw_case(dice, TIE_FREE, dice.log_integer(100, 2500), dice.integer(1, 9))
    for _ in range(20):  # neighbouring values too close to split between
        yield draw_case(dice, CLOSE, dice.log_integer(100, 1500), dice.integer(1, 6))
    for _ in range(30):  # columns in order, which are hard on introsort's pivots
        yield draw_case(dice, ORDERED, dice.log_integer(60, 2500), dice.integer(1, 6))
    for _ in range(25):  # columns that exhaust introsort's depth, so that it turns to heapsort
        rows = dice.one_of([64, 256, 1024, 2048])
        yield draw_case(dice, KILLERS, rows, dice.integer(1, 5), estimators=BEST, bootstrap=False)
    for _ in range(16):  # the same where it shows: in sums that are rounded, over ties, to full depth
        kinds = dice.one_of([ORDERED, {**ORDERED, **TIES}, {**KILLERS, **TIES}, {**ORDERED, **KILLERS}])
        rows = dice.integer(100, 1500)
        yield draw_case(
            dice, kinds, rows, dice.integer(2, 6), (4, 4), BEST, ROUNDED, bootstrap=dice.chance(0.4), max_depth=None
        )
    for n_features, rows in [(300, 150), (300, 150), (300, 400), (257, 60)]:
        yield draw_case(dice, MIXED, rows, n_features, (2, 3))
    # About the limits of signed and unsigned 16-bit numbers, and of 31 bits that hold a rank and a row.
    for rows in [32_767, 32_768, 32_769, 40_000, 65_535, 65_536, 65_537]:
        tasks = dice.one_of([ROUNDED, ROUNDED, TASKS])
        yield draw_case(dice, PLAIN, rows, 2, (1, 2), BEST, tasks, bootstrap=False, max_depth=dice.integer(3, 20))
    for rows in [50_000, 60_000]:
        yield draw_case(dice, PLAIN, rows, 3, (2, 2), BEST, TASKS, bootstrap=True, max_depth=8)
    for tasks in [['classification'], ROUNDED]:  # 69,500 distinct rows in a bag
        yield draw_case(dice, PLAIN, 110_000, 2, (1, 1), BEST, tasks, bootstrap=True, max_samples=None, max_depth=8)
    yield draw_case(dice, PLAIN, 70_000, 2, (1, 1), ['ExtraTrees'], ROUNDED, bootstrap=False, max_depth=12)


def sums_are_exact(y, classifies):
    """True if no sum of y or y², each row counted up to len(y) times in all, can be rounded: no order matters then."""
    if classifies:
        return True
    for bits in range(8):
        scaled = y * 2.0**bits
        if (scaled == np.floor(scaled)).all():
            return len(y) * float(np.max(scaled * scaled)) < 2**53
    return False


def run_case(seed, case):
    recipe = {'seed': seed, **case['recipe']}
    columns, y = make_table(recipe)
    estimator = case['estimator']
    parameters = case['draw_parameters'](float(np.var(y)))
    if not parameters['bootstrap']:
        parameters.pop('max_samples', None)
    singles = [(column, '<f4') for column in columns]
    return {
        'recipe': recipe,
        'estimator': estimator,
        'parameters': {camel_case(name): value for name, value in parameters.items()},
        'table': digest(*singles, (y, '<f8')),
        'exactSums': sums_are_exact(y, estimator.endswith('Classifier')),
        **fit(estimator, parameters, np.column_stack(columns), y),
    }


def main():
    warnings.filterwarnings('ignore', message='Some inputs do not have OOB scores')
    warnings.filterwarnings('ignore', message='invalid value encountered in (reduce|cast)')  # the sum of huge features
    write('random-cases.json.gz', {'runs': [run_case(seed, case) for seed, case in enumerate(cases(), 1)]})


if __name__ == '__main__':
    main()
