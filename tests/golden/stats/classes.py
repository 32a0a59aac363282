"""Scores of classes and rankings as scikit-learn gives them, into classes.json.

    pip install numpy scikit-learn     then python3 classes.py

null stands for NaN; `points` of a ROC curve leave out the first, whose threshold
is infinite. Made with the version that the file names.
"""
import json
import math
import pathlib
import warnings

import numpy as np
import sklearn
from sklearn import metrics

warnings.simplefilter("ignore")
FILE = pathlib.Path(__file__).parent / "classes.json"
draw = np.random.default_rng(11)


def number(value):
    return None if math.isnan(value) else float(value)


def ranking(name, scores, positive):
    positive = np.asarray(positive, dtype=int)
    case = {"name": name, "scores": [float(s) for s in scores], "positive": positive.tolist()}
    if 0 < positive.sum() < len(positive):
        rates = metrics.roc_curve(positive, scores, drop_intermediate=False)
        case["points"] = [[float(v) for v in (t, f, r)] for f, r, t in list(zip(*rates))[1:]]
        case["auc"] = metrics.roc_auc_score(positive, scores)
        case["average_precision"] = metrics.average_precision_score(positive, scores)
    return case


def classes(name, truth, called):
    truth, called = list(map(str, truth)), list(map(str, called))
    labels = sorted(set(truth) | set(called))
    case = {"name": name, "truth": truth, "called": called, "classes": labels,
            "counts": metrics.confusion_matrix(truth, called, labels=labels).tolist(),
            "accuracy": metrics.accuracy_score(truth, called),
            "balanced_accuracy": metrics.balanced_accuracy_score(truth, called),
            "kappa": number(metrics.cohen_kappa_score(truth, called)), "averages": []}
    for zero_division in (0.0, 1.0, math.nan):
        rule = {"labels": labels, "zero_division": zero_division}
        for average in (None, "macro", "weighted"):
            precision, recall, f1, _ = metrics.precision_recall_fscore_support(truth, called, average=average, **rule)
            scores = [precision, recall, f1]
            if not math.isnan(zero_division):  # jaccard_score knows 0 and 1 only
                scores.append(metrics.jaccard_score(truth, called, average=average, **rule))
            case["averages"].append({
                "zero_division": number(zero_division), "average": average or "each",
                "scores": [[number(v) for v in np.atleast_1d(s)] for s in scores]})
    return case


few = draw.choice(4, 60)
made = {
    "sklearn": sklearn.__version__,
    "rankings": [
        ranking("without ties", draw.normal(size=40), draw.random(40) < 0.3),
        ranking("with ties", draw.integers(0, 6, 60) / 4 - 0.5, draw.random(60) < 0.5),
        ranking("all tied", [0.25] * 7, [1, 0, 0, 1, 0, 1, 1]),
        ranking("separated", [3, 2, 1, 0], [1, 1, 0, 0]),
        ranking("reversed", [0, 1, 2, 3], [1, 1, 0, 0]),
        ranking("one class", [0.5, 0.25], [0, 0]),
    ],
    "classes": [
        classes("four classes", few, np.where(draw.random(60) < 0.6, few, draw.choice(4, 60))),
        classes("responders, none called", [1] * 29 + [0] * 102, [0] * 131),
        classes("a class that the truth lacks", list("aabbab"), list("aabcbb")),
        classes("a class never called", list("aabbcc"), list("aabbab")),
        classes("a mask", draw.random(100) < 0.3, draw.random(100) < 0.4),
        classes("one class", list("aaa"), list("aaa")),
        classes("nothing right", list("ab"), list("ba")),
    ],
}
FILE.write_text("{\n" + ",\n".join(
    f" {json.dumps(key)}: " + ("[\n  " + ",\n  ".join(map(json.dumps, value)) + "\n ]" if isinstance(value, list)
                              else json.dumps(value)) for key, value in made.items()) + "\n}\n")
