"""Writes the manifests from the files they describe. Run by hand when a set changes:

    python3 data_manifests/write_manifests.py DATA_FOLDER

DATA_FOLDER has a folder a set: `her2st` is a checkout of almaan/her2st, or the part of
it that is at hand, whose files that are there are named; `spaceranger/outs` is Space
Ranger's folder; the others are named as their sets. tests/data:her2st_test,
tests/data:visium_section_test, tests/data:tcga_brca_test, tests/data:xenium_breast_test,
tests/data:genes_test and tests/data/source:mob_sample_test compare the manifests with
the data.
"""

import csv
import hashlib
import io
import json
import os
import pathlib
import sys
import zipfile

HERE = pathlib.Path(__file__).parent
COMMIT = "85df7411b987a7dec3feff9718b869a7a82091ec"
HER2ST_URL = f"https://raw.githubusercontent.com/almaan/her2st/{COMMIT}/"

# Members that each manifest has, in their order. A set says what differs from these.
MEMBERS = dict.fromkeys(("name", "title", "organism", "licence", "citation", "source")) | {
    "layout": "", "lattice": "", "um_per_px": 0, "spot_pitch_um": 0, "spot_diameter_um": 0}


def entry(folder, path):
    content = (folder / path).read_bytes()
    return {"path": path, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def write(name, manifest):
    path = HERE / name / "manifest.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(MEMBERS | {"name": name} | manifest, indent=2, ensure_ascii=False) + "\n")


def her2st(folder):
    paths = sorted(
        str(pathlib.Path(where, name).relative_to(folder))
        for where, _, names in os.walk(folder) for name in names if name != "SOURCE.md")
    sections = []
    for path in paths:
        if not path.startswith("data/ST-cnts/"):
            continue
        name = pathlib.Path(path).name.removesuffix(".tsv.gz")
        files = {"counts": path, "spots": f"data/ST-spotfiles/{name}_selection.tsv"}
        pictures = [p for p in paths if p.startswith(f"data/ST-imgs/{name[0]}/{name}/")]
        if pictures:
            files["picture"] = pictures[0]
        labels = f"data/ST-pat/lbl/{name}_labeled_coordinates.tsv"
        if labels in paths:
            files["labels"] = labels
        clusters = f"res/ST-cluster/lbl/{name}-cluster-annotation.tsv.gz"
        if clusters in paths:
            files["clusters"] = clusters
        small = f"app/www/imgs/{name}_HE_image_dark.png"
        if small in paths:
            files["small_picture"] = small
        sections.append({"section": name, "patient": name[0], "site": "", "files": files})
    write("her2st", {
        "title": "HER2-positive breast tumours, Spatial Transcriptomics",
        "organism": "Homo sapiens",
        "licence": "CC BY 4.0",
        "citation": "Andersson A, Larsson L, Stenbeck L, et al. Spatial deconvolution of HER2-positive breast "
                    "cancer delineates tumor-associated cell type interactions. Nature Communications 12, 6012 "
                    "(2021). doi:10.1038/s41467-021-26271-2",
        "source": f"https://github.com/almaan/her2st commit {COMMIT}; archived at doi:10.5281/zenodo.3957257",
        "layout": "legacy_st",
        "lattice": "square",
        "um_per_px": 0.688,
        "spot_pitch_um": 200,
        "spot_diameter_um": 100,
        "sections": sections,
        "files": [entry(folder, path) | {"url": HER2ST_URL + path} for path in paths],
        "note": "13 of the 36 sections. Pictures at full resolution are at hand for B4 and C2 to C6; the others have "
                "counts and positions alone, A1 also a small picture of the tissue cut out, at another scale (role "
                "small_picture). labels are a pathologist's; clusters are of all sections of a patient by expression, "
                "named by marker genes in res/ST-cluster/motivation.csv. um_per_px differs a little by section (0.67 to "
                "0.70). The GitHub repository has no licence file; the licence is that of the Zenodo record.",
    })


def mob():
    folder = HERE / "samples" / "mob"
    paths = sorted(p.name for p in folder.iterdir() if p.suffix in (".gz", ".jpg"))
    sections = [
        {"section": name, "patient": "mouse1", "site": "",
         "files": {"counts": f"{name}.tsv.gz", "gene_names": "gene_names.tsv.gz", "picture": f"{name}.jpg",
                   "spots": f"alignment_table_{name}.tsv.gz"}}
        for name in ("MOB1", "MOB2")]
    write("mob", {
        "title": "Mouse olfactory bulb, Spatial Transcriptomics",
        "organism": "Mus musculus",
        "licence": "MIT",
        "citation": "Bergenstråhle J, Larsson L, Lundeberg J. Seamless integration of image and molecular analysis "
                    "for spatial transcriptomics workflows. BMC Genomics 21, 482 (2020). "
                    "doi:10.1186/s12864-020-06832-3",
        "source": "https://github.com/jbergenstrahle/STUtility",
        "layout": "legacy_st",
        "lattice": "hexagonal",
        "sections": sections,
        "files": [entry(folder, path) | {"shipped": f"samples/mob/{path}"} for path in paths],
        "note": "Two sections of one animal: no patient can be held out. The tables are gzip-compressed by us, the "
                "gene names cut down to the genes of the tables (data_manifests/mob_sample.cpp); nothing else is "
                "changed. The scale of the pictures is not stated; the pitch of the spots is about 32 px.",
    })


def visium(folder):
    tables = "filtered_feature_bc_matrix/"
    files = {
        "barcodes": tables + "barcodes.tsv.gz",
        "counts": tables + "matrix.mtx.gz",
        "features": tables + "features.tsv.gz",
        "picture": "spatial/tissue_lowres_image.png",
        "scale_factors": "spatial/scalefactors_json.json",
        "spots": "spatial/tissue_positions.csv",
    }
    write("visium_mouse", {
        "title": "A mouse section, Visium with CytAssist",
        "organism": "Mus musculus",
        "licence": "MIT",
        "citation": "Perik-Zavodskii, CoexpressDeconvolve, example data (Space Ranger 3.0.0)",
        "source": "https://github.com/Perik-Zavodskii/CoexpressDeconvolve",
        "layout": "visium",
        "lattice": "hexagonal",
        "spot_pitch_um": 100,
        "spot_diameter_um": 55,
        "sections": [{"section": "S1", "patient": "mouse1", "site": "", "files": files}],
        "files": [entry(folder, path) for path in sorted(files.values())],
        "note": "The picture is the small one (picture_is = \"lowres\" of `dataset`) of the CytAssist, with eosin alone: "
                "not an H&E. It shows how Space Ranger's files are read; nothing can be learned from it.",
    })


def tcga_brca(folder):
    slides, pam50 = "tcga_brca_all_clean.csv.zip", "pam50_gene_expression.csv"
    with zipfile.ZipFile(folder / slides) as archive:
        text = io.TextIOWrapper(archive.open(archive.infolist()[0]), encoding="utf-8", newline="")
        sites = {row["case_id"]: row["site"] for row in csv.DictReader(text)}
    with open(folder / pam50, newline="") as table:
        for row in csv.DictReader(table):
            sites.setdefault(row["PATIENT_ID"], row["PATIENT_ID"].split("-")[1])
    write("tcga_brca", {
        "title": "Breast cancer of TCGA: follow-up, copy number, expression, mutations",
        "organism": "Homo sapiens",
        "licence": "open access of TCGA; the tables as two repositories put them together, under GPL-3.0 (PORPOISE) "
                   "and MIT (hist2RNA)",
        "citation": "The Cancer Genome Atlas Network. Comprehensive molecular portraits of human breast tumours. "
                    "Nature 490, 61-70 (2012). doi:10.1038/nature11412; tables of Chen RJ, Lu MY, Williamson DFK, et "
                    "al. Cancer Cell 40, 865-878 (2022). doi:10.1016/j.ccell.2022.07.004",
        "source": "https://github.com/mahmoodlab/PORPOISE and https://github.com/raktim-mondol/hist2RNA",
        "patients": [{"patient": patient, "site": site} for patient, site in sorted(sites.items())],
        "tables": {"slides": slides, "pam50": pam50},
        "files": [entry(folder, path) for path in (pam50, slides)],
        "note": "slides: a row a slide, 1,022 of 956 patients; rows of a patient differ in slide_id alone. censorship is "
                "1 where the patient was alive when last seen and 0 where the patient died (130). Columns GENE_cnv "
                "(1,333) are copy-number calls from -2 to 2, GENE_rnaseq (1,558) z-scores, GENE_mut (21) 0 or 1. "
                "pam50: 50 genes of 1,093 patients (RSEM), all 956 among them.",
    })


def xenium_breast(folder):
    files = {"counts": "counts.csv.gz", "spots": "cells.csv.gz", "types": "cells.csv.gz",
             "outlines": "boundaries.csv.gz", "dapi": "dapi.png"}
    write("xenium_breast", {
        "title": "A crop of a human breast cancer, Xenium",
        "organism": "Homo sapiens",
        "licence": "CC BY 4.0 (data, 10x Genomics), MIT (VoltRon)",
        "citation": "Janesick A, Shelansky R, Gottscho AD, et al. High resolution mapping of the tumor "
                    "microenvironment using integrated single-cell, spatial and in situ analysis. Nature "
                    "Communications 14, 8353 (2023). doi:10.1038/s41467-023-43458-x",
        "source": "10x Genomics, \"FFPE Human Breast Cancer\", replicate 1; as cropped and annotated in "
                  "https://github.com/BIMSBbioinfo/VoltRon, whose R objects were written as tables, y from the top",
        "layout": "cell_tables",
        "lattice": "none",
        "um_per_px": 0.85,
        "sections": [{"section": "S1", "patient": "P1", "site": "", "files": files}],
        "files": [entry(folder, path) for path in sorted(set(files.values()))],
        "note": "2,189 cells, 313 genes, one outline a cell, 16 types (\"Low Count Cells\" says none). No H&E exists: "
                "the picture is DAPI, and what is drawn from it (step virtual_picture) must be called virtual. One "
                "section of one patient: strips of it are all that can be held out. um_per_px is about 0.85.",
    })


def genes(folder):
    positions, hallmark, listed = "hg38_gene_positions.tsv.gz", "Hallmark.gmt", "her2st_785.txt"
    write("genes", {
        "title": "Places and sets of human genes",
        "organism": "Homo sapiens",
        "licence": "positions: Artistic-2.0; Hallmark: CC BY 4.0; her2st_785: MIT",
        "citation": "positions: Carlson M, org.Hs.eg.db 3.16; Hallmark: Liberzon A, Birger C, Thorvaldsdottir H, et "
                    "al. The Molecular Signatures Database hallmark gene set collection. Cell Systems 1, 417-425 (2015). "
                    "doi:10.1016/j.cels.2015.12.004; her2st_785: Pang M, Su K, Li M. doi:10.1101/2021.11.28.470212",
        "source": "positions: Debian's package r-bioc-org.hs.eg.db; Hallmark: https://www.gsea-msigdb.org; her2st_785: "
                  "https://github.com/maxpmx/HisToGene",
        "tables": {"positions": positions, "hallmark": hallmark, "her2st_785": listed},
        "files": [entry(folder, path) for path in (hallmark, listed, positions)],
        "note": "Tables about genes, so about no patient. positions: 28,409 rows of symbol, chromosome, start, strand, "
                "Ensembl id and band in hg38; 91 symbols stand at several places. hallmark: 50 sets. her2st_785: the "
                "genes that HisToGene, Hist2ST and THItoGene predict on her2st, in their order.",
    })


def infercnv(folder):
    counts = "oligodendroglioma_expression_downsampled.counts.matrix.gz"
    groups = "oligodendroglioma_annotations_downsampled.txt"
    order = "gencode_downsampled.EXAMPLE_ONLY_DONT_REUSE.txt"
    patients = sorted({line.split("_")[0] for line in (folder / groups).read_text().splitlines()})
    write("infercnv", {
        "title": "Oligodendroglioma, single cells: inferCNV's example",
        "organism": "Homo sapiens",
        "licence": "BSD-3-Clause",
        "citation": "Tirosh I, Venteicher AS, Hebert C, et al. Single-cell RNA-seq supports a developmental hierarchy "
                    "in human oligodendroglioma. Nature 539, 309-313 (2016). doi:10.1038/nature20123",
        "source": "https://github.com/broadinstitute/infercnv, inst/extdata",
        "patients": [{"patient": patient, "site": ""} for patient in patients],
        "tables": {"counts": counts, "groups": groups, "gene_order": order},
        "files": [entry(folder, path) for path in sorted((counts, groups, order))],
        "note": "10,338 genes by 184 cells of five tumours, the first part of a cell's name; 42 cells are normal "
                "(microglia and oligodendrocytes). gene_order is of hg19 and of this example alone. The tumours have "
                "lost 1p and 19q.",
    })


def synthetic(name, title, steps, patients, sections_a_patient, note):
    write(name, {
        "title": title,
        "organism": "none",
        "licence": "Apache-2.0",
        "citation": "core/data/source/synthetic.h",
        "source": f"steps {steps}",
        "layout": "synthetic",
        "lattice": "square",
        "sections": [{"section": f"S{i + 1}", "patient": f"P{i // sections_a_patient + 1}", "site": "", "files": {}}
                     for i in range(patients * sections_a_patient)],
        "files": [],
        "note": note,
    })


def slides(folder):
    path = "cmu_small_region.svs"
    write("slides", {
        "title": "A slide of OpenSlide's test data",
        "organism": "Homo sapiens",
        "licence": "CC0-1.0",
        "citation": "CMU-1-Small-Region.svs, OpenSlide test data",
        "source": "https://openslide.cs.cmu.edu/download/openslide-testdata/Aperio/",
        "layout": "slide",
        "lattice": "square",
        "sections": [{"section": "CMU-1", "patient": "CMU", "site": "", "files": {"slide": path}}],
        "files": [entry(folder, path)],
        "note": "2220 x 2967 px, 20x, 0.499 um a pixel as the file says, one level. What tissue it is and whose is not "
                "known: it shows how slides are read and predicted, nothing about any disease.",
    })


def synthetic_cells():
    write("synthetic_cells", {
        "title": "Made-up patients with known truth, a section of cells each",
        "organism": "none",
        "licence": "Apache-2.0",
        "citation": "core/data/patients/synthetic_patient.h",
        "source": "steps synthetic_cells, synthetic_cell_types and synthetic_outcomes",
        "layout": "synthetic",
        "lattice": "none",
        "sections": [{"section": f"C{i + 1}", "patient": f"P{i + 1}", "site": "", "files": {}} for i in range(60)],
        "files": [],
        "note": "Sixty patients; each follows from the seed, its own name and its section's.",
    })


def synthetic_responders():
    write("synthetic_responders", {
        "title": "Made-up slides of patients who respond or do not, with known truth",
        "organism": "none",
        "licence": "Apache-2.0",
        "citation": "core/data/patients/synthetic_slide.h",
        "source": "steps synthetic_slide_map and synthetic_response",
        "layout": "synthetic",
        "lattice": "none",
        "sections": [{"section": f"S{i + 1}", "patient": f"P{i // 2 + 1}", "site": "", "files": {}} for i in range(60)],
        "files": [],
        "note": "Sixty slides of thirty patients, two each; each follows from the seed, its own name and its patient's.",
    })


data = pathlib.Path(sys.argv[1])
her2st(data / "her2st")
mob()
visium(data / "spaceranger" / "outs")
tcga_brca(data / "tcga_brca")
xenium_breast(data / "xenium_breast")
slides(data / "slides")
genes(data / "genes")
infercnv(data / "infercnv")
synthetic("synthetic", "Made-up sections with known truth", "synthetic_dataset and synthetic_patches", 3, 2,
          "Six sections of three patients; each section follows from the seed, its own name and its patient's.")
synthetic("synthetic_slides", "Made-up slides with known truth",
          "synthetic_pair_dataset and synthetic_pair_patches", 30, 1,
          "Thirty slides, a patient and a tissue each.")
synthetic_cells()
synthetic_responders()
