"""Points of the plane: Moran's I as scanpy has it, and numpy with all distances held at once."""

import json
import os
import subprocess
import tempfile
import unittest
import warnings

import numpy as np
import scanpy as sc
from scipy.sparse import csr_matrix
from scipy.spatial.distance import cdist

PEER = os.environ.get("SPATIAL_PEER", "tests/peers/spatial_peer")
TYPES, NEAREST, REACH, STEPS = 4, 6, 60, 30
warnings.simplefilter("ignore")


class SpatialTest(unittest.TestCase):
    """700 points in a box of 900 x 500, values of four kinds that float32 holds."""

    @classmethod
    def setUpClass(cls):
        draw = np.random.default_rng(8)
        cls.xy = draw.random((700, 2)) * (900, 500)
        place = np.sin(cls.xy[:, 0] / 90) + np.cos(cls.xy[:, 1] / 70)
        cls.values = np.stack([place + draw.normal(size=700), draw.normal(size=700), draw.poisson(0.2, 700),
                               np.exp(place) + draw.random(700)], 1).astype(np.float32)
        cls.types = draw.integers(0, TYPES, 700)
        folder = tempfile.mkdtemp()
        with open(folder + "/points", "w") as file:
            json.dump({"xy": cls.xy.tolist(), "values": cls.values.astype(float).tolist(),
                       "types": cls.types.tolist(), "number_of_types": TYPES}, file)
        subprocess.run([PEER, folder + "/out", folder + "/points", *map(str, (NEAREST, REACH, STEPS))], check=True)
        with open(folder + "/out") as file:
            cls.ours = json.load(file)
        cls.apart = cdist(cls.xy, cls.xy)
        np.fill_diagonal(cls.apart, np.inf)

    def near(self, found, expected, digits=1e-10):
        np.testing.assert_allclose(np.array(found, float), expected, rtol=digits, atol=digits)

    def test_moran_is_scanpys(self):
        graph = np.zeros((700, 700))
        graph[np.arange(700)[:, None], np.argsort(self.apart, axis=1)[:, :NEAREST]] = 1
        wide = self.values.T.astype(float)
        self.near(self.ours["moran"], sc.metrics.morans_i(csr_matrix(graph), wide), 1e-9)
        self.near(self.ours["row_moran"], sc.metrics.morans_i(csr_matrix(graph / NEAREST), wide), 1e-9)
        weights = 1 / self.apart
        weights /= weights.sum(axis=1, keepdims=True)
        self.near(self.ours["all_pairs"], sc.metrics.morans_i(csr_matrix(weights), wide), 1e-9)

    def test_neighbours_are_those_within_the_border(self):
        nearest = self.apart.argmin(axis=1)
        border = np.minimum(self.xy - self.xy.min(axis=0), self.xy.max(axis=0) - self.xy).min(axis=1)
        kept = self.apart.min(axis=1) <= border
        self.assertTrue(500 < kept.sum() < 700)
        self.near(self.ours["neighbours"], [np.corrcoef(v[kept], v[nearest[kept]])[0, 1]
                                            for v in self.values.T.astype(float)])

    def test_l_is_that_of_circles_cut_by_the_box(self):
        # The share of a circle inside, by 20,000 of its points.
        low, high = self.xy.min(axis=0), self.xy.max(axis=0)
        angle = (np.arange(20000) + 0.5) / 20000 * 2 * np.pi
        circle = np.stack([np.cos(angle), np.sin(angle)], 1)
        i, j = np.nonzero(self.apart <= REACH)
        share = np.array([np.mean(np.all((self.xy[a] + self.apart[a, b] * circle >= low) &
                                         (self.xy[a] + self.apart[a, b] * circle <= high), axis=1))
                          for a, b in zip(i, j)])
        counts = np.bincount(self.types, minlength=TYPES)
        radii = np.arange(STEPS + 1) * REACH / STEPS
        for a in range(TYPES):
            for b in range(TYPES):
                of = (self.types[i] == a) & (self.types[j] == b)
                pairs = counts[a] * (counts[b] - (a == b))
                weights = (self.apart[i, j][of][:, None] <= radii) / share[of][:, None]
                k = (high - low).prod() * weights.sum(axis=0) / pairs
                self.near(self.ours["l"][a * TYPES + b], np.sqrt(k / np.pi), 1e-3)

    def test_pairs_are_all_that_are_close(self):
        i, j = np.nonzero(np.triu(self.apart <= REACH, 1))
        table = np.zeros((TYPES, TYPES), int)
        np.add.at(table, (np.minimum(self.types[i], self.types[j]), np.maximum(self.types[i], self.types[j])), 1)
        self.assertEqual(self.ours["pairs"], table[np.triu_indices(TYPES)].tolist())


if __name__ == "__main__":
    unittest.main()
