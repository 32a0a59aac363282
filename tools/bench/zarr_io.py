"""Zarr write and read: ours beside zarr-python and tensorstore.

    python3 tools/bench/zarr_io.py --bin BIN [--folder FOLDER]

float32 20,000 x 2,000 in chunks of 1,000 x 1,000, zstd 3, one thread, page
cache; data like normalised expression, about 60 % zeros. In a round each side
writes and reads twice, one after the other: the first time also pays for memory
that the machine has to find. Needs numpy, zarr 3 and tensorstore.

Not named zarr.py: the script's folder comes first on Python's path, and `import
zarr` would find this file.
"""

import json
import os
import shutil
import tempfile

import numpy as np
import tensorstore
import zarr
from zarr.codecs import ZstdCodec

from common import Sample, arguments, by_turns, child, parse, print_case, print_machine, timed

ROWS, COLUMNS, SIDE = 20000, 2000, 1000
REPEATS = 2


def make_data():
    draw = np.random.default_rng(0)
    depth = np.exp(0.4 * draw.standard_normal((ROWS, 1)))
    mean = np.exp(draw.standard_normal((1, COLUMNS)) - 1.2)
    counts = draw.poisson(depth * mean).astype(np.float32)
    return np.log1p(counts / depth.astype(np.float32)).astype(np.float32)


def zarr_python(values, path):
    zarr.config.set({"async.concurrency": 1, "threading.max_workers": 1})

    def write():
        array = zarr.create_array(path, shape=values.shape, chunks=(SIDE, SIDE), dtype="f4",
                                  compressors=ZstdCodec(level=3))
        array[:] = values

    return write, lambda: zarr.open_array(path, mode="r")[:]


def tensor_store(values, path):
    context = tensorstore.Context({
        "data_copy_concurrency": {"limit": 1}, "file_io_concurrency": {"limit": 1},
        "file_io_sync": False, "cache_pool": {"total_bytes_limit": 0}})
    store = {"driver": "zarr3", "kvstore": {"driver": "file", "path": path + "/"}}
    metadata = {
        "shape": [ROWS, COLUMNS], "data_type": "float32",
        "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [SIDE, SIDE]}},
        "codecs": [{"name": "bytes", "configuration": {"endian": "little"}},
                   {"name": "zstd", "configuration": {"level": 3}}]}

    def write():
        array = tensorstore.open(store | {"metadata": metadata}, create=True, delete_existing=True, context=context)
        array.result().write(values).result()

    return write, lambda: tensorstore.open(store, context=context).result().read().result()


def main():
    parser = arguments(__doc__, rounds=5, program="tools/bench/zarr_io_bench")
    parser.add_argument("--folder", help="on the file system to be measured (default: a temporary one)")
    options = parse(parser)
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        values = make_data()
        raw = os.path.join(folder, "data.raw")
        values.tofile(raw)

        def ours():
            out = child([options.program, raw, os.path.join(folder, "ours"), str(REPEATS)])[1]
            return [(row["case"], Sample(row["wall_s"], row["cpu_s"])) for row in map(json.loads, out.splitlines())]

        def peer(make, name):
            path, samples = os.path.join(folder, name), []
            for _ in range(REPEATS):
                shutil.rmtree(path, ignore_errors=True)
                write, read = make(values, path)
                samples.append(("write", timed(write)[0]))
                sample, back = timed(read)
                samples.append(("read", sample))
                assert np.array_equal(back, values)
                del back
            return samples

        print_machine()
        turns = by_turns(options.rounds, {
            "ours": ours,
            "zarr-python": lambda: peer(zarr_python, "zarr-python"),
            "tensorstore": lambda: peer(tensor_store, "tensorstore")})
    for case in "write", "read":
        print_case(f"zarr {case}", f"{values.nbytes // 10**6} MB",
                   {name: [sample for of, sample in side if of == case] for name, side in turns.items()})


main()
