"""Folds and shuffles as NumPy and scikit-learn make them, into folds.json.

    pip install numpy==2.4.6 scikit-learn     then python3 folds.py

Made with the versions that the file names. Each case is what core/stats/kfold.h
must give: `shuffle` of 0 .. n-1 by RandomState, KFold, and StratifiedKFold over
labels, `error` where scikit-learn refuses, `scarce` where it warns.
"""
import json
import pathlib
import warnings

import numpy as np
import sklearn
from sklearn.model_selection import KFold, StratifiedKFold

FILE = pathlib.Path(__file__).parent / "folds.json"
SEEDS = [None, 0, 1, 42, 12000, 2**31, 2**32 - 1]


def places(splits):
    return [test.tolist() for _, test in splits]


def splitter(kind, k, seed):
    return kind(k) if seed is None else kind(k, shuffle=True, random_state=seed)


shuffles = []
for seed in SEEDS[1:]:
    for n in (1, 2, 3, 17, 64, 65, 257):
        order = np.arange(n)
        np.random.RandomState(seed).shuffle(order)
        assert (order == np.random.RandomState(seed).permutation(n)).all()
        shuffles.append({"seed": seed, "n": n, "order": order.tolist()})

folds = [{"n": n, "k": k, "seed": seed, "folds": places(splitter(KFold, k, seed).split(np.zeros(n)))}
         for n, k in ((2, 2), (7, 2), (8, 8), (10, 3), (36, 4), (36, 5), (53, 10), (131, 5)) for seed in SEEDS]

choose = np.random.default_rng(5)
LABELS = {
    "two even classes": ["a", "b"] * 6,
    "labels not in the order of names": list("zzayazyyazazyzaz"),
    "three uneven classes": choose.choice(["lum", "her2", "basal"], 61, p=[0.6, 0.3, 0.1]).tolist(),
    "responders": choose.permutation(["1"] * 29 + ["0"] * 102).tolist(),
    "a class of two": ["big"] * 11 + ["small"] * 2 + ["big"] * 3,
    "one class": ["x"] * 9,
    "all classes small": list("aabbcc"),
}
stratified = []
for name, labels in LABELS.items():
    for k in (2, 3, 5):
        for seed in SEEDS:
            case = {"name": name, "labels": labels, "k": k, "seed": seed}
            with warnings.catch_warnings(record=True) as warned:
                warnings.simplefilter("always")
                try:
                    case["folds"] = places(splitter(StratifiedKFold, k, seed).split(labels, labels))
                except ValueError:
                    case["error"] = True
            if warned:
                case["scarce"] = [c for c in dict.fromkeys(labels) if labels.count(c) < k]
            stratified.append(case)

made = {"numpy": np.__version__, "sklearn": sklearn.__version__,
        "shuffles": shuffles, "folds": folds, "stratified": stratified}
FILE.write_text("{\n" + ",\n".join(
    f" {json.dumps(key)}: " + ("[\n  " + ",\n  ".join(map(json.dumps, value)) + "\n ]" if isinstance(value, list)
                              else json.dumps(value)) for key, value in made.items()) + "\n}\n")
