"""Cox's model, log-rank by strata, Uno's concordance and Brier's score as R's survival, lifelines and scikit-survival
give them, into survival_models.json.

    apt-get install r-cran-survival;  pip install lifelines scikit-survival
    python3 survival_models.py DATA        DATA: the folder with GBSG2.arff, veteran.arff, breast_cancer_GSE7390-...

Cases with the key "times" hold their patients; those of the three data sets hold numbers alone, and
tests/stats/survival/survival_models_test reads the patients from their files, as here. Where two peers give a number,
it is R's, and this script asserts that the other's is the same to 1e-8 (lifelines has Efron's ties alone; scikit-
survival and lifelines no strata with a baseline to compare).
"""
import csv
import json
import pathlib
import subprocess
import sys
import tempfile
import warnings

import lifelines
import numpy as np
import pandas as pd
import sksurv
from lifelines import CoxPHFitter
from scipy.io import arff
from sksurv.linear_model import CoxPHSurvivalAnalysis
from sksurv.metrics import brier_score, concordance_index_ipcw, integrated_brier_score
from sksurv.util import Surv

warnings.simplefilter("ignore")
HERE = pathlib.Path(__file__).parent
DATA = pathlib.Path(sys.argv[1])
EXACT = {"precision": 1e-16, "r_precision": 1e-16, "max_steps": 100}


def real(file):
    """Columns of an ARFF file as they are: numbers, or texts."""
    table = pd.DataFrame(arff.loadarff(file)[0])
    for name in table.columns:
        if table[name].dtype == object:
            table[name] = table[name].str.decode("utf-8")
    return table


def gbsg2():
    t = real(DATA / "GBSG2.arff")
    x = np.column_stack([t.horTh == "yes", t.age, t.tsize, t.tgrade.map(len), t.pnodes,
                         t.progrec, t.estrec]).astype(float)
    return {"time": t.time, "died": t.cens.astype(int), "x": x, "stratum": t.menostat, "group": t.tgrade}


def veteran():
    t = real(DATA / "veteran.arff")
    x = np.column_stack([t.Treatment == "test", t.Karnofsky_score, t.Months_from_Diagnosis, t.Age_in_years,
                         t.Prior_therapy == "yes"]).astype(float)
    return {"time": t.Survival_in_days, "died": (t.Status == "dead").astype(int), "x": x, "stratum": t.Celltype,
            "group": t.Treatment}


def gse7390():
    t = real(DATA / "breast_cancer_GSE7390-metastasis.arff")
    x = t.iloc[:, 6:26].to_numpy(float)
    return {"time": t["t.tdm"], "died": t["e.tdm"].astype(int), "x": x, "stratum": t.grade, "group": t.er}


def made(seed, n, ties, p):
    draw = np.random.default_rng(seed)
    x = np.round(draw.normal(size=(n, p)), 2)
    time = draw.exponential(np.exp(-x[:, 0] * 0.8 + 0.3 * x[:, -1]))
    time = np.ceil(time * 6) if ties else np.round(time * 100, 4) + np.arange(n) * 1e-3
    return {"time": time, "died": (draw.random(n) < 0.65).astype(int), "x": x,
            "stratum": draw.choice(["a", "b", "c"], n), "group": draw.choice(["low", "mid", "top"], n)}


CASES = {"ties": made(1, 90, True, 3), "no_ties": made(2, 60, False, 4), "one": made(3, 40, True, 1),
         "gbsg2": gbsg2(), "veteran": veteran(), "gse7390": gse7390()}


def from_r():
    with tempfile.TemporaryDirectory() as folder:
        for name, case in CASES.items():
            with open(pathlib.Path(folder, name + ".csv"), "w", newline="") as file:
                out = csv.writer(file)
                out.writerow(["time", "died", "stratum", "group"] + [f"x{i}" for i in range(case["x"].shape[1])])
                for row in zip(case["time"], case["died"], case["stratum"], case["group"], *case["x"].T):
                    out.writerow([repr(float(v)) if isinstance(v, float) else v for v in row])
        text = subprocess.run(["Rscript", HERE / "survival_models.R", folder], check=True, stdout=subprocess.PIPE,
                              text=True).stdout
    found = {}
    for line in text.splitlines():
        key, *values = line.split()
        name, key = key.split(".", 1)
        found.setdefault(name, {})[key] = [float(v) for v in values]
    return found


def same(ours, theirs, what):
    ours, theirs = np.asarray(ours, float), np.asarray(theirs, float)
    assert np.allclose(ours, theirs, rtol=1e-8, atol=1e-9), (what, np.abs(ours - theirs).max())


numbers = from_r()
version = numbers.pop("R")["survival"]
for name, case in CASES.items():
    here, x = numbers[name], case["x"]
    table = pd.DataFrame(x, columns=[f"x{i}" for i in range(x.shape[1])])
    table["time"], table["died"] = np.asarray(case["time"], float), np.asarray(case["died"])
    y = Surv.from_arrays(table["died"] == 1, table["time"])
    fit = CoxPHFitter().fit(table, "time", "died", fit_options=EXACT)
    same(fit.params_, here["efron.coefficients"], (name, "lifelines coefficients"))
    same(fit.variance_matrix_.to_numpy().ravel(), here["efron.covariance"], (name, "lifelines covariance"))
    same(fit.log_likelihood_, here["efron.log_likelihoods"][1], (name, "lifelines log-likelihood"))
    for ties in "breslow", "efron":
        peer = CoxPHSurvivalAnalysis(ties=ties, tol=1e-14, n_iter=100).fit(x, y)
        same(peer.coef_, here[f"{ties}.coefficients"], (name, "scikit-survival", ties))
    if "ridge.coefficients" in here:
        peer = CoxPHSurvivalAnalysis(alpha=2.5, ties="efron", tol=1e-14, n_iter=100).fit(x, y)
        same(peer.coef_, here["ridge.coefficients"], (name, "scikit-survival ridge"))
    # lifelines' own strata, of Efron's ties.
    table["stratum"] = np.asarray(case["stratum"])
    fit = CoxPHFitter().fit(table, "time", "died", strata=["stratum"], fit_options=EXACT)
    same(fit.params_, here["efron_strata.coefficients"], (name, "lifelines strata"))

    # Risks with ties among them; the second half is judged, all say how patients are censored.
    risk = np.round(x @ np.asarray(here["efron.coefficients"]), 1)
    half = len(y) // 2
    before = float(np.quantile(table["time"], 0.8))
    here["risks"] = risk.tolist()
    here["before"] = [before]
    here["uno"] = [concordance_index_ipcw(y, y, risk, tau=before)[0],
                   concordance_index_ipcw(y, y[half:], risk[half:], tau=before)[0]]
    times = np.unique(np.quantile(table["time"], [0.2, 0.35, 0.5, 0.65]))
    chance = np.round(np.exp(-np.outer(np.exp(np.clip(risk - risk.mean(), -2, 2)), times / times[-1] * 0.7)), 3)
    here["brier_times"] = times.tolist()
    here["chances"] = chance.ravel().tolist()
    here["brier"] = brier_score(y, y, chance, times)[1].tolist()
    here["brier_halves"] = brier_score(y, y[half:], chance[half:], times)[1].tolist()
    here["integrated_brier"] = [integrated_brier_score(y, y, chance, times)]
    if name in ("ties", "no_ties", "one"):
        here.update(times=table["time"].tolist(), events=table["died"].tolist(), covariates=x.ravel().tolist(),
                    strata=list(map(str, case["stratum"])), groups=list(map(str, case["group"])))
    for key in list(here):  # long lists by their first, middle and last number and their sum
        if key.endswith((".covariance", ".baseline")):
            values = here.pop(key)
            here[key + "_ends"] = [values[0], values[len(values) // 2], values[-1], sum(values)]

made_by = {"R survival": ".".join(str(int(v)) for v in version), "lifelines": lifelines.__version__,
           "scikit-survival": sksurv.__version__}
text = ",\n ".join(f"{json.dumps(name)}: {{\n  " + ",\n  ".join(
    f"{json.dumps(key)}: {json.dumps(value)}" for key, value in sorted(here.items())) + "\n }"
    for name, here in numbers.items())
(HERE / "survival_models.json").write_text(f"{{\n \"made by\": {json.dumps(made_by)},\n {text}\n}}\n")
