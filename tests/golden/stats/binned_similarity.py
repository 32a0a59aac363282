"""Structural similarity of two lists by the bins of their values, as pandas.cut bins them, into binned_similarity.json.

    pip install numpy pandas     then python3 binned_similarity.py

The index over the bins is written out below. Lists are float32. Made with the version that the file names.
"""
import json
import pathlib

import numpy as np
import pandas

FILE = pathlib.Path(__file__).parent / "binned_similarity.json"
draw = np.random.default_rng(5)


def bins(values):
    values = np.asarray(values, np.float32).astype(np.float64)
    if values.max() != 0:
        values = values / values.max()
    return pandas.cut(values, 256, labels=False).astype(np.float64)


def case(name, predicted, measured):
    x, y = bins(predicted), bins(measured)
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    covariance = np.cov(x, y)
    index = ((2 * x.mean() * y.mean() + c1) * (2 * covariance[0, 1] + c2)
             / ((x.mean() ** 2 + y.mean() ** 2 + c1) * (covariance[0, 0] + covariance[1, 1] + c2)))
    return {"name": name, "predicted": [float(np.float32(v)) for v in predicted],
            "measured": [float(np.float32(v)) for v in measured], "similarity": float(index)}


truth = np.log1p(draw.poisson(2, 50))
made = {
    "pandas": pandas.__version__,
    "cases": [
        case("a good prediction", 0.6 * truth + draw.random(50), truth),
        case("unrelated", draw.random(50), truth),
        case("reversed", -truth + 3, truth),
        case("never above 0", -draw.random(50) - 0.5, truth),
        case("all 0", np.zeros(50), truth),
        case("both all 0", np.zeros(5), np.zeros(5)),
        case("on the edges of bins", np.arange(257) / 256, np.arange(257)[::-1] / 256),
        case("one spike", [0] * 19 + [7], truth[:20]),
    ],
}
FILE.write_text("{\n" + ",\n".join(
    f" {json.dumps(key)}: " + ("[\n  " + ",\n  ".join(map(json.dumps, value)) + "\n ]" if isinstance(value, list)
                              else json.dumps(value)) for key, value in made.items()) + "\n}\n")
