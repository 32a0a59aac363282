#!/usr/bin/env python3
"""How the stores in the archives beside it were made, with spatialdata 0.7.3 and anndata 0.12.19:

    python3 make_stores.py FOLDER       # container 0.2 (Zarr 3) and 0.1 (Zarr 2), as `moonstain data add` takes them

Four spots as circles, of whom the table annotates three, in another order than the circles; two cells as polygons; two
coordinate systems, the second with its axes exchanged. Numbers are written out in tests/data/source/spatialdata_test.cpp.
"""

import pathlib
import sys
import zipfile

import anndata
import geopandas
import numpy
import pandas
import scipy.sparse
import shapely
import spatialdata
from spatialdata.models import ShapesModel, TableModel
from spatialdata.transformations import Affine, Identity, Scale, Sequence, Translation
from spatialdata._io.format import SpatialDataContainerFormatV01

folder = pathlib.Path(sys.argv[1])
# Pixels are (2 y + 5, 3 x): the affine has columns for y and x, and rows for x and y.
exchanged = Affine([[2, 0, 5], [0, 3, 0], [0, 0, 1]], input_axes=("y", "x"), output_axes=("x", "y"))
systems = {"global": Identity(), "pixels": exchanged,
           "steps": Sequence([Scale([10, 100], axes=("x", "y")), Translation([1, 2], axes=("y", "x"))])}
spots = ShapesModel.parse(
    numpy.array([[1.0, 10.0], [2.0, 20.0], [3.0, 30.0], [4.0, 40.0]]), geometry=0, radius=0.5,
    index=pandas.Index([7, 3, 9, 5]), transformations=systems)
cells = ShapesModel.parse(
    geopandas.GeoDataFrame({"geometry": [shapely.box(0, 0, 4, 2), shapely.Polygon([(10, 0), (16, 0), (10, 6)])]},
                           index=["a", "b"]), transformations={"global": Identity()})
obs = pandas.DataFrame(
    {"region": pandas.Categorical(["spots", "spots", "cells", "spots", "cells"]), "id": ["9", "7", "b", "3", "a"],
     "array_row": [1, 0, 0, 0, 0], "array_col": [1, 0, 0, 2, 0]}, index=["s9", "s7", "cb", "s3", "ca"])
counts = scipy.sparse.csr_matrix(numpy.array([[1, 0], [0, 2], [7, 7], [3, 4], [8, 0]], dtype=numpy.float32))
table = anndata.AnnData(counts, obs=obs, var=pandas.DataFrame(index=["FN1", "KRT8"]))
table = TableModel.parse(table, region=["cells", "spots"], region_key="region", instance_key="id")


def circles_table():
    """The same of the circles alone, whose instances are integers."""
    part = anndata.AnnData(counts[[0, 1, 3]], obs=obs.iloc[[0, 1, 3]].copy(), var=pandas.DataFrame(index=["FN1", "KRT8"]))
    part.obs["region"] = pandas.Categorical(["spots"] * 3)
    part.obs["id"] = [9, 7, 3]
    return TableModel.parse(part, region="spots", region_key="region", instance_key="id")


print("spatialdata", spatialdata.__version__, "anndata", anndata.__version__)
both = spatialdata.SpatialData(shapes={"spots": spots, "cells": cells}, tables={"table": table})
both.write(folder / "two_regions.zarr", overwrite=True)
one = spatialdata.SpatialData(shapes={"spots": spots}, tables={"counts": circles_table()})
one.write(folder / "circles.zarr", overwrite=True)
one.write(folder / "circles_v01.zarr", overwrite=True, sdata_formats=SpatialDataContainerFormatV01())
for store in ("two_regions", "circles", "circles_v01"):
    with zipfile.ZipFile(pathlib.Path(__file__).parent / f"{store}.zarr.zip", "w") as archive:
        for file in sorted((folder / f"{store}.zarr").rglob("*")):
            if file.is_file():
                name = file.relative_to(folder / f"{store}.zarr").as_posix()
                archive.writestr(zipfile.ZipInfo(name), file.read_bytes())
