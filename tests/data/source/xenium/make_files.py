#!/usr/bin/env python3
"""How the .parquet files beside it were made, with pyarrow 26.0.1:

    make_files.py FOLDER

Four cells of a bundle as three versions of Xenium's software wrote them: 1.0
(names are numbers), 1.3 (byte strings) and 3.0 (texts). Columns and their types
are those of core/data/README.md, "Xenium"; all values are made up.
tests/data/source/xenium_test.cpp has the .csv twins.
"""

import pathlib
import sys

import pyarrow as pa
import pyarrow.parquet as pq

out = pathlib.Path(sys.argv[1])
names = ["aaaaaaab-1", "aaaaaaac-1", "ffkpbaba-1", "aaaaaaba-1"]
as_bytes = [name.encode() for name in names]
centres = {
    "x_centroid": pa.array([10, 30, 10, 30.25]),
    "y_centroid": pa.array([20, 20, 40, 40.5]),
    "transcript_counts": pa.array([3, 2, 2, 0], pa.int32()),
    "control_probe_counts": pa.array([1, 0, 0, 0], pa.int32()),
}


def write(name, columns):
    pq.write_table(pa.table(columns), out / f"{name}.parquet", row_group_size=3, compression="zstd")


write("cells_v1", {"cell_id": pa.array([1, 2, 3, 4], pa.int32()), **centres})
write("cells_v13", {"cell_id": pa.array(as_bytes, pa.binary()), **centres})
write(
    "cells_v3",
    {
        "cell_id": names,
        **centres,
        "nucleus_area": pa.array([4.0, 13.0, None, 4.0]),
        "nucleus_count": pa.array([1, 2, 0, 1], pa.float64()),
        "segmentation_method": ["Segmented by nucleus expansion of 5.0um"] * 4,
    },
)

# The nuclei of version 3 begin with the last cell; the second has two, the third
# none. Each polygon ends with its first vertex.
square = [(0, 0), (2, 0), (2, 2), (0, 2), (0, 0)]
triangle = [(0, 0), (3, 0), (0, 6), (0, 0)]


def at(x, y, shape):
    return [(x + dx, y + dy) for dx, dy in shape]


nuclei = [
    (names[3], 1, at(30, 40, square)),
    (names[1], 2, at(28, 19, square)),
    (names[1], 3, at(31, 18, triangle)),
    (names[0], 4, at(9, 19, square)),
]
rows = [(cell, x, y, label) for cell, label, polygon in nuclei for x, y in polygon]
write(
    "nucleus_boundaries_v3",
    {
        "cell_id": [row[0] for row in rows],
        "vertex_x": pa.array([row[1] for row in rows], pa.float32()),
        "vertex_y": pa.array([row[2] for row in rows], pa.float32()),
        "label_id": pa.array([row[3] for row in rows], pa.int64()),
    },
)

# cell, gene, qv, inside of the nucleus
transcripts = [
    (0, "EPCAM", 40, 1),
    (0, "EPCAM", 20, 0),
    (0, "EPCAM", 19.5, 1),
    (0, "KRT7", 30, 1),
    (1, "KRT7", 35, 0),
    (2, "EPCAM", 33, 1),
    (None, "EPCAM", 40, 0),
    (2, "NegControlProbe_00042", 40, 1),
    (2, "BLANK_0001", 40, 0),
    (2, "EPCAM", 21, 0),
]
common = {
    "overlaps_nucleus": pa.array([row[3] for row in transcripts], pa.uint8()),
    "qv": pa.array([row[2] for row in transcripts], pa.float32()),
}
write(
    "transcripts_v1",
    {
        "cell_id": pa.array([-1 if row[0] is None else row[0] + 1 for row in transcripts], pa.int32()),
        "feature_name": pa.array([row[1].encode() for row in transcripts], pa.binary()),
        **common,
    },
)
category = {"NegControlProbe_00042": "negative_control_probe", "BLANK_0001": "unassigned_codeword"}
write(
    "transcripts_v3",
    {
        "cell_id": ["UNASSIGNED" if row[0] is None else names[row[0]] for row in transcripts],
        "feature_name": [row[1] for row in transcripts],
        **common,
        "codeword_category": [category.get(row[1], "predesigned_gene") for row in transcripts],
        "is_gene": [row[1] not in category for row in transcripts],
    },
)
