"""Tiles of made slides as HiST's rules give them in Pillow, into slide_grid.json.

    pip install numpy pillow==11.3.0     then python3 slide_grid.py

The rules are those of recipes/hist_loocv/METHOD.md 4.4, from the crop on; Pillow turns, crops, scales and packs.
A slide is a formula of the place, which the test has too. A tile is told by the SHA-256 of its pixels, after
scaling alone and after JPEG of quality 75. Pillow 13 scales in another order where the height shrinks more.
"""

import hashlib
import io
import json
import math
import pathlib

import numpy as np
import PIL
from PIL import Image

# Size of the slide, crop (left, upper, right, lower), whether a wide crop is turned.
SLIDES = {
    "wide_turned": [[700, 500], [30, 20, 680, 440], True],
    "wide_as_it_is": [[700, 500], [0, 0, 700, 500], False],
    "high": [[520, 900], [100, 7, 411, 893], True],
    "shrunk": [[15800, 300], [10, 7, 15789, 293], False],
}
TILES = [[0, 0], [12, 5], [39, 31], [40, 32], [41, 63], [79, 0], [79, 63], [20, 31], [60, 33]]


def slide(width, height):
    y, x = np.mgrid[0:height, 0:width].astype(np.int64)
    return Image.fromarray(np.stack([(7 * x + 3 * y * k + x * y // (9 + k)) % 256 for k in range(3)], -1).astype("u1"))


def digest(picture):
    return hashlib.sha256(picture.tobytes()).hexdigest()


found = {}
for name, (size, box, turn) in SLIDES.items():
    crop = slide(*size).crop(box)
    turned = turn and crop.width > crop.height
    if turned:
        crop = crop.rotate(90, expand=True)
    d = 1.25 * crop.width - crop.height
    down, across = (math.floor(d / 2), 0) if d >= 0 else (0, math.floor(-d / 1.25 / 2))
    padded = Image.new("RGB", (crop.width + 2 * across, crop.height + 2 * down), (255, 255, 255))
    padded.paste(crop, (across, down))
    width, height = padded.width // 64, padded.height // 80
    tiles = {}
    for row, column in TILES:
        x, y = column * width, row * height
        tile = padded.crop((x, y, x + width, y + height)).resize((224, 224))
        packed = io.BytesIO()
        tile.save(packed, "JPEG")
        tiles[f"{column}x{row}"] = [digest(tile), digest(Image.open(packed))]
    found[name] = {"slide": size, "crop": box, "turn": turn, "turned": turned, "margins": [across, down],
                   "tile": [width, height], "tiles": tiles}
found["made_with"] = {"pillow": PIL.__version__, "numpy": np.__version__}
pathlib.Path("slide_grid.json").write_text(json.dumps(found, indent=1) + "\n")
