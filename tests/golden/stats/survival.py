"""Kaplan-Meier, log-rank and concordance as lifelines gives them, into
survival.json.

    pip install lifelines     then python3 survival.py

null stands for NaN. Made with the version that the file names.
"""
import json
import math
import pathlib
import warnings

import lifelines
import numpy as np
from lifelines.statistics import multivariate_logrank_test
from lifelines.utils import concordance_index

warnings.simplefilter("ignore")
FILE = pathlib.Path(__file__).parent / "survival.json"
draw = np.random.default_rng(3)


def number(value):
    value = float(value)
    return None if math.isnan(value) else value


def curve(name, times, events):
    fitter = lifelines.KaplanMeierFitter().fit(times, events)
    table = fitter.event_table
    band = fitter.confidence_interval_survival_function_
    median = fitter.median_survival_time_
    return {"name": name, "times": [float(t) for t in times], "events": [int(e) for e in events],
            "at": table.index.tolist(), "at_risk": table["at_risk"].astype(int).tolist(),
            "died": table["observed"].astype(int).tolist(), "censored": table["censored"].astype(int).tolist(),
            "survival": [number(v) for v in fitter.survival_function_.iloc[:, 0]],
            "low": [number(v) for v in band.iloc[:, 0]], "high": [number(v) for v in band.iloc[:, 1]],
            "median": None if math.isinf(median) else float(median)}


def groups(name, times, events, names):
    found = multivariate_logrank_test(times, names, events)
    return {"name": name, "times": [float(t) for t in times], "events": [int(e) for e in events],
            "groups": [str(n) for n in names], "statistic": number(found.test_statistic),
            "p": number(found.p_value), "degrees": len(set(names)) - 1}


def ranking(name, times, events, risks):
    return {"name": name, "times": [float(t) for t in times], "events": [int(e) for e in events],
            "risks": [float(r) for r in risks],
            "index": concordance_index(times, [-r for r in risks], events)}


months = draw.integers(1, 30, 80)
died = (draw.random(80) < 0.6).astype(int)
arms = draw.choice(["a", "b", "c"], 80)
shifted = np.where(arms == "a", months, months * 2)
risk = np.round(-months / 10 + draw.normal(size=80), 1)
made = {
    "lifelines": lifelines.__version__,
    "curves": [
        curve("many ties", months, died),
        curve("no ties", draw.random(30) * 100, draw.random(30) < 0.5),
        curve("all die", [1, 2, 3, 3, 5], [1] * 5),
        curve("none dies", [1, 2, 2, 4], [0] * 4),
        curve("one patient", [7], [1]),
        curve("death and censoring at one time", [2, 2, 2, 5, 5, 8], [1, 0, 1, 0, 1, 0]),
    ],
    "groups": [
        groups("two groups", months, died, np.where(arms == "a", "a", "b")),
        groups("two groups apart", shifted, died, np.where(arms == "a", "a", "b")),
        groups("three groups", shifted, died, arms),
        groups("small", [6, 7, 10, 15, 19, 25, 4, 5, 7, 9, 10, 12], [1, 0, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1],
               ["x"] * 6 + ["y"] * 6),
    ],
    "rankings": [
        ranking("ties in time and risk", months, died, risk),
        ranking("no ties", draw.random(50), draw.random(50) < 0.7, draw.random(50)),
        ranking("perfect", [1, 2, 3, 4], [1, 1, 0, 1], [4, 3, 2, 1]),
        ranking("reversed", [1, 2, 3, 4], [1, 1, 1, 1], [1, 2, 3, 4]),
        ranking("constant", [1, 2, 3, 4], [1, 1, 1, 0], [5, 5, 5, 5]),
        ranking("deaths and censoring at one time", [3, 3, 3, 3, 5], [1, 0, 1, 0, 1], [2, 1, 3, 2, 0]),
    ],
}
FILE.write_text("{\n" + ",\n".join(
    f" {json.dumps(key)}: " + ("[\n  " + ",\n  ".join(map(json.dumps, value)) + "\n ]" if isinstance(value, list)
                              else json.dumps(value)) for key, value in made.items()) + "\n}\n")
