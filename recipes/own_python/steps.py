"""An encoder and a metric of one's own."""

import moonstain
import numpy as np


@moonstain.step(applies={"patches": "Patches"}, makes="Features",
                numeric="exact", options={"bins": 4})
def histogram(patches, bins):
    """Share of each tile's pixels by colour, bins of red, green and blue."""
    tiles = patches.pixels
    if patches.blank is not None:
        tiles = np.concatenate([tiles, patches.blank[None]])
    red, green, blue = np.moveaxis(tiles.astype(int) * bins // 256, -1, 0)
    colours = (red * bins + green) * bins + blue
    counts = [np.bincount(one.ravel(), minlength=bins**3) for one in colours]
    return np.array(counts) / colours[0].size


@moonstain.step(applies={"predictions": "Predictions", "targets": "Targets"},
                makes="Scores", numeric="exact", scores="predictions")
def top_overlap(predictions, targets):
    """Of a gene's tenth of spots of highest prediction, the share that is right."""
    rows = {name: i for i, name in enumerate(predictions.names)}
    predicted = predictions.values[[rows[name] for name in targets.names]]
    most = len(targets.names) // 10
    best = [np.argsort(-values, axis=0, kind="stable")[:most].T
            for values in (predicted, targets.values)]
    return np.array([len(set(a) & set(b)) / most for a, b in zip(*best)])
