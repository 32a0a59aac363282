"""anndata and scanpy open our objects, and we read theirs, value for value."""

import json
import os
import subprocess
import sys
import tempfile
import unittest
import warnings

import anndata
import h5py
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


def h5ad_path():
    return tempfile.mkdtemp() + "/theirs.h5ad"


def file_of_0_7(path):
    """What anndata 0.7 wrote: frames of version 0.1.0, categories beside the columns, mappings without encoding."""
    with h5py.File(path, "w") as f:
        text = h5py.string_dtype()
        obs = f.create_group("obs")
        obs.attrs.update({"encoding-type": "dataframe", "encoding-version": "0.1.0", "_index": "_index"})
        obs.attrs["column-order"] = np.array(["kind", "number"], dtype=object)
        obs.create_dataset("_index", data=["s1", "s2"], dtype=text)
        obs.create_dataset("number", data=[1.5, 2.5])
        names = obs.create_dataset("__categories/kind", data=["x", "y"], dtype=text)
        names.attrs["ordered"] = True
        obs.create_dataset("kind", data=np.array([1, -1], "i1")).attrs["categories"] = names.ref
        var = f.create_group("var")
        var.attrs.update({"encoding-type": "dataframe", "encoding-version": "0.1.0", "_index": "gene"})
        var.attrs["column-order"] = np.array([], "f8")
        var.create_dataset("gene", data=["g1", "g2", "g3"], dtype=text)
        f.create_dataset("X", data=np.array([[0, 1.5, 0], [2, 0, 0.25]], "f4"), compression="gzip", shuffle=True)
        f.create_dataset("obsm/spatial", data=np.array([[1, 2], [3, 4]]))
        f.create_group("layers")
        f.create_group("uns")
        raw = f.create_group("raw")
        raw.create_dataset("X", data=np.array([[0, 1, 0], [2, 0, 3]], "f4"))
        f.copy("var", raw)


def file_of_0_6(path):
    """What anndata 0.6 wrote: tables of fields, categories in uns, sparse groups by attributes of their own."""
    with h5py.File(path, "w") as f:
        f["obs"] = np.array([(b"s1", 0, 1.5), (b"s2", 1, 2.5)],
                            dtype=[("index", "S2"), ("kind", "i1"), ("number", "f4")])
        f["var"] = np.array([(b"g1", 7), (b"g2", 8), (b"g3", 9)], dtype=[("index", "S2"), ("kind", "i8")])
        f["uns/kind_categories"] = np.array([b"x", b"y"])
        f["obsm"] = np.array([([1, 2],), ([3, 4],)], dtype=[("spatial", "f4", (2,))])
        for name in "X", "raw.X":
            f.create_group(name).attrs.update({"h5sparse_format": "csr", "h5sparse_shape": np.array([2, 3])})
            f[name + "/data"] = np.array([1.5, 2, 0.25] if name == "X" else [1, 2, 3], "f4")
            f[name + "/indices"] = np.array([1, 0, 2], "i4")
            f[name + "/indptr"] = np.array([0, 1, 3], "i4")
        f["raw.var"] = f["var"][()]


class H5adReadByUs(unittest.TestCase):
    def test_dense_sparse_and_every_column(self):
        a, x = their_object()
        for packing in None, "gzip":
            with self.subTest(packing=packing):
                path = h5ad_path()
                a.write_h5ad(path, compression=packing)
                found = dump(path)
                for name in "csr", "csc", "f8":
                    self.assertEqual(found["layers"][name], x.ravel().tolist(), name)
                self.assertEqual(found["X"], x.ravel().tolist())
                self.assertEqual(found["raw"]["X"], x.ravel().tolist())
                self.assertEqual(found["raw"]["var"]["index"], ["g1", "g2", "g3"])
                self.assertEqual(found["obsm"]["spatial"], [1, 2, 3, 4])
                self.assertEqual(found["obs"]["index"], ["s1", "s2"])
                self.assertEqual(found["obs"]["order"], list(a.obs.columns))
                self.assertEqual(found["obs"]["columns"], {
                    "number": [1.5, 2.5], "whole": [1, -2], "small": [1, 2], "yes": [True, False],
                    "word": ["a", MOON], "kind": ["x", None], "maybe": [1, None], "perhaps": [None, True]})

    def test_nullable_strings_in_a_column_and_as_the_index(self):
        names = pd.array(["s1", "s2"], dtype="string")
        a = anndata.AnnData(obs=pd.DataFrame({"word": pd.array(["a", None], dtype="string")}, index=pd.Index(names)))
        path = h5ad_path()
        with anndata.settings.override(allow_write_nullable_strings=True):
            a.write_h5ad(path, convert_strings_to_categoricals=False)
        with h5py.File(path) as f:  # or this tests nothing
            self.assertEqual(f["obs/word"].attrs["encoding-type"], "nullable-string-array")
        found = dump(path)["obs"]
        self.assertEqual(found["index"], ["s1", "s2"])
        self.assertEqual(found["columns"]["word"], ["a", None])

    def test_files_of_old_anndata_as_current_anndata_reads_them(self):
        for write in file_of_0_7, file_of_0_6:
            with self.subTest(write.__name__):
                path = h5ad_path()
                write(path)
                theirs = anndata.read_h5ad(path)
                ours = dump(path)
                dense = lambda x: np.asarray(x.todense() if sp.issparse(x) else x).ravel().tolist()
                self.assertEqual(ours["X"], dense(theirs.X))
                self.assertEqual(ours["X"], [0, 1.5, 0, 2, 0, 0.25])
                self.assertEqual(ours["raw"]["X"], dense(theirs.raw.X))
                self.assertEqual(ours["raw"]["var"]["index"], list(theirs.raw.var_names))
                self.assertEqual(ours["obsm"]["spatial"], theirs.obsm["spatial"].ravel().tolist())
                self.assertEqual(ours["obs"]["index"], list(theirs.obs_names))
                self.assertEqual(ours["var"]["index"], list(theirs.var_names))
                self.assertEqual(ours["obs"]["order"], list(theirs.obs.columns))
                kinds = [None if pd.isna(kind) else kind for kind in theirs.obs["kind"]]
                self.assertEqual(ours["obs"]["columns"]["kind"], kinds)
                self.assertEqual(ours["obs"]["columns"]["number"], list(theirs.obs["number"]))
                for column in theirs.var.columns:
                    self.assertEqual(ours["var"]["columns"][column], list(theirs.var[column]), column)

    def test_no_rows(self):
        path = h5ad_path()
        anndata.AnnData(X=np.zeros((0, 3), "f4")).write_h5ad(path)
        found = dump(path)
        self.assertEqual(found["X"], [])
        self.assertEqual(len(found["var"]["index"]), 3)

    def test_lzf_is_refused_by_name(self):
        path = h5ad_path()
        anndata.AnnData(X=np.ones((40, 30), "f4")).write_h5ad(path, compression="lzf")
        with self.assertRaisesRegex(AssertionError, "is packed by the filter lzf, expected gzip or none"):
            dump(path)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]])
