"""Nuclei of her2st B4 and of an SVS slide: ours beside the same steps with scikit-image.

    python3 tools/bench/nuclei.py --bin BIN DATA

A part of B4's picture (4096 x 4096 px of tissue) and the whole slide data/slides/cmu_small_region.svs, pixels in memory
on both sides, one thread. Beside the times it prints how many nuclei each side finds, and the Dice of their foregrounds.
Needs numpy, scipy, scikit-image, Pillow, and openslide-python for the slide, which is left out without it.
"""

import json
import os
import sys
import tempfile

import numpy as np
from PIL import Image

from common import ROOT, Sample, arguments, by_turns, child, parse, print_case, print_machine, timed

sys.path.insert(0, str(ROOT / "tests/peers"))
from nuclei_scikit_image import dice, nuclei  # noqa: E402


def pictures(data):
    """Name: (pixels, um of a pixel)."""
    Image.MAX_IMAGE_PIXELS = None
    section = Image.open(f"{data}/her2st/data/ST-imgs/B/B4/BT10737_D2_HE.jpg").convert("RGB")
    found = {"her2st B4": (np.asarray(section.crop((1200, 4600, 5296, 8696))), 0.69)}
    try:
        import openslide
    except ImportError:
        return found
    slide = openslide.OpenSlide(f"{data}/slides/cmu_small_region.svs")
    whole = slide.read_region((0, 0), 0, slide.dimensions).convert("RGB")
    found["slide"] = (np.asarray(whole), float(slide.properties["openslide.mpp-x"]))
    return found


def main():
    parser = arguments(__doc__, rounds=2, program="tools/bench/nuclei_bench")
    parser.add_argument("data", help="folder of the data sets")
    options = parse(parser)
    print_machine()
    with tempfile.TemporaryDirectory() as folder:
        for name, (rgb, um_per_px) in pictures(options.data).items():
            raw, out = os.path.join(folder, "rgb"), os.path.join(folder, "labels")
            rgb.tofile(raw)
            labels = {}

            def ours():
                if os.path.exists(out):
                    os.remove(out)
                _, text = child([options.program, raw, *map(str, (*rgb.shape[1::-1], um_per_px)), out])
                row = json.loads(text)
                labels["ours"] = np.fromfile(out, np.int32).reshape(rgb.shape[:2])
                return Sample(row["wall_s"], row["cpu_s"])

            def theirs():
                sample, labels["scikit-image"] = timed(lambda: nuclei(rgb, um_per_px))
                return sample

            print_case(f"nuclei of {name}", f"{rgb.shape[1]} x {rgb.shape[0]} px",
                       by_turns(options.rounds, {"ours": ours, "scikit-image": theirs}))
            print(json.dumps({"case": name, "nuclei": {side: int(found.max()) for side, found in labels.items()},
                              "dice": round(dice(*labels.values()), 4)}), flush=True)


main()
