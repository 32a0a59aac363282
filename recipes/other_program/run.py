"""Calls neighbours.py on a task of Moonstain's and writes Predictions.

Predictions are AnnData on Zarr. A program with the anndata package would call
write_zarr; with the standard library alone the few arrays are written by hand,
uncompressed, in Zarr format 3.
"""

import json
import os
import struct
import sys

import neighbours


class Zarr:
    """Arrays and groups below a folder."""

    def __init__(self, root):
        self.root = root

    def _node(self, path, meta):
        folder = os.path.join(self.root, path)
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "zarr.json"), "w") as file:
            json.dump({"zarr_format": 3, **meta}, file)
        return folder

    def group(self, path, **attributes):
        self._node(path, {"node_type": "group", "attributes": attributes})

    def array(self, path, kind, shape, codec, data, encoding):
        folder = self._node(path, {
            "node_type": "array",
            "shape": shape,
            "data_type": kind,
            "chunk_grid": {"name": "regular",
                           "configuration": {"chunk_shape": shape}},
            "chunk_key_encoding": {"name": "default",
                                   "configuration": {"separator": "/"}},
            "fill_value": "" if kind == "string" else 0,
            "codecs": [codec],
            "attributes": {"encoding-type": encoding, "encoding-version": "0.2.0"},
        })
        chunk = os.path.join(folder, "/".join(["c"] + ["0"] * len(shape)))
        os.makedirs(os.path.dirname(chunk), exist_ok=True)
        with open(chunk, "wb") as file:
            file.write(data)

    def strings(self, path, values, shape, encoding):
        data = struct.pack("<I", len(values))
        for value in values:
            text = value.encode()
            data += struct.pack("<I", len(text)) + text
        self.array(path, "string", shape, {"name": "vlen-utf8"}, data, encoding)

    def numbers(self, path, kind, letter, values, shape, encoding):
        codec = {"name": "bytes", "configuration": {"endian": "little"}}
        data = struct.pack(f"<{len(values)}{letter}", *values)
        self.array(path, kind, shape, codec, data, encoding)

    def text(self, path, value):
        self.strings(path, [value], [], "string")

    def integer(self, path, value):
        self.numbers(path, "int64", "q", [value], [], "numeric-scalar")

    def index(self, path, names):
        self.group(path, **{"encoding-type": "dataframe", "encoding-version": "0.2.0",
                            "_index": "_index", "column-order": []})
        self.strings(path + "/_index", names, [len(names)], "string-array")


def write_predictions(folder, section, model, spots, genes, values):
    out = Zarr(folder)
    out.group("", **{"encoding-type": "anndata", "encoding-version": "0.1.0"})
    flat = [value for row in values for value in row]
    out.numbers("X", "float32", "f", flat, [len(spots), len(genes)], "array")
    out.index("obs", spots)
    out.index("var", genes)
    mapping = {"encoding-type": "dict", "encoding-version": "0.1.0"}
    for name in ["layers", "obsm", "varm", "obsp", "varp", "uns", "uns/moonstain"]:
        out.group(name, **mapping)
    out.text("uns/moonstain/type", "Predictions")
    out.integer("uns/moonstain/schema", 1)
    out.text("uns/section", section)
    out.text("uns/model", model)
    out.text("uns/kind", "model")


def main():
    with open(sys.argv[1]) as file:
        task = json.load(file)
    path = {name: [one["path"] for one in values]
            for name, values in task["inputs"].items()}
    options = task["options"]
    with open(path["genes"][0]) as file:
        genes = file.read().split()
    names = neighbours.read_names(path["gene_names"][0])
    training = []
    for counts, spots in zip(path["counts"], path["training_spots"]):
        places = neighbours.read_places(spots)
        training += neighbours.read_counts(counts, places, names, genes,
                                           options["scale_to"])
    places = neighbours.read_places(path["spots"][0])
    values = neighbours.predict(training, places, options["neighbours"])
    write_predictions(task["output"], task["inputs"]["spots"][0]["section"],
                      task["step"], [f"{x}x{y}" for x, y in places], genes, values)
    print(f"{len(places)} spots from {len(training)}, {len(genes)} genes")


main()
