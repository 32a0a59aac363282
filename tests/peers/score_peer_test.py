"""`moonstain score` on files that anndata writes, number for number beside numpy and scipy."""

import json
import os
import subprocess
import tempfile
import unittest
import warnings
from pathlib import Path

import anndata
import numpy as np
import pandas as pd
import scipy.sparse as sp
import scipy.stats

ROOT = Path.cwd()
PROGRAM = ROOT / "tests/recipes/plain_moonstain"
os.environ["MOONSTAIN_WORKER"] = str(ROOT / "tests/recipes/plain_worker")
os.environ["MOONSTAIN_HOME"] = str(ROOT)
warnings.simplefilter("ignore")

SPOTS, GENES = 400, 30
SECTIONS = ["A1", "A2", "B1"]


def section(name, seed):
    """Counts of a section, and predictions of most of its spots and genes, in another order."""
    rng = np.random.default_rng(seed)
    signal = rng.gamma(2.0, 1.0, (SPOTS, GENES)) * rng.gamma(4.0, 0.5, (SPOTS, 1))
    counts = rng.poisson(signal * np.linspace(0.5, 6, GENES))
    spots = [f"{name}-{i}" for i in range(SPOTS)]
    genes = [f"G{i}" for i in range(GENES)]
    truth = anndata.AnnData(sp.csr_matrix(counts.astype("f4")), pd.DataFrame({"section": name}, spots),
                            pd.DataFrame(index=genes))
    order = rng.permutation(SPOTS)[: SPOTS - 20]
    columns = rng.permutation(GENES)[: GENES - 3]
    values = np.log1p(signal) + rng.normal(0, 0.6, signal.shape)
    predicted = anndata.AnnData(values[order][:, columns].astype("f4"),
                                pd.DataFrame({"section": name}, [spots[i] for i in order]),
                                pd.DataFrame(index=[genes[i] for i in columns]))
    return truth, predicted


def target_of(counts):
    totals = counts.sum(1, keepdims=True)
    return np.log1p(1e4 * counts / np.maximum(totals, 1))


def by_gene(a, b, how):
    return np.array([how(a[:, i], b[:, i]) for i in range(a.shape[1])])


def pearson(x, y):
    return np.corrcoef(x, y)[0, 1]


def residuals(y, given):
    design = np.c_[np.ones(len(given)), given]
    return y - design @ np.linalg.lstsq(design, y, rcond=None)[0]


class ScoredElsewhere(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp())
        pairs = [section(name, i) for i, name in enumerate(SECTIONS)]
        cls.truth = anndata.concat([t for t, _ in pairs])
        # Genes of all three: the sections predict other ones.
        shared = sorted(set.intersection(*[set(p.var_names) for _, p in pairs]))
        cls.predicted = anndata.concat([p[:, shared] for _, p in pairs])
        cls.truth.write_h5ad(cls.folder / "truth.h5ad")
        (cls.folder / "samples.csv").write_text("section,patient\nA1,A\nA2,A\nB1,B\n")

    def score(self, *more, truth="truth.h5ad", code=0):
        done = subprocess.run(
            [PROGRAM, "score", "--sheet", "samples.csv", "--truth", truth, "--json", *more],
            cwd=self.folder, capture_output=True, text=True)
        self.assertEqual(done.returncode, code, done.stdout[-2000:] + done.stderr[-2000:])
        return json.loads(done.stdout.splitlines()[-1]) if code == 0 else done.stdout + done.stderr

    def expected(self, name):
        p = self.predicted[self.predicted.obs.section == name]
        counts = self.truth[p.obs_names].X.toarray().astype("f8")
        target = target_of(counts)[:, self.truth.var_names.get_indexer(p.var_names)].astype("f4")
        return np.asarray(p.X, "f8"), target.astype("f8"), np.log1p(counts.sum(1)), counts

    def test_numbers_are_those_of_numpy(self):
        self.predicted.write_h5ad(self.folder / "p.h5ad")
        found = self.score("--pred", "p.h5ad")
        self.assertEqual(found["trained_on"], "unknown")
        means = {"pearson.mean": [], "spearman.mean": [], "depth_partial_pearson.mean": [], "rmse.mean": []}
        for name in SECTIONS:
            p, m, depth, _ = self.expected(name)
            r = by_gene(p, m, pearson)
            self.assertAlmostEqual(found["by_unit"][f"samples/{name}"], r.mean(), 6)
            means["pearson.mean"].append(r.mean())
            means["spearman.mean"].append(by_gene(p, m, lambda a, b: scipy.stats.spearmanr(a, b)[0]).mean())
            means["depth_partial_pearson.mean"].append(
                by_gene(p, m, lambda a, b: pearson(residuals(a, depth), residuals(b, depth))).mean())
            means["rmse.mean"].append(np.sqrt(((p - m) ** 2).mean(0)).mean())
        for metric, values in means.items():
            ours = found["predictors"]["predictions"]["metrics"][metric]
            self.assertAlmostEqual(ours, np.mean(values), 5, metric)

    def test_the_ceiling_is_that_of_halves_drawn_by_numpy(self):
        self.predicted.write_h5ad(self.folder / "p.h5ad")
        found = self.score("--pred", "p.h5ad", "--thinnings", "20")["predictors"]
        rng = np.random.default_rng(5)
        second, perfect = [], []
        for name in SECTIONS:
            p = self.predicted[self.predicted.obs.section == name]
            _, _, _, counts = self.expected(name)
            at = self.truth.var_names.get_indexer(p.var_names)
            r = np.zeros(len(at))
            for _ in range(20):
                half = rng.binomial(counts.astype(int), 0.5)
                r += by_gene(target_of(half)[:, at], target_of(counts - half)[:, at], pearson) / 20
            whole = 2 * r / (1 + r)
            second.append(whole.mean())
            perfect.append(np.sqrt(np.maximum(whole, 0)).mean())
        for name, values in ("second_measurement", second), ("perfect_prediction", perfect):
            self.assertAlmostEqual(found[name]["metrics"]["pearson.mean"], np.mean(values), delta=0.01, msg=name)

    def test_every_format_gives_the_same_number(self):
        values = {}
        self.predicted.write_h5ad(self.folder / "p.h5ad")
        for version in 2, 3:
            anndata.settings.zarr_write_format = version
            self.predicted.write_zarr(self.folder / f"v{version}.zarr")
        spatial = self.folder / "s.zarr"
        self.predicted.write_zarr(spatial / "tables/table")
        for group in spatial, spatial / "tables":
            (group / "zarr.json").write_text('{"zarr_format": 3, "node_type": "group", "attributes": {}}')
        table = self.predicted.to_df()
        table.insert(0, "section", self.predicted.obs.section)
        table.to_csv(self.folder / "p.csv")
        (self.folder / "each").mkdir(exist_ok=True)
        for name in SECTIONS:
            one = self.predicted[self.predicted.obs.section == name].copy()
            del one.obs["section"]
            one.write_h5ad(self.folder / "each" / f"{name}.h5ad")
        for pred in "p.h5ad", "v2.zarr", "v3.zarr", "s.zarr", "p.csv", "each":
            values[pred] = self.score("--pred", pred)["value"]
        self.assertEqual(len(set(values.values())), 1, values)

    def test_counts_are_found_behind_normalised_values(self):
        self.predicted.write_h5ad(self.folder / "p.h5ad")
        plain = self.score("--pred", "p.h5ad")
        both = self.truth.copy()
        both.layers["counts"] = both.X.copy()
        both.X = both.X.log1p()
        both.write_h5ad(self.folder / "both.h5ad")
        found = self.score("--pred", "p.h5ad", truth="both.h5ad")
        self.assertEqual(found["value"], plain["value"])
        self.assertTrue(any("layers/counts" in note for note in found["notes"]), found["notes"])
        del both.layers["counts"]
        both.write_h5ad(self.folder / "none.h5ad")
        self.assertIn("truth/none.h5ad holds no counts: X holds ",
                      self.score("--pred", "p.h5ad", truth="none.h5ad", code=1))


if __name__ == "__main__":
    unittest.main()
