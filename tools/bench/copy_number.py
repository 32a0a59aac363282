"""Copy number by expression beside infercnvpy, and permuted tests along the genome beside scipy.

    python3 tools/bench/copy_number.py --bin BIN DATA

DATA/infercnv holds inferCNV's example, 184 cells x 10,338 genes. Both sides go from counts in memory to values along
the genome, log-normalised at the median total, window 101, clip 3, every gene (step 1), no noise filter; infercnvpy
leaves out the last subtraction of the reference and windows that are cut at the ends. Printed beside the times: how the
means of malignant cells by arm agree, and those of MGH36 on 1p and 19q.

The tests are of 956 patients, 1,333 loci of which neighbours differ in 0.5 % of the patients, and 1,558 features:
Welch's p of every pair, a permutation of the patients after the other, summed by locus as -log10 p. scipy has the
patients once as they are; the sums of both are compared there. One thread.

Needs anndata, infercnvpy 0.6.1, numpy, pandas, scipy.
"""

import gzip
import json
import os
import pathlib
import resource
import tempfile
import warnings

os.environ["NUMBA_NUM_THREADS"] = "1"

import anndata
import numpy as np
import pandas as pd
from scipy import stats

from common import Sample, arguments, by_turns, child, parse, print_case, print_machine, timed

REFERENCE = ["Microglia/Macrophage", "Oligodendrocytes (non-malignant)"]
UNITS, SPLITS, COLUMNS, PERMUTATIONS = 956, 1333, 1558, 20
# Where arms part in hg19, Mb.
SHORT_ARMS = {"chr1": 125.0, "chr19": 26.5, "chr7": 59.9, "chr4": 50.4, "chr12": 35.8}


def children_cpu():
    """infercnvpy computes in a process of its own."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def cells(options):
    import infercnvpy

    folder = options.data / "infercnv"
    files = [folder / name for name in ("oligodendroglioma_expression_downsampled.counts.matrix.gz",
                                        "oligodendroglioma_annotations_downsampled.txt",
                                        "gencode_downsampled.EXAMPLE_ONLY_DONT_REUSE.txt")]
    with gzip.open(files[0], "rt") as table:
        counts = pd.read_csv(table, sep="\t", index_col=0).T
    groups = pd.read_csv(files[1], sep="\t", header=None, index_col=0)[1]
    order = pd.read_csv(files[2], sep="\t", header=None, index_col=0, names=["chromosome", "start", "end"])
    order = order[~order.index.duplicated()]
    autosomal = [gene for gene in counts.columns
                 if gene in order.index and order.chromosome[gene] not in ("chrX", "chrY")]
    counts = counts[autosomal + [gene for gene in counts.columns if gene not in set(autosomal)]]
    totals = counts.to_numpy().sum(axis=1, keepdims=True)
    kept = [gene for gene in autosomal if counts[gene].mean() >= 1]
    raw = counts[kept].to_numpy()
    found = {}

    def theirs():
        def body():
            table = anndata.AnnData(np.log2(raw / totals * np.median(totals) + 1))
            table.obs_names, table.var_names = counts.index, kept
            table.obs["group"] = groups[counts.index].to_numpy()
            table.var[["chromosome", "start", "end"]] = order.loc[kept].to_numpy()
            table.var["start"] = table.var["start"].astype(int)
            infercnvpy.tl.infercnv(table, reference_key="group", reference_cat=REFERENCE, lfc_clip=3, window_size=101,
                                   step=1, dynamic_threshold=None, n_jobs=1)
            return table
        before = children_cpu()
        sample, found["table"] = timed(body)
        sample.cpu_s += children_cpu() - before
        return sample

    with tempfile.TemporaryDirectory() as scratch:
        arms = pathlib.Path(scratch) / "arms"

        def ours():
            arms.unlink(missing_ok=True)
            _, out = child([options.program, "cells", *map(str, files), str(arms), *REFERENCE])
            row = json.loads(out)
            return Sample(row["wall_s"], row["cpu_s"])

        theirs()
        samples = by_turns(options.rounds, {"ours": ours, "infercnvpy": theirs})
        means = pd.read_csv(arms, sep="\t", index_col=0)

    # Windows in the order of the genome; one is where its middle gene is.
    table = found["table"]
    values, starts = table.obsm["X_cnv"].toarray(), table.uns["cnv"]["chr_pos"]
    peer = {}
    for name, begin in starts.items():
        places = np.sort(table.var.start[table.var.chromosome == name].to_numpy())[50:-50]
        for arm in "pq" if name in SHORT_ARMS else "":
            part = (places <= SHORT_ARMS[name] * 1e6) == (arm == "p")
            window = values[:, begin:begin + len(places)][:, part]
            peer[name.removeprefix("chr") + arm] = pd.Series(window.mean(axis=1)).groupby(
                table.obs["group"].to_numpy()).mean()
    peer = pd.DataFrame(peer)
    malignant = [group for group in means.index if group.startswith("malignant")]
    both = means.loc[malignant, peer.columns].to_numpy().ravel(), peer.loc[malignant].to_numpy().ravel()
    print(f"means of {len(malignant)} groups x {len(peer.columns)} arms: r {np.corrcoef(*both)[0, 1]:.3f}; MGH36 on 1p "
          f"{means.loc['malignant_MGH36', '1p']:.2f} and {peer.loc['malignant_MGH36', '1p']:.2f}, on 19q "
          f"{means.loc['malignant_MGH36', '19q']:.2f} and {peer.loc['malignant_MGH36', '19q']:.2f}")
    print_case("copy number by expression", "184 cells x 8508 genes", samples)


def tests(options):
    draw = np.random.default_rng(3)
    splits = np.empty((SPLITS, UNITS), np.int8)
    for i in range(SPLITS):
        new = draw.choice([-1, 0, 1], UNITS, p=[0.1, 0.5, 0.4])
        splits[i] = new if i == 0 else np.where(draw.random(UNITS) < 0.005, new, splits[i - 1])
    values = draw.normal(size=(UNITS, COLUMNS)).astype(np.float32)
    found = {}

    def theirs():
        def body():
            sums = []
            for split in splits:
                p = stats.ttest_ind(values[split < 0], values[split > 0], equal_var=False).pvalue
                sums.append(-np.log10(p).sum())
            return np.array(sums)
        sample, found["theirs"] = timed(body)
        return sample

    with tempfile.TemporaryDirectory() as folder:
        splits.tofile(f"{folder}/splits")
        values.tofile(f"{folder}/values")
        evidence = pathlib.Path(folder) / "evidence"

        def ours():
            evidence.unlink(missing_ok=True)
            _, out = child([options.program, "tests", folder, str(UNITS), str(COLUMNS), str(PERMUTATIONS),
                            str(evidence)])
            row = json.loads(out)
            found["ours"] = np.fromfile(evidence).reshape(PERMUTATIONS, SPLITS)[0]
            return Sample(row["wall_s"] / PERMUTATIONS, row["cpu_s"] / PERMUTATIONS)

        samples = by_turns(min(options.rounds, 2), {"ours": ours, "scipy": theirs})
    apart = np.max(np.abs(found["ours"] / found["theirs"] - 1))
    print(f"sums of -log10 p differ by {apart:.1e} at most, of themselves")
    print_case("permuted tests along the genome", f"{SPLITS} loci x {COLUMNS} features, a permutation", samples)


def main():
    parser = arguments(__doc__, rounds=3, program="tools/bench/copy_number_bench")
    parser.add_argument("data", type=pathlib.Path, metavar="DATA")
    options = parse(parser)
    warnings.simplefilter("ignore")
    print_machine()
    cells(options)
    tests(options)


main()
