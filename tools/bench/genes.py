"""The most variable genes of a section: ours beside scanpy with scikit-misc.

    python3 tools/bench/genes.py --bin BIN

5,000 spots x 18,000 genes of made-up counts as compressed rows in memory, 1,000 genes chosen by Seurat v3 (span 0.3),
one thread. scanpy's functions are compiled before the first round. Needs anndata, numpy, scanpy, scikit-misc, scipy.
"""

import os

os.environ["NUMBA_NUM_THREADS"] = "1"

import json
import pathlib
import tempfile
import warnings

import anndata
import numpy as np
import scanpy as sc
from scipy import sparse

from common import Sample, arguments, by_turns, child, parse, print_case, print_machine, timed

SPOTS, GENES, MOST = 5000, 18000, 1000


def made_up():
    """Negative binomial counts: genes of means over four powers of ten, spots of several depths."""
    draw = np.random.default_rng(4)
    means = 10 ** draw.normal(-1.2, 0.8, GENES)
    rows = [sparse.csr_matrix(draw.poisson(means * depth * draw.gamma(2.0, 0.5, GENES)).astype(np.int32))
            for depth in draw.gamma(5.0, 0.2, SPOTS)]
    return sparse.vstack(rows, format="csr")


def main():
    options = parse(arguments(__doc__, rounds=5, program="tools/bench/genes_bench"))
    warnings.simplefilter("ignore")
    counts = made_up()
    table = anndata.AnnData(counts.astype(np.float32))
    print_machine()
    with tempfile.TemporaryDirectory() as folder:
        chosen = pathlib.Path(folder) / "chosen"
        for name, values, kind in (("row_starts", counts.indptr, np.int64), ("columns", counts.indices, np.int32),
                                   ("values", counts.data, np.int32)):
            values.astype(kind).tofile(f"{folder}/{name}")

        def ours():
            chosen.unlink(missing_ok=True)
            _, out = child([options.program, folder, str(GENES), str(MOST), str(chosen)])
            row = json.loads(out)
            return Sample(row["wall_s"], row["cpu_s"])

        def theirs():
            return timed(lambda: sc.pp.highly_variable_genes(table, flavor="seurat_v3", n_top_genes=MOST, span=0.3))[0]

        theirs()
        samples = by_turns(options.rounds, {"ours": ours, "scanpy": theirs})
        ours_are = set(map(int, chosen.read_text().split()))
    alike = len(ours_are & set(np.flatnonzero(table.var["highly_variable"])))
    print(f"{alike} of {MOST} genes are the same; {counts.nnz / SPOTS / GENES:.0%} of the counts are above 0")
    print_case("variable genes", f"{SPOTS} spots x {GENES} genes", samples)


main()
