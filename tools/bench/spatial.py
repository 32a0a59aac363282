"""Moran's I, nearest neighbours and L functions: ours beside numpy, scipy, esda.

    python3 tools/bench/spatial.py --bin BIN [--cells N] [--all-pairs N] [--case NAME ...]

One thread, float32 values, sums in float64 on all sides.

    moran        3,000 spots of a grid x 2,000 genes, 4 neighbours; the graph is
                 given. Peer: Z * (W @ Z), W a scipy.sparse matrix
    near_moran   CELLS x 10 genes, 8 nearest, the graph made too. Peer: libpysal
                 and esda's Moran gene by gene, without permutations; left out
                 where they are not installed
    neighbours   nearest-neighbour correlation with the border rule, CELLS x 280.
                 Peer: scipy's cKDTree, then all genes at once in numpy
    l            cross-type L functions of 9 types to 50 px with isotropic edge
                 correction, CELLS. Peer: cKDTree's pairs, weights in numpy
    all_pairs    Moran's I by inverse distance, ALL_PAIRS x 280. Peer: numpy,
                 blocks of 500 rows, so that memory is no matter
"""

import json
import os
import tempfile

import numpy as np
import scipy.sparse
from scipy.spatial import cKDTree

from common import Sample, arguments, by_turns, child, parse, print_case, print_machine, timed

GENES, TYPES, REACH, STEPS = 280, 9, 50, 512


def sparse_moran(values, weights):
    z = values - values.mean(axis=0)
    return len(z) / weights.sum() * (z * (weights @ z)).sum(axis=0) / (z * z).sum(axis=0)


def grid_case():
    draw = np.random.default_rng(0)
    at = np.arange(3000).reshape(60, 50)
    a = np.concatenate([at[:-1].ravel(), at[:, :-1].ravel()])
    b = np.concatenate([at[1:].ravel(), at[:, 1:].ravel()])
    weights = scipy.sparse.coo_matrix((np.ones(2 * len(a)), (np.r_[a, b], np.r_[b, a]))).tocsr()
    xy = np.stack(np.meshgrid(np.arange(60.0), np.arange(50.0), indexing="ij"), -1).reshape(-1, 2)
    values = np.log1p(draw.poisson(0.4, (3000, 2000))).astype(np.float32)
    wide = values.astype(float)
    return xy, values, lambda: sparse_moran(wide, weights)


def cells_of(count):
    """About 310 cells in 1,000 x 1,000 px; a gene depends on the place."""
    draw = np.random.default_rng(1)
    side = 1000 * np.sqrt(count / 310)
    xy = side * draw.random((count, 2))
    values = draw.normal(size=(count, GENES)) + np.sin(xy[:, :1] / 500 + np.arange(GENES))
    return xy, values.astype(np.float32), draw.integers(0, TYPES, count).astype(np.int32)


def esda_moran(xy, values):
    import warnings
    warnings.simplefilter("ignore")
    import esda
    import libpysal
    weights = libpysal.weights.KNN.from_array(xy, k=8)
    return np.array([esda.Moran(values[:, gene].astype(float), weights, transformation="r", permutations=0).I
                     for gene in range(values.shape[1])])


def neighbours(xy, values):
    distance, near = cKDTree(xy).query(xy, k=2)
    border = np.minimum(xy - xy.min(axis=0), xy.max(axis=0) - xy).min(axis=1)
    kept = distance[:, 1] <= border
    a, b = values[kept].astype(float), values[near[kept, 1]].astype(float)
    a -= a.mean(axis=0)
    b -= b.mean(axis=0)
    return (a * b).sum(axis=0) / np.sqrt((a * a).sum(axis=0) * (b * b).sum(axis=0))


def l_excess(xy, types):
    low, high = xy.min(axis=0), xy.max(axis=0)
    pairs = cKDTree(xy).query_pairs(REACH, output_type="ndarray")
    i, j = np.concatenate([pairs, pairs[:, ::-1]]).T
    apart = np.sqrt(((xy[i] - xy[j]) ** 2).sum(axis=1))
    left, below = (xy[i] - low).T
    right, above = (high - xy[i]).T

    def cut(side, one, other):
        arc = np.where(side < apart, np.arccos(np.minimum(side / apart, 1)), 0)
        return np.minimum(arc, np.arctan2(one, side)) + np.minimum(arc, np.arctan2(other, side))
    outside = cut(left, below, above) + cut(right, below, above) + cut(below, left, right) + cut(above, left, right)
    weights = np.minimum(1 / (1 - outside / (2 * np.pi)), 100)
    step = np.ceil(apart * STEPS / REACH).astype(int)
    rows = np.bincount((types[i] * TYPES + types[j]) * (STEPS + 1) + step, weights, TYPES * TYPES * (STEPS + 1))
    counts = np.bincount(types, minlength=TYPES).astype(float)
    pairs_of = np.outer(counts, counts) - np.diag(counts)
    k = (high - low).prod() * rows.reshape(TYPES * TYPES, -1).cumsum(axis=1) / pairs_of.ravel()[:, None]
    return (np.sqrt(k / np.pi) - np.linspace(0, REACH, STEPS + 1)).mean(axis=1)


def all_pairs(xy, values):
    z = values.astype(float)
    z -= z.mean(axis=0)
    products = np.zeros(z.shape[1])
    for begin in range(0, len(z), 500):
        rows = slice(begin, begin + 500)
        with np.errstate(divide="ignore"):
            weights = 1 / np.sqrt((xy[rows, None, 0] - xy[None, :, 0]) ** 2 + (xy[rows, None, 1] - xy[None, :, 1]) ** 2)
        weights[np.isinf(weights)] = 0
        products += (z[rows] * (weights @ z) / weights.sum(axis=1)[:, None]).sum(axis=0)
    return products / (z * z).sum(axis=0)


def main():
    parser = arguments(__doc__, rounds=3, program="tools/bench/spatial_bench")
    parser.add_argument("--cells", type=int, default=100000)
    parser.add_argument("--all-pairs", type=int, default=10000)
    parser.add_argument("--case", nargs="*", help="these alone")
    options = parse(parser)
    xy, values, types = cells_of(options.cells)
    grid_xy, grid_values, grid_peer = grid_case()
    some = cells_of(options.all_pairs)
    # case: positions, values, types, runs of ours a round, peers
    cases = {
        "moran": (grid_xy, grid_values, np.zeros(3000, np.int32), 5, {"scipy.sparse": grid_peer}),
        "near_moran": (xy, values[:, :10], types, 1, {"esda": lambda: esda_moran(xy, values[:, :10])}),
        "neighbours": (xy, values, types, 1, {"scipy": lambda: neighbours(xy, values)}),
        "l": (xy, values, types, 3, {"scipy": lambda: l_excess(xy, types)}),
        "all_pairs": (*some, 1, {"numpy": lambda: all_pairs(some[0], some[1])}),
    }
    try:
        import esda  # noqa: F401
    except ImportError:
        print("esda is not installed: near_moran has no peer")
        cases["near_moran"][4].clear()
    with tempfile.TemporaryDirectory() as folder:
        sums = {}

        def ours(name, case):
            files = [os.path.join(folder, part) for part in ("xy", "values", "types")]
            for path, array in zip(files, case[:3]):
                np.ascontiguousarray(array).tofile(path)
            out = child([options.program, *files, *map(str, case[1].shape), name, str(case[3])])[1]
            rows = [json.loads(line) for line in out.splitlines()]
            sums[name] = rows[-1]["sum"]
            return [Sample(row["wall_s"], row["cpu_s"]) for row in rows]

        def peer(name, body):
            sample, found = timed(body)
            assert abs(found.sum() - sums[name]) < 1e-6 * max(1, abs(sums[name])), (name, found.sum(), sums[name])
            return sample

        print_machine()
        for name, case in cases.items():
            if options.case and name not in options.case:
                continue
            turns = by_turns(options.rounds, {"ours": lambda: ours(name, case)} | {
                who: lambda body=body: peer(name, body) for who, body in case[4].items()})
            print_case(name, " x ".join(map(str, case[1].shape)), turns)


main()
