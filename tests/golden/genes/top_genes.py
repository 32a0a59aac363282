#!/usr/bin/env python3
"""Genes of highest dispersion as scanpy takes them, of two made-up tables of counts.

Writes top_genes.json beside itself; made with scanpy 1.11.5. As HEST-Benchmark says of its genes: those that at
least a tenth of the spots of each section count, without controls by name, then the most variable ones of
ln(1 + n) of both sections together. Some genes are counted in enough spots of one section alone, one never varies.
"""
import json
import math
import pathlib
import warnings

import anndata
import numpy as np
import scanpy as sc

MOST = 12
random = np.random.default_rng(31)
means = random.gamma(0.5, 3.0, 70)
means[9] = 120.0
names = [f"g{gene}" for gene in range(70)]
names[4], names[20] = "BLANK_0004", "NegControlProbe_20"
means[[4, 20]] = 4.0
tables = []
for spots in 31, 24:
    depth = random.gamma(5.0, 0.2, (spots, 1))
    counts = random.poisson(depth * means * random.gamma(1.5, 0.6, (spots, 70)))
    counts[:, 30] = 2
    tables.append(anndata.AnnData(counts.astype(np.float64)))
    tables[-1].var_names = names
tables[0].X[:, 12] = 0
tables[0].X[:3, 12] = 40  # of 31 spots 3 are too few
tables[0].X[:, 13] = 0
tables[0].X[:4, 13] = 40  # and 4 enough
counts = [table.X.astype(int).tolist() for table in tables]

warnings.simplefilter("ignore")
for table in tables:
    sc.pp.filter_genes(table, min_cells=math.ceil(0.1 * table.n_obs))
both = anndata.concat(tables, join="inner", index_unique="-", keys=["0", "1"])
both = both[:, [not ("BLANK" in name or "Control" in name) for name in both.var_names]].copy()
sc.pp.log1p(both)
sc.pp.highly_variable_genes(both, flavor="seurat", n_top_genes=MOST)
scores = both.var["dispersions_norm"]
chosen = both.var_names[both.var["highly_variable"]]
golden = {
    "names": names,
    "counts": counts,
    "left": len(both.var_names),
    # Two that are alone in their class score 1.
    "chosen": sorted(chosen, key=lambda name: (-scores[name], name)),
}
path = pathlib.Path(__file__).parent / "top_genes.json"
path.write_text(json.dumps(golden, separators=(",", ":")).replace("],[", "],\n[") + "\n")
gap = scores.sort_values(ascending=False).iloc[MOST - 1 : MOST + 1]
print(golden["chosen"], golden["left"], gap.to_dict(), scores.isna().sum())
