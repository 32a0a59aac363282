"""Zarr groups as Moonstain writes them, read and written with numpy alone.

Read: format 3, codecs bytes, vlen-utf8, zstd, blosc (lz4, zstd) and shards.
Written: one chunk an array, not compressed. Decompression is that of the
machine's own libzstd and liblz4, which every Debian has.
"""

import ctypes
import functools
import itertools
import json
import os
import struct

import numpy as np

NO_CHUNK = 2**64 - 1


class Group:
    """A folder with arrays and groups, read by path."""

    def __init__(self, folder):
        self.folder = os.fspath(folder)
        self.attributes = self.meta("")["attributes"]

    def meta(self, path):
        """What its zarr.json says of an array or group."""
        place = os.path.join(self.folder, path, "zarr.json")
        try:
            with open(place, encoding="utf-8") as file:
                meta = json.load(file)
        except FileNotFoundError:
            raise ValueError(f"{self.folder}: no element '{path}' "
                             "(there is no zarr.json)") from None
        if meta.get("zarr_format") != 3:
            raise ValueError(f"{place}: is no Zarr of format 3")
        return {"attributes": {}, **meta}

    def has(self, path):
        return os.path.exists(os.path.join(self.folder, path, "zarr.json"))

    def array(self, path):
        """All of an array; of strings a list, of a scalar its value."""
        meta = self.meta(path)
        if meta["node_type"] != "array":
            raise ValueError(f"{self.folder}: element '{path}' is no array")
        if meta["data_type"] == "string":
            return self._read(path, meta, object)
        return self._read(path, meta, np.dtype(meta["data_type"]).newbyteorder("<"))

    def _read(self, path, meta, kind):
        shape = tuple(meta["shape"])
        chunk = tuple(meta["chunk_grid"]["configuration"]["chunk_shape"])
        keys = meta["chunk_key_encoding"]
        separator = keys.get("configuration", {}).get("separator", "/")
        fill = meta["fill_value"]
        if isinstance(fill, str) and kind is not object:
            fill = float(fill.replace("Infinity", "inf"))
        out = np.full(shape, fill, dtype=kind)
        counts = [-(-side // size) for side, size in zip(shape, chunk)]
        for place in itertools.product(*(range(count) for count in counts)):
            file = separator.join(["c", *map(str, place)])
            try:
                with open(os.path.join(self.folder, path, file), "rb") as one:
                    data = one.read()
            except FileNotFoundError:
                continue  # not written: the fill value
            values = decode(data, meta["codecs"], chunk, kind, fill)
            _place(out, place, chunk, values)
        if kind is object:
            return out.tolist() if shape else out.item()
        return out.astype(out.dtype.newbyteorder("=")) if shape else out.item()


def _place(out, place, chunk, values):
    to = tuple(slice(at * size, min((at + 1) * size, side))
               for at, size, side in zip(place, chunk, out.shape))
    out[to] = values[tuple(slice(0, one.stop - one.start) for one in to)]


def decode(data, codecs, shape, kind, fill):
    """A chunk's bytes as values."""
    first, *packed = codecs
    for codec in reversed(packed):
        data = unpack(data, codec)
    name = first["name"]
    if name == "sharding_indexed":
        return read_shard(data, first["configuration"], shape, kind, fill)
    if name == "vlen-utf8":
        return read_texts(data, shape)
    if name != "bytes" or first.get("configuration", {}).get("endian") == "big":
        raise ValueError(f"a chunk is packed by {first}, which is not read")
    return np.frombuffer(data, dtype=kind).reshape(shape)


def read_texts(data, shape):
    count, = struct.unpack_from("<I", data)
    texts, at = [], 4
    for _ in range(count):
        size, = struct.unpack_from("<I", data, at)
        texts.append(data[at + 4:at + 4 + size].decode("utf-8"))
        at += 4 + size
    out = np.empty(count, dtype=object)
    out[:] = texts
    return out.reshape(shape)


def read_shard(data, how, shape, kind, fill):
    inner = tuple(how["chunk_shape"])
    counts = [side // size for side, size in zip(shape, inner)]
    number = int(np.prod(counts))
    size = 16 * number
    checksums = 4 * any(one["name"] == "crc32c" for one in how["index_codecs"])
    if how.get("index_location", "end") == "end":
        index = data[len(data) - size - checksums:]
    else:
        index = data
    index = np.frombuffer(index[:size], dtype="<u8").reshape(number, 2)
    out = np.full(shape, fill, dtype=kind)
    places = itertools.product(*(range(count) for count in counts))
    for place, (offset, length) in zip(places, index):
        if offset == NO_CHUNK:
            continue
        part = data[int(offset):int(offset + length)]
        _place(out, place, inner, decode(part, how["codecs"], inner, kind, fill))
    return out


def unpack(data, codec):
    if codec["name"] == "zstd":
        return unzstd(data)
    if codec["name"] == "blosc":
        return unblosc(data)
    if codec["name"] == "crc32c":
        return data[:-4]
    raise ValueError(f"a chunk is packed by {codec['name']}, which is not read")


@functools.lru_cache(maxsize=None)
def _library(name):
    try:
        return ctypes.CDLL(name)
    except OSError:
        raise ValueError(f"this machine has no {name}, which unpacks arrays of "
                         "Moonstain's") from None


def unzstd(data):
    zstd = _library("libzstd.so.1")
    zstd.ZSTD_getFrameContentSize.restype = ctypes.c_ulonglong
    zstd.ZSTD_decompress.restype = ctypes.c_size_t
    size = zstd.ZSTD_getFrameContentSize(data, ctypes.c_size_t(len(data)))
    if size >= 2**63:
        raise ValueError("a chunk is no frame of zstd of a known size")
    out = ctypes.create_string_buffer(max(size, 1))
    done = zstd.ZSTD_decompress(out, ctypes.c_size_t(size), data,
                                ctypes.c_size_t(len(data)))
    if zstd.ZSTD_isError(ctypes.c_size_t(done)) or done != size:
        raise ValueError("a chunk of zstd is damaged")
    return out.raw[:size]


def unlz4(data, size):
    out = ctypes.create_string_buffer(size)
    done = _library("liblz4.so.1").LZ4_decompress_safe(data, out, len(data), size)
    if done != size:
        raise ValueError("a chunk of lz4 is damaged")
    return out.raw


def unblosc(data):
    """A buffer of Blosc 1: header, starts of blocks, blocks in one or, a byte of
    the elements each, several streams."""
    _, _, flags, width, size, block, _ = struct.unpack_from("<BBBBIII", data)
    if flags & 2:
        return data[16:16 + size]
    codecs = {1: unlz4, 4: lambda part, _: unzstd(part)}
    if flags & 4 or flags >> 5 not in codecs:
        raise ValueError("a chunk of Blosc is packed in a way that is not read")
    expand = codecs[flags >> 5]
    blocks = -(-size // block)
    out = []
    for number, start in enumerate(struct.unpack_from(f"<{blocks}i", data, 16)):
        length = min(block, size - number * block)
        whole = length == block
        streams = width if whole and not flags & 16 and width > 1 else 1
        parts = []
        for _ in range(streams):
            packed, = struct.unpack_from("<i", data, start)
            part = data[start + 4:start + 4 + packed]
            start += 4 + packed
            share = length // streams
            parts.append(part if packed == share else expand(part, share))
        values = np.frombuffer(b"".join(parts), dtype=np.uint8)
        if flags & 1 and width > 1:
            even = length // width * width
            shuffled = values[:even].reshape(width, -1).T.reshape(-1)
            values = np.concatenate([shuffled, values[even:]])
        out.append(values.tobytes())
    return b"".join(out)


class Writer:
    """Arrays and groups below an empty folder."""

    def __init__(self, folder, attributes=None):
        self.folder = os.fspath(folder)
        self.group("", **(attributes or {}))

    def _node(self, path, meta):
        folder = os.path.join(self.folder, path)
        os.makedirs(folder, exist_ok=True)
        text = json.dumps({"zarr_format": 3, **meta}, sort_keys=True, indent=2)
        with open(os.path.join(folder, "zarr.json"), "w", encoding="utf-8") as file:
            file.write(text + "\n")
        return folder

    def group(self, path, **attributes):
        self._node(path, {"node_type": "group", "attributes": attributes})

    def _array(self, path, kind, shape, codec, fill, data, encoding):
        chunk = [max(side, 1) for side in shape]
        folder = self._node(path, {
            "node_type": "array", "shape": list(shape), "data_type": kind,
            "chunk_grid": {"name": "regular",
                           "configuration": {"chunk_shape": chunk}},
            "chunk_key_encoding": {"name": "default",
                                   "configuration": {"separator": "/"}},
            "fill_value": fill, "codecs": [codec],
            "attributes": {"encoding-type": encoding, "encoding-version": "0.2.0"},
        })
        if 0 in shape:
            return
        place = os.path.join(folder, "/".join(["c"] + ["0"] * len(shape)))
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(place, "wb") as file:
            file.write(data)

    def numbers(self, path, values):
        values = np.asarray(values)
        codec = {"name": "bytes", "configuration": {"endian": "little"}}
        fill = False if values.dtype == bool else 0
        self._array(path, values.dtype.name, values.shape, codec, fill,
                    np.ascontiguousarray(values).astype(
                        values.dtype.newbyteorder("<")).tobytes(),
                    "numeric-scalar" if values.shape == () else "array")

    def texts(self, path, values):
        """A list of texts, or one text."""
        shape = () if isinstance(values, str) else (len(values),)
        all_texts = [values] if shape == () else list(values)
        data = [struct.pack("<I", len(all_texts))]
        for value in all_texts:
            text = value.encode("utf-8")
            data += [struct.pack("<I", len(text)), text]
        self._array(path, "string", shape, {"name": "vlen-utf8"}, "",
                    b"".join(data), "string" if shape == () else "string-array")
