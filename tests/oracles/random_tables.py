"""Tables that scikit-learn and the tests both make from a short recipe, so that no fixture has to hold them.

tests/node/forest/random-tables.ts is the same in TypeScript: a change here needs one there. A recipe is
{seed, rows, columns: [[count, kind, size], ...], target, size}. Only operations that are rounded the same everywhere
are used (+ - * / floor and comparisons), on 32-bit words of numpy's RandomState.
"""

import numpy as np

# From below the smallest normal single-precision number to just below the largest one.
MAGNITUDES = np.array([1e-40, 1e-8, 1e-3, 1.0, 1e3, 1e10, 1e30, 3e38])
ZEROS = np.array([-0.0, 0.0, -1.0, 1.0, 1e-8])


class Draw:
    """Two words a row: `first` and `second` whole, `u` and `v` as numbers in [0, 1)."""

    def __init__(self, seed, rows):
        self.random = np.random.RandomState(seed)
        self.row = np.arange(rows, dtype=float)
        words = self.random.randint(0, 2**32, (rows, 2), dtype=np.uint32).astype(float)
        self.first, self.second = words[:, 0], words[:, 1]
        self.u, self.v = self.first / 2**32, self.second / 2**32


def killer(row, size):
    """Musser's permutation (1997) of each block of `size` rows: it defeats the median of three as a pivot."""
    block, i, half = row // size * size, row % size, size // 2
    return block, np.where(i >= half, 2 * (i - half) + 1, np.where(i % 2 == 0, i, half + i - 1))


def killer_column(draw, size):
    block, order = killer(draw.row, size)
    return block + order


def capped_killer_column(draw, size):
    """Ends in a run of equal values, which introsort still has in hand when its depth is exhausted."""
    block, order = killer(draw.row, size)
    return block + np.minimum(order, size * 5 // 8)


def from_both_ends(row):
    return np.minimum(row, len(row) - 1 - row)


# Of a draw, the kind's size and the first column of the table.
COLUMNS = {
    'uniform': lambda d, size, first: d.u,
    'bell': lambda d, size, first: d.u + d.v - 1,
    'skewed': lambda d, size, first: d.u * d.u * d.u * size,
    'levels': lambda d, size, first: d.first % size - 1,
    'rare': lambda d, size, first: (d.first % size == 0).astype(float),
    'constant': lambda d, size, first: np.full(len(d.row), float(size)),
    'zeros': lambda d, size, first: ZEROS[(d.first % 5).astype(int)],
    'scaled': lambda d, size, first: (d.u - 0.5) * size,
    'magnitudes': lambda d, size, first: (d.u - 0.5) * MAGNITUDES[(d.second % 8).astype(int)],
    # Neighbours in single precision from `size` on, most of them too close to split between.
    'gaps': lambda d, size, first: size * (1 + d.first % 40 / 2**23),
    'permutation': lambda d, size, first: d.random.permutation(len(d.row)).astype(float),
    'sorted': lambda d, size, first: d.row // size,
    'reversed': lambda d, size, first: (len(d.row) - 1 - d.row) // size,
    'organPipe': lambda d, size, first: from_both_ends(d.row) // size,
    'valley': lambda d, size, first: -(from_both_ends(d.row) // size),
    'sawtooth': lambda d, size, first: d.row % size,
    'killer': lambda d, size, first: killer_column(d, size),
    'cappedKiller': lambda d, size, first: capped_killer_column(d, size),
    'copied': lambda d, size, first: first,
    'negated': lambda d, size, first: -first,
    'halved': lambda d, size, first: first / 2,
}

# Of a draw, the target's size and the signal: a number from 0 to 7 that up to three columns decide.
TARGETS = {
    'real': lambda d, size, signal: (signal + d.u * 2) / 3,
    'trend': lambda d, size, signal: d.row / 7 + d.u,
    'tied': lambda d, size, signal: np.floor((signal + d.u * 2) * 10) / 10,
    'integers': lambda d, size, signal: np.floor((signal + d.u * 2) * size) - 7,
    'eighths': lambda d, size, signal: np.floor((signal + d.u * 2) * 20) / 8 - 3,
    'offset': lambda d, size, signal: (signal + d.u * 2) / 3 + size,
    'hugeIntegers': lambda d, size, signal: signal * 2**50 + d.first * 2**18 + d.second % 2**18,
    'heavyTail': lambda d, size, signal: (signal + d.v) / (d.u + 0.001),
    # Leaves whose impurity is about scikit-learn's epsilon, so that its last bits decide whether they are split.
    'nearlyPure': lambda d, size, signal: signal + 5 + d.first % 3 * 1e-8,
    'magnitudes': lambda d, size, signal: (signal + d.u) * MAGNITUDES[1:6][(d.second % 5).astype(int)],
    'classes': lambda d, size, signal: (signal + np.floor(d.u * d.v * size)) % size * 2 - 3,
}


def make_table(recipe):
    """The columns, as a list of vectors, and the target."""
    seed, rows = recipe['seed'], recipe['rows']
    columns = []
    for count, kind, size in recipe['columns']:
        for _ in range(count):
            draw = Draw(seed * 1000 + len(columns), rows)
            columns.append(COLUMNS[kind](draw, size, columns[0] if columns else None))
    signal = np.zeros(rows)
    for j, column in enumerate(columns[:3]):
        signal += (column > column[rows // 2]) * 2**j
    return columns, TARGETS[recipe['target']](Draw(seed * 1000 + 999, rows), recipe['size'], signal)
