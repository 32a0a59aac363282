#!/usr/bin/env python3
"""Scores of variable genes as scanpy gives them, on a made-up table of counts.

Writes gene_choice.json beside itself; made with scanpy 1.11.5. Among the genes are some
without counts and two that are alone in their class; one spot has no counts.
"""
import json
import pathlib
import warnings

import anndata
import numpy as np
import scanpy as sc

random = np.random.default_rng(12)
means = random.gamma(0.6, 3.0, 60)
means[7] = 90.0
spots = random.gamma(5.0, 0.2, (40, 1))
counts = random.poisson(spots * means * random.gamma(2.0, 0.5, (40, 60)))
counts[:, 3] = 0
counts[11] = 0

table = anndata.AnnData(counts.astype(np.float64))
warnings.simplefilter("ignore")
sc.pp.normalize_total(table)
sc.pp.log1p(table)
sc.pp.highly_variable_genes(table, flavor="seurat", n_top_genes=15)
scores = table.var["dispersions_norm"].to_numpy()
golden = {
    "counts": counts.tolist(),
    "scores": [None if np.isnan(score) else float(score) for score in scores],
    "chosen": [int(gene) for gene in np.flatnonzero(table.var["highly_variable"])],
}
path = pathlib.Path(__file__).parent / "gene_choice.json"
path.write_text(json.dumps(golden, separators=(",", ":")).replace("],[", "],\n[") + "\n")
