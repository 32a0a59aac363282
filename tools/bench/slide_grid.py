"""HiST's grid over a slide: ours beside OpenCV, openslide-python and Pillow.

    python3 tools/bench/slide_grid.py --bin BIN SLIDE

Tissue crop in the smallest level, white padding to 5:4, 80 x 64 tiles scaled to
224 px and through JPEG of quality 75, one thread, the file in the page cache.
The peer is the paper's way: the crop and its padded copy are whole in memory,
so a slide must fit in there several times. Needs numpy, Pillow, OpenCV and
openslide-python.
"""

import io
import json
import math

import cv2
import numpy as np
import openslide
from PIL import Image

from common import Sample, arguments, by_turns, child, parse, print_case, print_machine, timed


def tissue(slide):
    level = slide.level_count - 1
    rgb = np.array(slide.read_region((0, 0), level, slide.level_dimensions[level]))[..., :3]
    grey = cv2.cvtColor(rgb, cv2.COLOR_BGR2GRAY)
    edges = cv2.convertScaleAbs(cv2.subtract(
        cv2.Sobel(grey, ddepth=cv2.CV_32F, dx=1, dy=0, ksize=-1),
        cv2.Sobel(grey, ddepth=cv2.CV_32F, dx=0, dy=1, ksize=-1)))
    mask = cv2.threshold(cv2.blur(edges, (9, 9)), 200, 255, cv2.THRESH_BINARY)[1]
    mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((25, 25), np.uint8))
    mask = cv2.dilate(cv2.erode(mask, None, iterations=4), None, iterations=4)
    contours = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]
    corners = cv2.boxPoints(cv2.minAreaRect(max(contours, key=cv2.contourArea))).astype(int)
    ratio = slide.dimensions[0] // slide.level_dimensions[level][0]
    low = np.maximum(corners.min(0) * ratio, 0)
    return low, np.minimum(corners.max(0) * ratio, slide.dimensions) - low


def theirs_whole(path):
    slide = openslide.OpenSlide(path)
    at, size = tissue(slide)
    crop = slide.read_region(tuple(map(int, at)), 0, tuple(map(int, size))).convert("RGB")
    if crop.width > crop.height:
        crop = crop.rotate(90, expand=True)
    d = 1.25 * crop.width - crop.height
    down, across = (math.floor(d / 2), 0) if d >= 0 else (0, math.floor(-d / 1.25 / 2))
    padded = Image.new("RGB", (crop.width + 2 * across, crop.height + 2 * down), (255, 255, 255))
    padded.paste(crop, (across, down))
    width, height = padded.width // 64, padded.height // 80
    tiles = 0
    for row in range(80):
        for column in range(64):
            x, y = column * width, row * height
            packed = io.BytesIO()
            padded.crop((x, y, x + width, y + height)).resize((224, 224)).save(packed, "JPEG")
            tiles += np.asarray(Image.open(packed)).shape[0] // 224
    return tiles, [*map(int, at), *map(int, size)]


def main():
    parser = arguments(__doc__, rounds=3, program="tools/bench/slide_grid_bench")
    parser.add_argument("slide", help="SVS, tiled TIFF, ...")
    options = parse(parser)
    Image.MAX_IMAGE_PIXELS = None
    cv2.setNumThreads(1)
    crops = []

    def ours():
        whole, out = child([options.program, options.slide])
        row = json.loads(out)
        crops.append(row["crop"])
        assert row["tiles"] == 5120, row
        return Sample(row["wall_s"], row["cpu_s"], whole.peak_mb)

    def theirs():
        sample, (tiles, crop) = timed(lambda: theirs_whole(options.slide))
        assert tiles == 5120 and crop == crops[-1], (tiles, crop, crops[-1])
        return sample

    print_machine()
    print_case("slide_grid", "5,120 tiles of a slide", by_turns(options.rounds, {"ours": ours, "peers": theirs}))


main()
