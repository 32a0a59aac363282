"""zarr-python opens our stores, and we read its stores, value for value."""

import itertools
import json
import os
import struct
import subprocess
import sys
import tempfile
import unittest

import numpy as np
import zarr
from numcodecs import Blosc, GZip, Zlib, Zstd
from zarr.codecs import BloscCodec, BytesCodec, Crc32cCodec, GzipCodec, TransposeCodec, ZstdCodec

PEER = os.environ.get("ZARR_PEER", "tests/peers/zarr_peer")
MOON = "\U0001f319"


def bits(kind, *values):
    """Float arrays from their bits."""
    size = {"f4": "<u4", "f8": "<u8"}[kind]
    return np.array(values, dtype=size).view("<" + kind)


def counted(dtype, *shape):
    return (np.arange(np.prod(shape)) % 251).astype(dtype).reshape(shape)


EXPECTED = {
    "int64": np.array([-(2**63), -1, 0, 1, 2**63 - 1], dtype="i8"),
    "uint64": np.array([0, 2**64 - 1], dtype="u8"),
    "int8": np.array([-128, 0, 127], dtype="i1"),
    "int16": np.array([-32768, 0, 32767], dtype="i2"),
    "uint16": np.array([0, 65535], dtype="u2"),
    "uint32": np.array([0, 2**32 - 1], dtype="u4"),
    "bool": np.array([True, False, True]),
    "float32": bits("f4", 0x80000000, 0x7FC12345, 0xFFC00001, 0x7F800000, 0xFF800000, 0x3FC00000),
    "float64": bits("f8", 0x8000000000000000, 0x7FF8000000ABCDEF, 0x3FB999999999999A),
    "negative_zeros": bits("f4", 0x80000000, 0x80000000, 0, 0),
    "zero_rows": np.zeros((0, 4), "i4"),
    "zero_columns": np.zeros((4, 0), "i4"),
    "none": counted("i4", 7, 9, 11),
    "zstd": counted("i4", 7, 9, 11),
    "blosc": counted("i4", 7, 9, 11),
    "gzip": counted("i4", 7, 9, 11),
    "many": counted("f8", 95, 197),
    "many_raw": counted("u1", 95, 197),
    "scalar": np.array(2.5),
    "scalar_int": np.array(-(2**63)),
    "scalar_bool": np.array(True),
}
STRINGS = {
    "strings": ["", "a", "\u00e4\u00f6", MOON + " moon", "b"],
    "strings_in_chunks": ["one", "two", "three"],
    "no_strings": [],
}


def raw(array):
    """The bytes of an array: NaN payloads and -0.0 count."""
    return np.ascontiguousarray(array).tobytes()


class OursReadByZarrPython(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp()
        subprocess.run([PEER, "write", cls.folder], check=True)

    def both(self):
        for version in (2, 3):
            yield version, zarr.open_group(f"{self.folder}/v{version}", mode="r")

    def test_numbers_are_equal_bit_for_bit(self):
        for version, group in self.both():
            for name, expected in EXPECTED.items():
                with self.subTest(version=version, name=name):
                    array = group[name]
                    self.assertEqual(array.metadata.zarr_format, version)
                    self.assertEqual(array.shape, expected.shape)
                    self.assertEqual(array.dtype, expected.dtype)
                    self.assertEqual(raw(array[...]), raw(expected))

    def test_strings_are_equal(self):
        for version, group in self.both():
            for name, expected in STRINGS.items():
                with self.subTest(version=version, name=name):
                    self.assertEqual(list(group[name][...]), expected)
            self.assertEqual(str(group["text"][()]), MOON + " and stain")

    def test_attributes_and_groups(self):
        for _, group in self.both():
            self.assertEqual(dict(group.attrs), {"about": "peers", "number": 3})
            self.assertEqual(dict(group["deep/er"].attrs), {"text": "\u00e4 " + MOON})
            self.assertEqual(group["blosc"].attrs["codec"], "blosc")

    def test_dimension_names_and_shards_of_format_3(self):
        group = zarr.open_group(f"{self.folder}/v3", mode="r")
        self.assertEqual(group["zstd"].metadata.dimension_names, ("z", "y", "x"))
        self.assertEqual(group["many"].chunks, (10, 10))
        self.assertEqual(group["many"].shards, (100, 200))
        self.assertIsNone(group["zstd"].shards)
        files = os.listdir(f"{self.folder}/v3/many/c")
        self.assertEqual(files, ["0"])

    def test_the_same_content_gives_the_same_bytes(self):
        again = tempfile.mkdtemp()
        subprocess.run([PEER, "write", again], check=True)
        count = 0
        for folder, _, files in os.walk(self.folder):
            for name in files:
                path = os.path.join(folder, name)
                other = path.replace(self.folder, again)
                with open(path, "rb") as a, open(other, "rb") as b:
                    self.assertEqual(a.read(), b.read(), path)
                count += 1
        self.assertGreater(count, 100)


def dump(path):
    done = subprocess.run([PEER, "dump", path], capture_output=True, text=True)
    if done.returncode:
        raise AssertionError(done.stderr)
    return json.loads(done.stdout)[0]


class TheirsReadByUs(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()

    def check(self, name, expected):
        found = dump(f"{self.folder}/{name}")
        self.assertEqual(tuple(found["shape"]), expected.shape)
        if expected.dtype.kind == "f":
            size = expected.dtype.itemsize
            expected = expected.astype(f"<f{size}").view(f"<u{size}")
        self.assertEqual(found["values"], [int(v) for v in expected.ravel()])

    def test_format_3_types_codecs_shards_and_keys(self):
        group = zarr.open_group(self.folder, mode="w", zarr_format=3)
        codecs = {
            "plain": [],
            "zstd": [ZstdCodec(level=1)],
            "zstd_checksum": [ZstdCodec(level=1, checksum=True)],
            "gzip": [GzipCodec(level=4)],
            "blosc_lz4": [BloscCodec(cname="lz4", shuffle="shuffle", typesize=4)],
            "blosc_zstd_bits": [BloscCodec(cname="zstd", shuffle="bitshuffle", typesize=4)],
            "crc": [Crc32cCodec()],
            "zstd_crc": [ZstdCodec(level=3), Crc32cCodec()],
        }
        values = counted("f4", 23, 31)
        values[0, 0] = -0.0
        values[5, 5] = np.nan
        for (name, packing), shards in itertools.product(codecs.items(), (None, (12, 20))):
            key = f"{name}_{'sharded' if shards else 'plain'}"
            array = group.create_array(
                key, shape=values.shape, dtype="f4", chunks=(4, 5), shards=shards,
                compressors=packing, fill_value=0)
            array[...] = values
            with self.subTest(key):
                self.check(key, values)

    def test_big_endian_and_every_type(self):
        group = zarr.open_group(self.folder, mode="w", zarr_format=3)
        for name, expected in EXPECTED.items():
            if expected.ndim == 0 or expected.size == 0:
                continue
            array = group.create_array(
                "big_" + name, shape=expected.shape, dtype=expected.dtype.newbyteorder("="),
                serializer=BytesCodec(endian="big"), chunks=tuple(max(1, s // 2) for s in expected.shape))
            array[...] = expected
            with self.subTest(name):
                self.check("big_" + name, expected)

    def test_axes_in_another_order(self):
        values = counted("f4", 23, 31)
        group = zarr.open_group(self.folder, mode="w", zarr_format=3)
        for shards in None, (12, 20):
            name = f"transpose_{bool(shards)}"
            array = group.create_array(
                name, shape=values.shape, dtype="f4", chunks=(4, 5), shards=shards,
                filters=[TransposeCodec(order=(1, 0))], fill_value=0)
            array[...] = values
            with self.subTest(name):
                self.check(name, values)
        array = group.create_array(
            "three", shape=(5, 6, 7), dtype="i4", chunks=(2, 4, 3), filters=[TransposeCodec(order=(2, 0, 1))])
        array[...] = counted("i4", 5, 6, 7)
        self.check("three", counted("i4", 5, 6, 7))
        group = zarr.open_group(self.folder, mode="w", zarr_format=2)
        array = group.create_array("f", shape=(5, 6, 7), dtype="i4", chunks=(2, 4, 3), order="F")
        array[...] = counted("i4", 5, 6, 7)
        self.check("f", counted("i4", 5, 6, 7))

    def test_fill_values_stand_for_absent_chunks(self):
        group = zarr.open_group(self.folder, mode="w", zarr_format=3)
        for name, dtype, fill in [
            ("nan", "f4", np.nan), ("inf", "f8", -np.inf), ("max", "i8", 2**63 - 1),
            ("umax", "u8", 2**64 - 1), ("minus", "i2", -7), ("yes", "bool", True),
        ]:
            group.create_array(name, shape=(5,), chunks=(2,), dtype=dtype, fill_value=fill)
            with self.subTest(name):
                expected = np.full(5, fill, dtype)
                if name == "nan":
                    expected = bits("f4", *[0x7FC00000] * 5)
                self.check(name, expected)

    def test_format_2(self):
        group = zarr.open_group(self.folder, mode="w", zarr_format=2)
        for name, codec in [("none", None), ("zstd", Zstd(3)), ("gzip", GZip(5)), ("zlib", Zlib(5)),
                            ("blosc", Blosc("lz4", 5, Blosc.SHUFFLE)), ("bits", Blosc("zstd", 3, Blosc.BITSHUFFLE))]:
            for separator in ".", "/":
                key = f"{name}{ord(separator)}"
                array = group.create_array(
                    key, shape=(9, 13), chunks=(4, 5), dtype="i4", compressors=codec,
                    chunk_key_encoding={"name": "v2", "separator": separator})
                array[...] = counted("i4", 9, 13)
                with self.subTest(key):
                    self.check(key, counted("i4", 9, 13))
        big = group.create_array("big", shape=(3,), dtype=">f8", chunks=(2,))
        big[...] = [1.5, -0.0, 3]
        self.check("big", np.array([1.5, -0.0, 3]))

    def test_strings(self):
        words = ["", "x", MOON, "\u00e4" * 300]
        for version in 2, 3:
            group = zarr.open_group(f"{self.folder}/s{version}", mode="w", zarr_format=version)
            vlen = group.create_array("vlen", shape=(4,), chunks=(3,), dtype=str)
            vlen[...] = np.array(words, dtype=object)
            self.assertEqual(dump(f"{self.folder}/s{version}/vlen")["values"], words)
            fixed = group.create_array("fixed", shape=(2,), chunks=(2,), dtype="<U3")
            fixed[...] = np.array(["ab", MOON])
            self.assertEqual(dump(f"{self.folder}/s{version}/fixed")["values"], ["ab", MOON])
            absent = group.create_array("absent", shape=(3,), chunks=(2,), dtype=str)
            self.assertEqual(dump(f"{self.folder}/s{version}/absent")["values"], [""] * 3)
            self.assertEqual(absent.shape, (3,))
        group = zarr.open_group(f"{self.folder}/s3", mode="a")
        sharded = group.create_array("sharded", shape=(4,), chunks=(1,), shards=(2,), dtype=str)
        sharded[...] = np.array(words, dtype=object)
        self.assertEqual(dump(f"{self.folder}/s3/sharded")["values"], words)

    def test_scalars(self):
        for version in 2, 3:
            group = zarr.open_group(f"{self.folder}/n{version}", mode="w", zarr_format=version)
            number = group.create_array("number", shape=(), dtype="f8")
            number[...] = 2.5
            self.assertEqual(dump(f"{self.folder}/n{version}/number")["values"],
                             [struct.unpack("<Q", struct.pack("<d", 2.5))[0]])
            word = group.create_array("word", shape=(), dtype=str)
            word[...] = MOON
            self.assertEqual(dump(f"{self.folder}/n{version}/word")["values"], [MOON])


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]])
