"""anndata and scanpy open our objects, and we read theirs, value for value."""

import json
import os
import subprocess
import sys
import tempfile
import unittest
import warnings

import anndata
import numpy as np
import pandas as pd
import scanpy
import scipy.sparse as sp

PEER = os.environ.get("ANNDATA_PEER", "tests/peers/anndata_peer")
MOON = "\U0001f319"
warnings.simplefilter("ignore")


class OursReadByAnndata(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp()
        subprocess.run([PEER, "write", cls.folder], check=True)

    def each(self):
        for version in "v2", "v3":
            yield anndata.read_zarr(f"{self.folder}/{version}.zarr")

    def test_matrices(self):
        counts = np.array([[0, 1, 0, 2], [0, 0, 0, 0], [3, 0, 0, 0], [0, 0, 4, 5], [0, 6, 0, 0]])
        for a in self.each():
            self.assertEqual(a.shape, (5, 4))
            self.assertEqual(a.X.dtype, np.float32)
            np.testing.assert_array_equal(a.X, np.arange(20, dtype="f4").reshape(5, 4) / 4)
            self.assertIsInstance(a.layers["counts"], sp.csr_matrix)
            self.assertEqual(a.layers["counts"].dtype, np.int32)
            np.testing.assert_array_equal(a.layers["counts"].toarray(), counts)
            self.assertEqual(a.layers["empty"].nnz, 0)
            np.testing.assert_array_equal(a.obsm["spatial"], np.arange(1, 11).reshape(5, 2))

    def test_frames(self):
        for a in self.each():
            self.assertEqual(list(a.obs_names), ["1x1", "1x2", "\u00e4", MOON, "5"])
            self.assertEqual(list(a.var_names), ["GNAS", "FN1", "FASN", "C3"])
            self.assertEqual(list(a.obs.columns),
                             ["total", "count", "array_x", "under_tissue", "note", "patient", "site"])
            self.assertEqual(list(a.obs["total"]), [1, -0.0, 3, 4.5, 1e300])
            self.assertTrue(np.signbit(a.obs["total"].iloc[1]))
            self.assertEqual(a.obs["count"].iloc[3], -(2**63))
            self.assertEqual(a.obs["array_x"].dtype, np.int32)
            self.assertEqual(list(a.obs["under_tissue"]), [True, False, True, True, False])
            self.assertEqual(a.obs["under_tissue"].dtype, bool)
            self.assertEqual(list(a.obs["note"]), ["", "b", "\u00e4", "d", "e"])
            self.assertEqual(list(a.obs["patient"]), ["B", "A", "B", "C", "A"])
            self.assertEqual(list(a.obs["patient"].cat.categories), ["A", "B", "C"])
            self.assertTrue(a.obs["site"].cat.ordered)
            self.assertEqual(list(a.obs["site"].isna()), [False, True, False, False, False])

    def test_unstructured(self):
        for a in self.each():
            self.assertEqual(a.uns["section"], "her2st/B4 " + MOON)
            self.assertEqual(a.uns["scale"], 0.688)
            self.assertEqual(a.uns["rows"], 80)
            self.assertTrue(a.uns["blank"])
            self.assertEqual(list(a.uns["names"]), ["a", "b"])
            self.assertEqual(a.uns["moonstain"], {"type": "Targets", "schema": 1})

    def test_an_object_of_nothing(self):
        a = anndata.read_zarr(f"{self.folder}/empty.zarr")
        self.assertEqual(a.shape, (0, 0))

    def test_scanpy_computes_on_it(self):
        for a in self.each():
            a.X = a.layers["counts"].astype("f4")
            a = a[np.asarray(a.X.sum(1)).ravel() > 0].copy()
            scanpy.pp.normalize_total(a, target_sum=1e4)
            scanpy.pp.log1p(a)
            np.testing.assert_allclose(a.X.toarray()[1, 0], np.log1p(1e4), rtol=1e-6)


def dump(path):
    done = subprocess.run([PEER, "dump", path], capture_output=True, text=True)
    if done.returncode:
        raise AssertionError(done.stderr)
    return json.loads(done.stdout)


def their_object():
    x = np.array([[0, 1.5, 0], [2, 0, 0.25]], dtype="f4")
    obs = pd.DataFrame(
        {"number": [1.5, 2.5], "whole": [1, -2], "small": np.array([1, 2], "i2"), "yes": [True, False],
         "word": ["a", MOON], "kind": pd.Categorical(["x", None], categories=["x", "y"]),
         "maybe": pd.array([1, None], dtype="Int64"), "perhaps": pd.array([None, True], dtype="boolean")},
        index=["s1", "s2"])
    obs.index.name = "spot"
    a = anndata.AnnData(X=x, obs=obs, var=pd.DataFrame(index=["g1", "g2", "g3"]))
    a.layers["csr"] = sp.csr_matrix(x)
    a.layers["csc"] = sp.csc_matrix(x)
    a.layers["f8"] = x.astype("f8")
    a.obsm["spatial"] = np.array([[1, 2], [3, 4]])
    a.raw = a.copy()
    a.uns["deep"] = {"list": np.array([1, 2]), "text": "t", "none": None}
    return a, x


class TheirsReadByUs(unittest.TestCase):
    def test_dense_sparse_and_every_column(self):
        a, x = their_object()
        for version in 2, 3:
            with anndata.settings.override(zarr_write_format=version), self.subTest(version=version):
                path = tempfile.mkdtemp() + "/theirs.zarr"
                a.write_zarr(path)
                found = dump(path)
                for name in "csr", "csc", "f8":
                    self.assertEqual(found["layers"][name], x.ravel().tolist(), name)
                self.assertEqual(found["X"], x.ravel().tolist())
                self.assertEqual(found["obsm"]["spatial"], [1, 2, 3, 4])
                self.assertEqual(found["obs"]["index"], ["s1", "s2"])
                self.assertEqual(found["var"]["index"], ["g1", "g2", "g3"])
                self.assertEqual(found["obs"]["order"], list(a.obs.columns))
                self.assertEqual(found["obs"]["columns"], {
                    "number": [1.5, 2.5], "whole": [1, -2], "small": [1, 2], "yes": [True, False],
                    "word": ["a", MOON], "kind": ["x", None], "maybe": [1, None], "perhaps": [None, True]})

    def test_nullable_strings(self):
        a = anndata.AnnData(obs=pd.DataFrame({"word": pd.array(["a", None], dtype="string")}, index=["1", "2"]))
        path = tempfile.mkdtemp() + "/theirs.zarr"
        with anndata.settings.override(allow_write_nullable_strings=True):
            a.write_zarr(path)
        self.assertEqual(dump(path)["obs"]["columns"]["word"], ["a", None])

    def test_no_rows(self):
        a = anndata.AnnData(X=np.zeros((0, 3), "f4"))
        path = tempfile.mkdtemp() + "/theirs.zarr"
        a.write_zarr(path)
        found = dump(path)
        self.assertEqual(found["X"], [])
        self.assertEqual(len(found["var"]["index"]), 3)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]])
