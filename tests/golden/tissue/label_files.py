"""Masks as NumPy, tifffile and Pillow save them, into label_files.json.

    pip install numpy tifffile pillow     then python3 label_files.py

Made with the versions that the file names. Each is what core/data/tissue/label_file.h
must read, or refuse by the name that it has; its values are a formula of the place.
"""

import io
import json
import pathlib

import numpy as np
import PIL
import tifffile
from PIL import Image

VALUES = (
    "at (y, x) 0 where (31 y + 7 x) mod 5 is 0, else factor (1 + 9 floor(y / 3) + floor(x / 3)); "
    "of pillow_uint8_lzw_long (7 x x + 13 y y + 5 x y) mod 251"
)
FILES = {}


def labels(height, width, factor=1):
    y, x = np.mgrid[0:height, 0:width]
    return np.where((31 * y + 7 * x) % 5 == 0, 0, factor * (1 + (y // 3) * 9 + x // 3))


def keep(name, data, height, width, factor):
    FILES[name] = {"height_px": height, "width_px": width, "factor": factor, "hex": data.hex()}


def npy(name, array, factor=1):
    file = io.BytesIO()
    np.save(file, array)
    keep(name, file.getvalue(), *array.shape[:2], factor)


def tiff(name, array, factor=1, **how):
    file = io.BytesIO()
    tifffile.imwrite(file, array, metadata=None, software=False, **how)
    keep(name, file.getvalue(), *array.shape[:2], factor)


def pillow(name, array, factor=1, **how):
    file = io.BytesIO()
    Image.fromarray(array).save(file, "TIFF", **how)
    keep(name, file.getvalue(), *array.shape, factor)


SMALL = labels(10, 13)
FAR = labels(10, 13, 70000)
npy("npy_uint8", SMALL.astype("u1"))
npy("npy_uint16_big_endian", SMALL.astype(">u2"))
npy("npy_int32_fortran", np.asfortranarray(FAR.astype("<i4")), 70000)
npy("npy_int64_big_endian", SMALL.astype(">i8"))
npy("npy_uint64", SMALL.astype("<u8"))
npy("npy_three_axes", np.zeros((3, 10, 13), "u1"))
npy("npy_floats", SMALL.astype("<f4"))
npy("npy_truth", SMALL > 0)

tiff("tifffile_uint8_strips", SMALL.astype("u1"), rowsperstrip=4)
tiff("tifffile_uint16_big_endian_tiles", labels(20, 37, 200).astype("u2"), 200, byteorder=">", tile=(16, 16))
tiff(
    "tifffile_int32_deflate_tiles_predictor",
    labels(20, 37, 70000).astype("i4"),
    70000,
    tile=(16, 16),
    compression="zlib",
    predictor=True,
)
tiff(
    "tifffile_uint32_bigtiff_deflate_big_endian",
    FAR.astype("u4"),
    70000,
    bigtiff=True,
    byteorder=">",
    compression="zlib",
    predictor=True,
)
tiff("tifffile_floats", SMALL.astype("f4"))
tiff("tifffile_colours", np.zeros((10, 13, 3), "u1"), photometric="rgb")
tiff("tifffile_uint64", SMALL.astype("u8"))

pillow("pillow_uint8_lzw", SMALL.astype("u1"), compression="tiff_lzw")
pillow("pillow_uint16_lzw_predictor", labels(10, 13, 200).astype("u2"), 200, compression="tiff_lzw", tiffinfo={317: 2})
pillow("pillow_int32_deflate", FAR.astype("i4"), 70000, compression="tiff_adobe_deflate")
pillow("pillow_uint8_packbits", SMALL.astype("u1"), compression="packbits")
# Enough for codes of 12 bits, and for the table to begin anew.
Y, X = np.mgrid[0:72, 0:72]
pillow("pillow_uint8_lzw_long", ((7 * X * X + 13 * Y * Y + 5 * X * Y) % 251).astype("u1"), 0,
       compression="tiff_lzw", tiffinfo={278: 72})

pyramid = io.BytesIO()
with tifffile.TiffWriter(pyramid, ome=True) as writer:
    whole = labels(10, 13, 200).astype("u2")
    writer.write(whole, subifds=1, metadata={"axes": "YX"})
    writer.write(whole[::2, ::2], subfiletype=1)
keep("ome_tiff_pyramid", pyramid.getvalue(), 10, 13, 200)
planes = io.BytesIO()
tifffile.imwrite(planes, np.stack([SMALL] * 3).astype("u1"), ome=True, metadata={"axes": "ZYX"})
keep("ome_tiff_three_planes", planes.getvalue(), 10, 13, 1)

FILE = pathlib.Path(__file__).parent / "label_files.json"
with open(FILE, "w", encoding="utf-8") as out:
    json.dump(
        {
            "made_by": f"numpy {np.__version__}, tifffile {tifffile.__version__}, Pillow {PIL.__version__}",
            "values": VALUES,
            "files": FILES,
        },
        out,
        indent=1,
    )
    out.write("\n")
