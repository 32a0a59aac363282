"""Survival statistics: ours beside lifelines and scikit-survival.

    python3 tools/bench/survival.py --bin BIN

One thread. Concordance, Kaplan-Meier and the log-rank test of 100,000 patients, times and risks that nearly all differ;
Cox's model of 1,000 patients and 20 covariates with Efron's ties, times rounded to 100 values so that most are tied.
lifelines gets its tables ready beforehand.
"""

import json
import os
import tempfile
import warnings

import numpy as np
import pandas as pd
from lifelines import CoxPHFitter, KaplanMeierFitter
from lifelines.statistics import logrank_test
from lifelines.utils import concordance_index
from sksurv.linear_model import CoxPHSurvivalAnalysis
from sksurv.nonparametric import kaplan_meier_estimator
from sksurv.util import Surv

from common import Sample, arguments, by_turns, child, parse, print_case, print_machine, timed

LARGE, SMALL, COVARIATES, REPEATS = 100_000, 1000, 20, 3


def main():
    options = parse(arguments(__doc__, rounds=3, program="tools/bench/survival_bench"))
    warnings.simplefilter("ignore")
    draw = np.random.default_rng(0)
    risk = draw.normal(size=LARGE)
    time = draw.exponential(np.exp(-risk))
    lost = draw.exponential(size=LARGE) * 2
    large = np.column_stack([np.minimum(time, lost), time <= lost, risk])
    x = draw.normal(size=(SMALL, COVARIATES))
    time = draw.exponential(np.exp(-x[:, :5].sum(axis=1) / 2))
    time = np.ceil(np.minimum(time, 2) * 50) / 50
    small = np.column_stack([time, draw.random(SMALL) < 0.7, x])

    died, high = large[:, 1] == 1, risk > 0
    table = pd.DataFrame(small, columns=["time", "died"] + [f"x{i}" for i in range(COVARIATES)])
    y = Surv.from_arrays(small[:, 1] == 1, small[:, 0])
    cases = {
        "concordance": {"lifelines": lambda: concordance_index(large[:, 0], -risk, died)},
        "kaplan_meier": {
            "lifelines": lambda: KaplanMeierFitter().fit(large[:, 0], died).median_survival_time_,
            "scikit-survival": lambda: median(*kaplan_meier_estimator(died, large[:, 0], conf_type="log-log")[:2])},
        "log_rank": {"lifelines": lambda: logrank_test(large[high, 0], large[~high, 0], died[high],
                                                       died[~high]).test_statistic},
        "cox": {"lifelines": lambda: CoxPHFitter().fit(table, "time", "died").params_["x0"],
                "scikit-survival": lambda: CoxPHSurvivalAnalysis(ties="efron").fit(x, y).coef_[0]},
    }
    with tempfile.TemporaryDirectory() as folder:
        files = [os.path.join(folder, name) for name in ("large.raw", "small.raw")]
        large.tofile(files[0])
        small.tofile(files[1])
        numbers = {}

        def ours():
            out = child([options.program, files[0], str(LARGE), files[1], str(SMALL), str(COVARIATES),
                         str(REPEATS)])[1]
            rows = [json.loads(line) for line in out.splitlines()]
            numbers.update((row["case"], row["number"]) for row in rows)
            return [(row["case"], Sample(row["wall_s"], row["cpu_s"])) for row in rows]

        def peer(name, body, case):
            sample, found = timed(body)
            assert abs(found - numbers[case]) < 1e-5 * max(1, abs(found)), (name, case, found, numbers[case])
            return [(case, sample)]

        print_machine()
        turns = by_turns(options.rounds, {"ours": ours} | {
            f"{name} {case}": lambda name=name, body=body, case=case: peer(name, body, case)
            for case, peers in cases.items() for name, body in peers.items()})
    for case, peers in cases.items():
        size = f"{SMALL} patients x {COVARIATES}" if case == "cox" else f"{LARGE} patients"
        print_case(case, size, {"ours": [sample for of, sample in turns["ours"] if of == case]} |
                   {name: [sample for _, sample in turns[f"{name} {case}"]] for name in peers})


def median(times, survival):
    return times[np.argmax(survival <= 0.5)]


main()
