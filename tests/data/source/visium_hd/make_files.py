#!/usr/bin/env python3
"""How tissue_positions.parquet beside it was made, with pyarrow 26.0.1: columns and types as Space Ranger 3 has them,
six bins of which five are under tissue, in two groups of rows."""

import pathlib

import pyarrow
import pyarrow.parquet

table = pyarrow.table({
    "barcode": [f"s_008um_{row:05}_{column:05}-1" for row in range(2) for column in range(3)],
    "in_tissue": pyarrow.array([1, 1, 1, 1, 1, 0], pyarrow.uint8()),
    "array_row": pyarrow.array([0, 0, 0, 1, 1, 1], pyarrow.uint16()),
    "array_col": pyarrow.array([0, 1, 2, 0, 1, 2], pyarrow.uint16()),
    "pxl_row_in_fullres": [100.5 + 32 * row for row in (0, 0, 0, 1, 1, 1)],
    "pxl_col_in_fullres": [10.25 + 32 * column for column in (0, 1, 2, 0, 1, 2)],
})
folder = pathlib.Path(__file__).parent
pyarrow.parquet.write_table(table, folder / "tissue_positions.parquet", row_group_size=4)
print(pyarrow.__version__)
