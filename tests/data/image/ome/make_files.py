#!/usr/bin/env python3
"""How the OME-TIFF files beside it were made, with tifffile 2026.3.3: 64 x 48 px in tiles of 16, red the column, green the
row, blue 7; packed by deflate."""

import pathlib

import numpy
import tifffile

folder = pathlib.Path(__file__).parent
rows, columns = numpy.mgrid[0:48, 0:64].astype(numpy.uint8)
picture = numpy.stack([columns, rows, numpy.full_like(rows, 7)], axis=2)
TILES = {"tile": (16, 16), "compression": "zlib", "photometric": "rgb"}


def write(name, pixels, axes="YXS", bigtiff=False, levels=(), planar=False, **metadata):
    options = TILES | ({"planarconfig": "separate"} if planar else {})
    with tifffile.TiffWriter(folder / name, ome=True, bigtiff=bigtiff) as out:
        out.write(pixels, subifds=len(levels), metadata={"axes": axes, "UUID": "urn:uuid:00000000-0000-0000-0000-000000000001"} | metadata, **options)
        for level in levels:
            out.write(level, subfiletype=1, **options)


write("pyramid.ome.tif", picture, levels=[picture[::2, ::2]])
write("nanometres.ome.tif", picture, PhysicalSizeX=500, PhysicalSizeXUnit="nm", PhysicalSizeY=500,
      PhysicalSizeYUnit="nm")
write("big.ome.tif", picture, bigtiff=True)
write("planar.ome.tif", numpy.moveaxis(picture, 2, 0), axes="SYX", planar=True)
write("alpha.ome.tif", numpy.concatenate([picture, numpy.full_like(picture[:, :, :1], 255)], axis=2))
print(tifffile.__version__)
