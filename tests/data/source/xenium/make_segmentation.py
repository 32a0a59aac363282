#!/usr/bin/env python3
"""How the .zarr.zip files beside it were made, with zarr 2.18.3 and numcodecs 0.15.2, the versions of which
Xenium's software writes such files by (format 2, a store in a zip archive):

    make_segmentation.py FOLDER

Four cells of a bundle, of 0.5 um a pixel, in a picture of 12 x 8 px; those of make_files.py and their places
are others. Arrays, their types and attributes are those of core/data/README.md, "Xenium"; all values are made up.

- v3: two nuclei of the third cell, none of the second; nuclei and cells have an order of their own; masks in
  chunks of 5 x 3, packed by blosc with zstd; a chunk of background is left out
- v3_deflated: the same, its files packed once more by the archive
- v13: labels by seg_mask_value
- v1: names are numbers
- imported: cells alone, as `xeniumranger import-segmentation` leaves them, without masks
"""

import pathlib
import sys
import zipfile

import numpy as np
import zarr
from numcodecs import Blosc

out = pathlib.Path(sys.argv[1])
PX = 0.5
# prefix and suffix; as text aaaaaaab-1, ffkpbaba-1, aaaaaaad-2, aaaaaaba-1
IDS = np.array([[1, 1], [1437536272, 1], [3, 2], [16, 1]], "u4")
# Boxes in pixels, [left, top, right, bottom) of the cells in the order of IDS, and of their nuclei.
CELLS = [(0, 0, 4, 4), (5, 0, 8, 3), (4, 4, 10, 8), (10, 0, 12, 4)]
NUCLEI = [(10, 1, 12, 3), (5, 5, 6, 7), (7, 5, 9, 8), (1, 1, 3, 3)]
NUCLEUS_OF = np.array([3, 2, 2, 0], "u4")
CELL_OF = np.array([2, 0, 3, 1], "u4")


def polygon(box):
    """Closed, in um, padded to 6 vertices with what is no vertex."""
    left, top, right, bottom = (PX * side for side in box)
    corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top), (-1, -1)]
    return np.array(corners, "f4").ravel()


def mask(boxes, labels):
    image = np.zeros((8, 12), "u4")
    for (left, top, right, bottom), label in zip(boxes, labels):
        image[top:bottom, left:right] = label
    return image


def write(name, fill, names=("nucleus", "cell"), compression=zipfile.ZIP_STORED, without=""):
    path = out / f"cells_{name}.zarr.zip"
    path.unlink(missing_ok=True)
    with zarr.ZipStore(str(path), mode="w", compression=compression) as store:
        root = zarr.group(store=store)
        root.attrs.put({"major_version": 6, "name": "CellSegmentationDataset", "number_cells": 4,
                        "polygon_set_names": list(names), "spatial_units": "microns"})
        fill(root)
    # Zip archives hold the time of writing: the first that they can say.
    with zipfile.ZipFile(path) as archive:
        files = [(one.filename, archive.read(one)) for one in archive.infolist()
                 if one.filename != without]
    with zipfile.ZipFile(path, "w", compression=compression) as archive:
        for file, data in files:
            archive.writestr(zipfile.ZipInfo(file), data, compress_type=compression)


def array(group, name, data, chunks=True, fill_value=0, **options):
    data = np.asarray(data)
    packed = Blosc(cname="zstd" if name in "01" else "lz4", clevel=5, shuffle=Blosc.SHUFFLE)
    group.array(name, data, chunks=chunks, compressor=packed, fill_value=fill_value, **options)


def masks(root, nuclei, cells):
    group = root.create_group("masks")
    for name, image in (("0", nuclei), ("1", cells)):
        array(group, name, image, chunks=(5, 3))
    array(group, "homogeneous_transform", np.diag([1 / PX, 1 / PX, 1, 1]).astype("f4"))


def version_3(root):
    array(root, "cell_id", IDS, chunks=(2, 1))
    array(root, "cell_summary", np.zeros((4, 8)), chunks=(4, 1))
    sets = root.create_group("polygon_sets")
    ordered = [CELLS[i] for i in CELL_OF]
    for name, boxes, of in (("0", NUCLEI, NUCLEUS_OF), ("1", ordered, CELL_OF)):
        group = sets.create_group(name)
        array(group, "cell_index", of)
        array(group, "method", np.zeros(4, "u4"))
        array(group, "num_vertices", np.full(4, 5, "i4"))
        array(group, "vertices", [polygon(box) for box in boxes], chunks=(2, 5))
    masks(root, mask(NUCLEI, [1, 2, 3, 4]), mask(ordered, [1, 2, 3, 4]))


NUCLEUS_OF_ROW = [(1, 1, 3, 3), None, (7, 5, 9, 8), (10, 1, 12, 3)]  # one a cell before version 2


def version_1(root, ids, labels):
    array(root, "cell_id", ids)
    if labels is not None:
        array(root, "seg_mask_value", np.array(labels, "i4"))
    boxes = [[box or (0, 0, 0, 0) for box in NUCLEUS_OF_ROW], CELLS]
    array(root, "polygon_num_vertices", np.array([[5, 0, 5, 5], [5, 5, 5, 5]], "i4"))
    array(root, "polygon_vertices", np.array([[polygon(box) for box in boxes[k]] for k in (0, 1)]))
    labels = labels or [1, 2, 3, 4]
    there = [(box, label) for box, label in zip(NUCLEUS_OF_ROW, labels) if box]
    masks(root, mask(*zip(*there)), mask(CELLS, labels))


def imported(root):
    array(root, "cell_id", IDS)
    group = root.create_group("polygon_sets").create_group("0")
    array(group, "cell_index", np.arange(4, dtype="u4"))
    array(group, "num_vertices", np.full(4, 5, "i4"))
    array(group, "vertices", [polygon(box) for box in CELLS])


write("v3", version_3, without="masks/0/0.1")
write("v3_deflated", version_3, compression=zipfile.ZIP_DEFLATED)
write("v13", lambda root: version_1(root, IDS, [9, 2, 30, 4]))
write("v1", lambda root: version_1(root, np.arange(1, 5, dtype="u4"), None))
write("imported", imported, names=("cell",))
