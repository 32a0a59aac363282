#!/usr/bin/env python3
"""The most variable genes by scanpy's seurat_v3, on two made-up sections.

Writes variable_genes.json beside itself; made with scanpy 1.11.5 and scikit-misc 0.5.3. Two genes are not counted in
the first section, one is counted once in each spot, and one has a count that is cut.
"""
import json
import pathlib
import warnings

import anndata
import numpy as np
import scanpy as sc

random = np.random.default_rng(14)
sections = []
means = random.gamma(0.6, 3.0, 80)
for spots in (40, 55):
    depth = random.gamma(5.0, 0.2, (spots, 1))
    counts = random.poisson(depth * means * random.gamma(2.0, 0.5, (spots, 80)))
    counts[:, 5] = 1
    counts[3, 17] = 400
    if spots == 40:
        counts[:, [2, 70]] = 0
    table = anndata.AnnData(counts.astype(np.float64))
    warnings.simplefilter("ignore")
    sc.pp.highly_variable_genes(table, flavor="seurat_v3", n_top_genes=12, span=0.3)
    sections.append({
        "counts": counts.tolist(),
        "scores": table.var["variances_norm"].tolist(),
        "chosen": np.flatnonzero(table.var["highly_variable"]).tolist(),
    })
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps({"sections": sections}, separators=(",", ":")).replace("],[", "],\n[") + "\n")
