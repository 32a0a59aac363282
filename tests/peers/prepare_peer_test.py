"""Sections are prepared as OpenCV, scanpy with scikit-misc, and scipy do it."""

import json
import os
import subprocess
import sys
import tempfile
import unittest
import warnings

import anndata
import cv2
import numpy as np
import scanpy as sc
from scipy.spatial import cKDTree

PEER = os.environ.get("PREPARE_PEER", "tests/peers/prepare_peer")
MOB = "data_manifests/samples/mob"
DATA = os.environ.get("MOONSTAIN_DATA", "")
warnings.simplefilter("ignore")
cv2.setNumThreads(1)


def peer(*words):
    subprocess.run([PEER, *map(str, words)], check=True)


class ScalingTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.draw = np.random.default_rng(3)

    def both(self, kind, height, width, to):
        """Ours and OpenCV's of noise over all values, and of noise over few."""
        for values in 256, 64:
            picture = self.draw.integers(0, values, (height, width, 3), dtype=np.uint8)
            picture += np.uint8((256 - values) // 2)
            picture.tofile(self.folder + "/in")
            peer(kind, self.folder + "/in", self.folder + "/out", width, height, *to)
            ours = np.fromfile(self.folder + "/out", np.uint8).reshape(to[1], to[0], 3)
            os.remove(self.folder + "/out")
            flag = cv2.INTER_AREA if kind == "area" else cv2.INTER_CUBIC
            yield ours.astype(int), cv2.resize(picture, to, interpolation=flag).astype(int)

    def test_area_is_opencvs_to_the_byte(self):
        # Both sides shrink, by whole factors or not; one shrinks and one grows; one stays.
        sizes = [(448, 448), (672, 448), (896, 448), (224, 300), (260, 260), (260, 220), (404, 100), (999, 777)]
        sizes += [(int(h), int(w)) for h, w in zip(self.draw.integers(224, 640, 30), self.draw.integers(30, 900, 30))]
        for size in sizes:
            for to in (224, 224), (97, 101):
                with self.subTest(size=size, to=to):
                    for ours, theirs in self.both("area", *size, to):
                        self.assertEqual(np.count_nonzero(ours != theirs), 0)

    def test_cubic_is_opencvs_within_one_level(self):
        sizes = [(62, 62), (43, 41), (36, 62), (170, 230), (202, 202), (145, 145), (223, 500), (1, 1)]
        sizes += [(int(h), int(w)) for h, w in zip(self.draw.integers(8, 224, 20), self.draw.integers(8, 400, 20))]
        differ = values = 0
        for size in sizes:
            with self.subTest(size=size):
                for ours, theirs in self.both("cubic", *size, (224, 224)):
                    self.assertLessEqual(np.abs(ours - theirs).max(), 1)
                    differ += np.count_nonzero(ours != theirs)
                    values += ours.size
        # Of the wheel with its vendor's library; without it 3 to 5 in 100 would.
        print(f"cubic: {differ} of {values} values differ by 1")
        self.assertLess(differ, 1e-4 * values)


class GenesTest(unittest.TestCase):
    def compare(self, tables, most, min_spots):
        folder = tempfile.mkdtemp()
        datasets = []
        for name, counts, spots in tables:
            datasets.append(f"{folder}/{name}")
            peer("section", datasets[-1], name, counts, spots)
        peer("genes", folder + "/out", 0.3, most, min_spots, *datasets)
        with open(folder + "/out") as file:
            ours = json.load(file)

        theirs = []
        for dataset in datasets:
            table = anndata.read_zarr(dataset)
            table.X = table.X.astype(np.float32)
            sc.pp.filter_genes(table, min_cells=1)
            sc.pp.filter_cells(table, min_genes=1)
            theirs.append(table)
        shared = sorted(set.intersection(*(set(table.var_names) for table in theirs)), key=str.encode)
        self.assertEqual(shared, ours["shared"])
        union = set()
        for i, (table, our) in enumerate(zip(theirs, ours["sections"])):
            theirs[i] = table = table[:, shared].copy()
            self.assertEqual(list(table.obs_names), our["spots"])
            sc.pp.highly_variable_genes(table, flavor="seurat_v3", n_top_genes=most, span=0.3)
            scores = table.var["variances_norm"].to_numpy()
            np.testing.assert_allclose(our["scores"], scores, rtol=1e-9)
            chosen = set(table.var_names[table.var["highly_variable"]])
            print(f"{tables[i][0]}: {len(chosen & set(our['chosen']))} of {len(chosen)} genes are scanpy's")
            self.assertEqual(len(our["chosen"]), most)
            self.assertEqual(chosen, set(our["chosen"]))
            union |= chosen
        together = anndata.concat(theirs, join="inner", label="batch", index_unique="-")
        together = together[:, sorted(union, key=str.encode)].copy()
        sc.pp.filter_genes(together, min_cells=min_spots)
        self.assertEqual(list(together.var_names), ours["chosen"])
        print(f"{len(tables)} sections, {len(shared)} genes: {len(union)} vary most, {len(ours['chosen'])} of them are "
              f"counted in {min_spots} spots")

        sc.pp.normalize_total(together, target_sum=1e6)
        sc.pp.log1p(together)
        first = together[together.obs["batch"] == "0"].X.toarray()
        np.testing.assert_allclose(np.reshape(ours["targets"], first.shape), first, rtol=1e-6)

    def test_mob(self):
        self.compare([(name, f"{MOB}/{name}.tsv.gz", f"{MOB}/alignment_table_{name}.tsv.gz")
                      for name in ("MOB1", "MOB2")], 200, 100)

    @unittest.skipUnless(DATA, "MOONSTAIN_DATA is not set")
    def test_her2st(self):
        folder = DATA + "/her2st/data"
        self.compare([(name, f"{folder}/ST-cnts/{name}.tsv.gz", f"{folder}/ST-spotfiles/{name}_selection.tsv")
                      for name in ("B4", "C2", "C3", "C4", "C5", "C6")], 1000, 1000)


class GraphTest(unittest.TestCase):
    def test_graphs_are_those_of_scipys_tree(self):
        # Without ties: those of a tree are in an order of its own.
        folder = tempfile.mkdtemp()
        points = np.random.default_rng(5).uniform(0, 20000, (3000, 2))
        with open(folder + "/points", "w") as file:
            json.dump(points.tolist(), file)
        peer("graph", folder + "/out", folder + "/points")
        with open(folder + "/out") as file:
            eight, four = (np.reshape(edges, (2, -1)) for edges in json.load(file))
        _, near = cKDTree(points).query(points, 8)
        edges = {(j, i) for i, row in enumerate(near) for j in row}
        self.assertEqual({tuple(edge) for edge in eight.T}, edges | {(i, j) for j, i in edges})
        self.assertEqual(eight.shape[1], len(edges | {(i, j) for j, i in edges}))

        whole = np.trunc(points)
        squared = ((whole[:, None] - whole[None]) ** 2).sum(-1)
        np.fill_diagonal(squared, np.inf)
        np.testing.assert_array_equal(four[0].reshape(-1, 4), np.argsort(squared, axis=1, kind="stable")[:, :4])
        np.testing.assert_array_equal(four[1], np.repeat(np.arange(len(points)), 4))


if __name__ == "__main__":
    if not DATA:
        print("SKIPPED: the sections of her2st: MOONSTAIN_DATA is not set")
    unittest.main(argv=[sys.argv[0]])
