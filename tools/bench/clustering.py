"""What HiST reads from its maps, of many spots: ours beside scanpy and leidenalg, one thread.

    python3 tools/bench/clustering.py --bin BIN [--spots 5000] [--genes 2000]

Made-up expression of eight kinds of spots, values ln(1 + x), in memory. Three things are timed, alone:

- Leiden, two iterations at resolution 1, of the graph that scanpy makes of these spots; leidenalg's on the same graph.
  Both partitions are judged by leidenalg's own quality;
- the whole chain: totals, logarithms, 100 variable genes, 50 components, 15 neighbours, Leiden. scanpy's by its
  defaults, whose neighbours are approximate above some thousand spots; ours are exact;
- Welch's test of every gene in each kind against the rest, p adjusted; rank_genes_groups. The genes called at an
  adjusted p of 0.01 are counted on both sides.

scanpy's functions are compiled before the first round. Needs anndata, igraph, leidenalg, numpy, scanpy: the locked
peers of the tests have them.
"""

import os

for name in "NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS":
    os.environ[name] = "1"

import json
import tempfile
import warnings

import anndata
import igraph
import leidenalg
import numpy as np
import scanpy as sc

from common import Sample, arguments, by_turns, child, parse, print_case, print_machine, timed

KINDS = 8


def made_up(spots, genes):
    """Logarithms of counts of spots of eight kinds, each with genes of its own that are half as high again."""
    draw = np.random.default_rng(3)
    kind = draw.integers(0, KINDS, spots)
    rate = draw.gamma(1, 1, genes) * np.where(np.arange(genes) % KINDS == kind[:, None], 1.5, 1)
    return np.log1p(draw.poisson(rate)).astype(np.float32), kind.astype(np.int32)


def table_of(values, kind):
    table = anndata.AnnData(values.astype(np.float64))
    table.obs["kind"] = [str(one) for one in kind]
    table.obs["kind"] = table.obs["kind"].astype("category")
    return table


def chain(values, kind):
    table = table_of(values, kind)
    sc.pp.normalize_total(table)
    sc.pp.log1p(table)
    sc.pp.highly_variable_genes(table, flavor="seurat", n_top_genes=100)
    sc.pp.pca(table, n_comps=50)
    sc.pp.neighbors(table)
    sc.tl.leiden(table, resolution=1, n_iterations=2, flavor="leidenalg", directed=False)
    return table


def main():
    parser = arguments(__doc__, rounds=3, program="tools/bench/clustering_bench")
    parser.add_argument("--spots", type=int, default=5000)
    parser.add_argument("--genes", type=int, default=2000)
    options = parse(parser)
    warnings.simplefilter("ignore")
    values, kind = made_up(options.spots, options.genes)
    graph = chain(values, kind).obsp["connectivities"].tocoo()
    once = graph.row < graph.col
    sources, targets, weights = graph.row[once], graph.col[once], graph.data[once].astype(np.float64)
    peer = igraph.Graph(options.spots, list(zip(sources.tolist(), targets.tolist())))
    tested = table_of(values, kind)
    tested.uns["log1p"] = {"base": None}
    figures = {}

    def told(side, what, sample, figure):
        figures.setdefault((what, side), figure)
        return sample

    print_machine()
    with tempfile.TemporaryDirectory() as folder:
        for name, array, of in (("values", values, np.float32), ("group", kind, np.int32), ("from", sources, np.int32),
                                ("to", targets, np.int32), ("weight", weights, np.float64)):
            array.astype(of).tofile(f"{folder}/{name}")

        def ours(what):
            _, out = child([options.program, folder, str(options.spots), str(options.genes), str(KINDS), what])
            row = json.loads(out)
            return told("ours", what, Sample(row["wall_s"], row["cpu_s"]), row["figure"])

        def leidens():
            sample, found = timed(lambda: leidenalg.find_partition(
                peer, leidenalg.RBConfigurationVertexPartition, weights=weights.tolist(), n_iterations=2, seed=0,
                resolution_parameter=1))
            return told("peer", "leiden", sample, found.quality() / (2 * weights.sum()))

        def chains():
            return timed(lambda: chain(values, kind))[0]

        def tests():
            sample, _ = timed(lambda: sc.tl.rank_genes_groups(tested, "kind", method="t-test"))
            q = tested.uns["rank_genes_groups"]["pvals_adj"]
            return told("peer", "tests", sample, int(sum((q[name] <= 0.01).sum() for name in q.dtype.names)))

        tests()
        for case, what, name, theirs in (("Leiden", "leiden", "leidenalg", leidens),
                                         ("chain", "chain", "scanpy", chains),
                                         ("Welch's tests", "tests", "scanpy", tests)):
            samples = by_turns(options.rounds, {"ours": lambda what=what: ours(what), name: theirs})
            print_case(case, f"{options.spots} spots x {options.genes} genes", samples)
    print(f"quality of Leiden's communities: ours {figures['leiden', 'ours']:.4f}, leidenalg "
          f"{figures['leiden', 'peer']:.4f}; genes called: ours {figures['tests', 'ours']:.0f}, scanpy "
          f"{figures['tests', 'peer']}")


main()
