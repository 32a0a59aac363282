"""Area under the ROC curve by time, D-calibration and gain of concordance as scikit-survival, SurvivalEVAL and NumPy
give them, into survival_accuracy.json.

    pip install scikit-survival SurvivalEVAL     then python3 survival_accuracy.py
"""
import json
import pathlib
import warnings
from importlib.metadata import version

import numpy as np
import sksurv
from SurvivalEVAL.evaluations.calibration.distributional.distribution_calibration import d_calibration
from sksurv.metrics import concordance_index_censored, concordance_index_ipcw, cumulative_dynamic_auc
from sksurv.util import Surv

warnings.simplefilter("ignore")
FILE = pathlib.Path(__file__).parent / "survival_accuracy.json"


def case(seed, n, grain, share):
    draw = np.random.default_rng(seed)
    x = draw.normal(size=n)
    time = draw.exponential(np.exp(-x)) + 1e-3
    time = np.ceil(np.minimum(time, 4) * grain) / grain if grain else np.round(time, 6)
    died = draw.random(n) < share
    died[np.argmax(time)] = False  # somebody is followed beyond every death
    died &= time < time.max()
    risk = np.round(x + draw.normal(size=n), 1)
    base = np.round(x / 2 + draw.normal(size=n), 1)
    y = Surv.from_arrays(died, time)
    half = n // 2
    at = np.unique(np.quantile(time, [0.3, 0.45, 0.6, 0.75]))
    at = at[(at >= time[half:].min()) & (at < time[half:].max())]
    whole, mean = cumulative_dynamic_auc(y, y, risk, at)
    later, later_mean = cumulative_dynamic_auc(y, y[half:], risk[half:], at)

    # Chances, and those of curves that fall half as fast.
    chance = np.exp(-time * np.exp(x))
    calibrated = [d_calibration(values, died, bins) for values, bins in
                  ((chance, 10), (chance, 5), (np.sqrt(chance), 10))]

    def gain(rows):
        return (concordance_index_censored(died[rows], time[rows], risk[rows])[0]
                - concordance_index_censored(died[rows], time[rows], base[rows])[0])

    before = float(np.quantile(time, 0.8))
    draws = [gain(draw.integers(0, n, n)) for _ in range(5000)]
    return {"times": time.tolist(), "events": died.astype(int).tolist(), "risks": risk.tolist(),
            "base": base.tolist(), "half": half, "at": at.tolist(), "auc": whole.tolist(), "mean": mean,
            "auc_halves": later.tolist(), "mean_halves": later_mean, "chances": chance.tolist(),
            "calibration": [{"bins": len(bins), "p": float(p), "statistic": float(s), "patients": bins.tolist()}
                            for s, p, bins in calibrated],
            "gain": gain(np.arange(n)), "gain_interval": np.quantile(draws, [0.025, 0.975]).tolist(),
            "before": before,
            "uno_gain": concordance_index_ipcw(y, y, risk, tau=before)[0]
            - concordance_index_ipcw(y, y, base, tau=before)[0]}


made = {"scikit-survival": sksurv.__version__, "SurvivalEVAL": version("SurvivalEVAL"),
        "cases": [case(1, 80, 0, 0.7), case(2, 120, 6, 0.5), case(3, 200, 15, 0.25)]}
FILE.write_text("{\n" + ",\n".join(
    f" {json.dumps(key)}: " + ("[\n  " + ",\n  ".join(map(json.dumps, value)) + "\n ]" if isinstance(value, list)
                              else json.dumps(value)) for key, value in made.items()) + "\n}\n")
