"""Makes loess.json: curves of scikit-misc 0.5.3 (numpy 2.4.6) through points by a formula.

    python3 loess.py > loess.json
"""

import json

import numpy as np
from skmisc.loess import loess


def curve(x, y, span):
    model = loess(x, y, span=span, degree=2)
    model.fit()
    return {"span": span, "x": list(x), "y": list(y), "fitted": list(model.outputs.fitted_values)}


i = np.arange(90)
x = np.log10(1 + (37 * i % 90))  # in no order
y = np.sin(2 * x) + 0.3 * np.cos(1.7 * i)
ties = (i * i % 13 + 1) / 4.0  # seven places of about thirteen points
print(json.dumps({
    "all different": curve(x, y, 0.3),
    "wide": curve(x, y, 0.75),
    "ties": curve(ties, np.sqrt(ties) + 0.2 * np.sin(3.1 * i), 0.6),
    "few": curve(x[:14], y[:14], 0.3),
}))
