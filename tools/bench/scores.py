"""Correlations and quantiles of every gene: ours beside numpy and scipy.

    python3 tools/bench/scores.py --bin BIN

5,000 spots x 785 genes, float32, one thread: normal predictions, and measured
values as ln(1 + counts), most of them 0. Ours sums in float64. The peers:

    numpy            (P - mean)(M - mean) summed by column, float64 as ours
    numpy float32    the same on the arrays as they are; fewer digits
    scipy pearsonr   scipy.stats.pearsonr gene by gene
    scipy rankdata   ranks of every column, then numpy as above
    numpy quantile   the 5 and 95 % quantiles of every column
"""

import json
import os
import tempfile

import numpy as np
from scipy import stats

from common import Sample, arguments, by_turns, child, parse, print_case, print_machine, timed

ROWS, COLUMNS = 5000, 785
REPEATS = 3


def correlation(a, b):
    a = a - a.mean(axis=0)
    b = b - b.mean(axis=0)
    return (a * b).sum(axis=0) / np.sqrt((a * a).sum(axis=0) * (b * b).sum(axis=0))


def ranks(values):
    made = np.empty(values.shape)
    for column in range(values.shape[1]):
        made[:, column] = stats.rankdata(values[:, column])
    return made


def main():
    parser = arguments(__doc__, rounds=5, program="tools/bench/scores_bench")
    options = parse(parser)
    draw = np.random.default_rng(0)
    predicted = draw.normal(size=(ROWS, COLUMNS)).astype(np.float32)
    measured = np.log1p(draw.poisson(0.5, size=(ROWS, COLUMNS))).astype(np.float32)
    cases = {
        "pearson": {
            "numpy": lambda: correlation(predicted.astype(float), measured.astype(float)),
            "numpy float32": lambda: correlation(predicted, measured),
            "scipy pearsonr": lambda: np.array([stats.pearsonr(predicted[:, gene], measured[:, gene]).statistic
                                                for gene in range(COLUMNS)])},
        "spearman": {"scipy rankdata": lambda: correlation(ranks(predicted), ranks(measured))},
        "quantiles": {"numpy quantile": lambda: np.quantile(predicted.astype(float), [0.05, 0.95], axis=0)},
    }
    with tempfile.TemporaryDirectory() as folder:
        files = [os.path.join(folder, name) for name in ("predicted.raw", "measured.raw")]
        predicted.tofile(files[0])
        measured.tofile(files[1])

        sums = {}

        def ours():
            out = child([options.program, *files, str(ROWS), str(COLUMNS), str(REPEATS)])[1]
            rows = [json.loads(line) for line in out.splitlines()]
            sums.update((row["case"], row["sum"]) for row in rows)
            return [(row["case"], Sample(row["wall_s"], row["cpu_s"])) for row in rows]

        def peer(name, body, case):
            sample, found = timed(body)
            digits = 1e-3 if name == "numpy float32" else 1e-5
            assert abs(found.sum() - sums[case]) < digits * COLUMNS, (name, found.sum(), sums[case])
            return [(case, sample)]

        print_machine()
        turns = by_turns(options.rounds, {"ours": ours} | {
            name: lambda name=name, body=body, case=case: peer(name, body, case)
            for case, peers in cases.items() for name, body in peers.items()})
    for case, peers in cases.items():
        print_case(case, f"{ROWS} spots x {COLUMNS} genes",
                   {name: [sample for of, sample in turns[name] if of == case] for name in ["ours", *peers]})


main()
