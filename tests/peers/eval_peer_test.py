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

# Methods on units: scores, and the same rounded, which tie.
scores = [rng.normal(size=(n, k)) + np.arange(k) / 3 for n, k in ((4, 3), (8, 6), (30, 12))]
rankings = scores + [np.round(one, 0) for one in scores]
ranges = [(p, groups) for p in (0.9, 0.95, 0.99) for groups in (2, 3, 4, 10, 16, 30)]

answers = answers_of(
    PROGRAM,
    [{"what": "correlation", "a": a.tolist(), "b": b.tolist()}]
    + [{"what": "ridge", "x": x.tolist(), "y": y.tolist(), "new": new.tolist(), "alpha": alpha}
       for alpha in (0.5, 10.0, 1e4)]
    + [{"what": "t", "p": 0.975, "degrees": d} for d in degrees]
    + [{"what": "quantile", "values": sample.tolist(), "q": q} for q in quantiles]
    + [{"what": "range", "p": p, "groups": groups} for p, groups in ranges]
    + [{"what": "friedman", "values": one.tolist()} for one in rankings])

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

at = 4 + len(degrees) + len(quantiles)
for (p, groups), found in zip(ranges, answers[at:]):
    expected = stats.studentized_range.ppf(p, groups, np.inf)
    assert abs(found - expected) < 1e-7 * expected, (p, groups, found, expected)
at += len(ranges)
for one, found in zip(rankings, answers[at:], strict=True):
    n, k = one.shape
    expected = stats.friedmanchisquare(*one.T)
    f = (n - 1) * expected.statistic / (n * (k - 1) - expected.statistic)
    assert np.allclose(found["ranks"], stats.rankdata(-one, axis=1).mean(axis=0), rtol=1e-12)
    assert abs(found["chi_squared"] - expected.statistic) < 1e-10 * expected.statistic, found
    assert abs(found["p"] - expected.pvalue) < 1e-9, found
    assert abs(found["f"] - f) < 1e-9 * f, found
    assert abs(found["f_p"] - stats.f.sf(f, k - 1, (k - 1) * (n - 1))) < 1e-9, found

# The figures of arithmetic_test for "always no", from scikit-learn itself.
truth = np.array([1] * 29 + [0] * 102)
never = np.zeros(131, dtype=int)
precision = precision_score(truth, never, average="weighted", zero_division=1)
no = 102 / 131
assert abs(precision - (no * no + 1 - no)) < 1e-12
assert abs(f1_score(truth, never, average="weighted") - no * 2 * no / (no + 1)) < 1e-12

print("correlations, ridge, t, quantiles, Friedman's test and studentised ranges agree with scipy,"
      " scikit-learn and numpy")
