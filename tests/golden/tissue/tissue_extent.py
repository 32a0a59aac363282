"""Where OpenCV finds the tissue of pictures, into tissue_extent.json.

    pip install numpy opencv-python-headless==4.10.0.84 pillow openslide-python openslide-bin
    python3 tissue_extent.py REPOSITORY DATA

The crop as recipes/hist_loocv/METHOD.md 4.4 describes it, in OpenCV's own functions. Made pictures are light
(240) but for ellipses A dx^2 + B dx dy + C dy^2 <= R filled with noise by a formula of the place, which the test
has too. OpenCV 5 gives the same masks; its corners are cut to another pixel in 1 of 500 random pictures, as it turns
the rectangle by 180 degrees, which rounds otherwise.
"""

import json
import pathlib
import sys

import cv2
import numpy as np
import PIL
from PIL import Image

REPOSITORY, DATA = map(pathlib.Path, sys.argv[1:])
MADE = {
    "one_upright": [200, 260, [[100, 130, 4, 0, 1, 8100]]],
    "one_leaning": [260, 240, [[130, 120, 5, 6, 3, 12000]]],
    "largest_of_three": [320, 280, [[60, 60, 1, 0, 1, 900], [200, 160, 3, -4, 4, 9000], [280, 250, 1, 0, 1, 500]]],
    "over_the_border": [180, 220, [[10, 200, 2, 1, 1, 9000], [170, 20, 1, 0, 1, 400]]],
    "two_that_join": [240, 200, [[70, 100, 1, 0, 1, 1600], [130, 100, 1, 0, 1, 1600]]],
    "too_small": [120, 120, [[60, 60, 1, 0, 1, 4]]],
}


def made(width, height, ellipses):
    y, x = np.mgrid[0:height, 0:width].astype(np.int64)
    tissue = np.zeros((height, width), bool)
    for cx, cy, a, b, c, r in ellipses:
        dx, dy = x - cx, y - cy
        tissue |= a * dx * dx + b * dx * dy + c * dy * dy <= r
    noise = [((7 * x * x + 13 * y * y + 5 * x * y + 31 * k) * 2654435761 % 2**32) >> 24 for k in range(3)]
    return np.where(tissue[..., None], np.stack(noise, -1), 240).astype(np.uint8)


def extent(rgb):
    grey = cv2.cvtColor(rgb, cv2.COLOR_BGR2GRAY)  # of RGB: as published
    across = cv2.Sobel(grey, ddepth=cv2.CV_32F, dx=1, dy=0, ksize=-1)
    down = cv2.Sobel(grey, ddepth=cv2.CV_32F, dx=0, dy=1, ksize=-1)
    blurred = cv2.blur(cv2.convertScaleAbs(cv2.subtract(across, down)), (9, 9))
    edges = cv2.threshold(blurred, 200, 255, cv2.THRESH_BINARY)[1]
    square = cv2.getStructuringElement(cv2.MORPH_RECT, (25, 25))
    mask = cv2.morphologyEx(edges, cv2.MORPH_CLOSE, square)
    mask = cv2.dilate(cv2.erode(mask, None, iterations=4), None, iterations=4)
    out = {"edges": int((edges > 0).sum()), "mask": int((mask > 0).sum())}
    contours = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]
    if contours:
        largest = sorted(contours, key=cv2.contourArea, reverse=True)[0]
        corners = cv2.boxPoints(cv2.minAreaRect(largest)).astype(int)
        out["area"] = cv2.contourArea(largest)
        out["extent"] = [int(f(corners[:, axis])) for axis in (0, 1) for f in (np.min, np.max)]
    return out


def slide(path):
    import openslide

    whole = openslide.OpenSlide(str(path))
    level = whole.level_count - 1
    return np.array(whole.read_region((0, 0), level, whole.level_dimensions[level]))[..., :3].copy()


found = {name: {"picture": picture, **extent(made(*picture))} for name, picture in MADE.items()}
files = {"samples/mob/MOB1.jpg": REPOSITORY / "data_manifests", "samples/mob/MOB2.jpg": REPOSITORY / "data_manifests",
         "slides/cmu_small_region.svs": DATA}
for name, folder in files.items():
    path = folder / name
    rgb = slide(path) if name.endswith(".svs") else np.array(Image.open(path).convert("RGB"))
    found[name] = {"size": [rgb.shape[1], rgb.shape[0]], **extent(rgb)}
found["made_with"] = {"opencv": cv2.__version__, "numpy": np.__version__, "pillow": PIL.__version__}
lines = [f" {json.dumps(name)}: {json.dumps(value)}" for name, value in found.items()]
pathlib.Path("tissue_extent.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
