"""Our statistics beside scipy, scikit-learn and numpy on the same numbers."""

import numpy as np
from scipy import stats
from sklearn.linear_model import Ridge
from sklearn.metrics import f1_score, precision_score

from peer_requests import answers_of

PROGRAM = "./tests/peers/eval_peer"

rng = np.random.default_rng(3)

# Correlations: a map that is mostly 0, as the whole grid is; counts with ties;
# a constant column.
a = rng.normal(size=(400, 12)).astype(np.float32)
a[rng.random(a.shape) < 0.9] = 0
b = rng.poisson(1.5, size=(400, 12)).astype(np.float32)
b[:, 3] = 2
a[:, 5] = -0.0

# Ridge on standardised features.
x = rng.normal(3, 5, size=(120, 30)).astype(np.float32)
y = rng.normal(1, 2, size=(120, 7)).astype(np.float32)
new = rng.normal(3, 5, size=(40, 30)).astype(np.float32)

degrees = [1, 2, 3, 5, 7.5, 35, 1000]
sample = rng.normal(size=57)
quantiles = [0, 0.05, 0.25, 0.5, 0.77, 0.95, 1]

answers = answers_of(
    PROGRAM,
    [{"what": "correlation", "a": a.tolist(), "b": b.tolist()}]
    + [{"what": "ridge", "x": x.tolist(), "y": y.tolist(), "new": new.tolist(), "alpha": alpha}
       for alpha in (0.5, 10.0, 1e4)]
    + [{"what": "t", "p": 0.975, "degrees": d} for d in degrees]
    + [{"what": "quantile", "values": sample.tolist(), "q": q} for q in quantiles])

for gene in range(a.shape[1]):
    for name, peer in ("pearson", stats.pearsonr), ("spearman", stats.spearmanr):
        found = answers[0][name][gene]
        if gene in (3, 5):
            assert found is None, (name, gene, found)
        else:
            expected = peer(a[:, gene].astype(float), b[:, gene].astype(float)).statistic
            assert abs(found - expected) < 1e-12, (name, gene, found, expected)

scale = x.astype(float).std(axis=0)
for i, alpha in enumerate((0.5, 10.0, 1e4)):
    peer = Ridge(alpha=alpha).fit((x - x.mean(axis=0, dtype=float)) / scale, y.astype(float))
    expected = peer.predict((new - x.mean(axis=0, dtype=float)) / scale)
    # Ours are returned as float32.
    assert np.allclose(answers[1 + i], expected, rtol=1e-6, atol=1e-6), alpha

for d, found in zip(degrees, answers[4:]):
    assert abs(found - stats.t.ppf(0.975, d)) < 1e-9 * abs(found), (d, found)
for q, found in zip(quantiles, answers[4 + len(degrees):]):
    assert abs(found - np.quantile(sample, q)) < 1e-12, (q, found)

# The figures of arithmetic_test for "always no", from scikit-learn itself.
truth = np.array([1] * 29 + [0] * 102)
never = np.zeros(131, dtype=int)
precision = precision_score(truth, never, average="weighted", zero_division=1)
no = 102 / 131
assert abs(precision - (no * no + 1 - no)) < 1e-12
assert abs(f1_score(truth, never, average="weighted") - no * 2 * no / (no + 1)) < 1e-12

print("correlations, ridge, t and quantiles agree with scipy, scikit-learn and numpy")
