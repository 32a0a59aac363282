"""Our survival statistics beside scikit-survival on patients drawn anew: with and without ties, few and many deaths.

lifelines and R's survival are beside them in tests/golden/stats/survival_models.py: lifelines needs a package that is
published as source alone.
"""

import numpy as np
from sksurv.compare import compare_survival
from sksurv.linear_model import CoxPHSurvivalAnalysis
from sksurv.metrics import brier_score, concordance_index_censored, concordance_index_ipcw, cumulative_dynamic_auc
from sksurv.nonparametric import kaplan_meier_estimator
from sksurv.util import Surv

from peer_requests import answers_of

PROGRAM = "./tests/peers/survival_peer"

rng = np.random.default_rng(11)
requests, expected = [], []
for n, grain, share, p in ((60, 0, 0.7, 3), (200, 8, 0.5, 6), (91, 20, 0.2, 2), (400, 3, 0.9, 12)):
    x = rng.normal(size=(n, p))
    times = rng.exponential(np.exp(-x[:, 0])) + 1e-3
    if grain:
        times = np.ceil(np.minimum(times, 4) * grain) / grain
    died = rng.random(n) < share
    y = Surv.from_arrays(died, times)
    risks = np.round(x[:, 0] + rng.normal(size=n), 1)
    groups = np.where(x[:, 1] > 0.5, "a", np.where(x[:, 1] < -0.5, "b", "c"))
    before = float(np.quantile(times, 0.85))
    at = np.unique(np.quantile(times, [0.3, 0.5, 0.7]))
    chances = rng.random((n, len(at)))
    own = {"times": times.tolist(), "died": died.tolist()}
    # scikit-survival has no weight for a death for longer than which nobody was followed.
    seen = died & (times < times.max())
    y_seen = Surv.from_arrays(seen, times)
    requests += [own | {"what": "cox", "x": x.tolist(), "ties": ties, "ridge": ridge}
                 for ties in ("breslow", "efron") for ridge in (0.0, 3.0)]
    expected += [CoxPHSurvivalAnalysis(alpha=ridge, ties=ties, tol=1e-14, n_iter=200).fit(x, y).coef_
                 for ties in ("breslow", "efron") for ridge in (0.0, 3.0)]
    requests += [own | {"what": "curve"}, own | {"what": "log_rank", "groups": groups.tolist()},
                 own | {"what": "concordance", "risks": risks.tolist()},
                 own | {"what": "uno", "risks": risks.tolist(), "before": before},
                 own | {"died": seen.tolist(), "what": "auc", "risks": risks.tolist(), "at": at.tolist()},
                 own | {"what": "brier", "at": at.tolist(), "chances": chances.tolist()}]
    expected += [np.r_[1.0, kaplan_meier_estimator(died, times)[1]], compare_survival(y, groups)[0],
                 concordance_index_censored(died, times, risks)[0],
                 concordance_index_ipcw(y, y, risks, tau=before)[0],
                 np.hstack(cumulative_dynamic_auc(y_seen, y_seen, risks, at)), brier_score(y, y, chances, at)[1]]

for request, found, wanted in zip(requests, answers_of(PROGRAM, requests), expected, strict=True):
    found, wanted = np.asarray(found, float), np.asarray(wanted, float)
    assert found.shape == wanted.shape, (request["what"], found.shape, wanted.shape)
    assert np.allclose(found, wanted, rtol=1e-8, atol=1e-9), (request["what"], np.abs(found - wanted).max())

print(len(requests), "survival statistics agree with scikit-survival")
