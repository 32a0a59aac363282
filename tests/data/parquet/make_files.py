#!/usr/bin/env python3
"""How the .parquet files beside it were made, with pyarrow 26.0.1:

    make_files.py FOLDER

They are kept as they are: another version of the library writes other bytes.
"""

import datetime
import pathlib
import sys

import pyarrow as pa
import pyarrow.parquet as pq

out = pathlib.Path(sys.argv[1])

# Every kind of column that is read, and three that are not; 5 rows in groups of
# 2, 2 and 1, each column packed by another codec.
kinds = pa.table(
    {
        "int8": pa.array([-128, 0, 1, 2, 127], pa.int8()),
        "uint32": pa.array([0, 1, 2, 3, 2**32 - 1], pa.uint32()),
        "int64": pa.array([-(2**63), 0, 1, 2, 2**63 - 1], pa.int64()),
        "uint64": pa.array([0, 1, 2, 3, 2**64 - 1], pa.uint64()),
        "bool": pa.array([True, False, True, False, True]),
        "float": pa.array([0.5, -0.0, float("inf"), float("nan"), 1.25], pa.float32()),
        "double": pa.array([0.1, None, 1e300, 2, 3], pa.float64()),
        "gaps": pa.array([1, 2, 3, None, 5], pa.int32()),
        "text": ["a", "", "\u00b5m", "d", "e"],
        "large_text": pa.array(["a", "b", "c", "d", "e"], pa.large_string()),
        "bytes": pa.array([b"a", b"b", b"c", b"d", b"e"], pa.binary()),
        "latin1": pa.array([b"a", b"b", b"c", b"\xb5m", b"e"], pa.binary()),
        "fixed": pa.array([b"aa", b"bb", b"cc", b"dd", b"ee"], pa.binary(2)),
        "category": pa.array(["b", "a", "b", None, "a"]).dictionary_encode(),
        "list": pa.array([[1], [], [2, 3], None, [4]]),
        "time": pa.array([datetime.datetime(2024, 1, 1)] * 5),
        "pair": pa.array([{"x": 1, "y": 2.0}] * 5),
    }
)
codecs = ["none", "snappy", "gzip", "brotli", "zstd", "lz4"]
pq.write_table(
    kinds,
    out / "kinds.parquet",
    row_group_size=2,
    compression={name: codecs[i % len(codecs)] for i, name in enumerate(kinds.column_names)},
)
pq.write_table(kinds.slice(0, 0), out / "no_rows.parquet")
pq.write_table(
    pa.Table.from_arrays([pa.array([1]), pa.array([2])], ["x", "x"]), out / "twice.parquet"
)
# Pages with checksums, texts that are stored by their difference to the one before.
pq.write_table(
    pa.table({"name": [f"cell_{i}" for i in range(100)], "n": list(range(100))}),
    out / "delta.parquet",
    use_dictionary=False,
    column_encoding={"name": "DELTA_BYTE_ARRAY", "n": "DELTA_BINARY_PACKED"},
    data_page_version="2.0",
    write_page_checksum=True,
)
