"""Patches of her2st B4 and C2 to C6: ours beside a Pillow loop.

    python3 tools/bench/patches.py --bin BIN HER2ST

224 px crops of all spots out of the full-resolution pictures, one thread, the
files in the page cache. Needs numpy and Pillow.
"""

import csv
import gzip
import json

import numpy as np
from PIL import Image

from common import Sample, arguments, by_turns, child, parse, print_case, print_machine, timed

PICTURES = {
    "B4": "B/B4/BT10737_D2_HE.jpg", "C2": "C/C2/5714_HE_BT_C2.jpg", "C3": "C/C3/5714_HE_BT_D1.jpg",
    "C4": "C/C4/5714_HE_BT_D2.jpg", "C5": "C/C5/5714_HE_BT_E1.jpg", "C6": "C/C6/5714_HE_BT_E2.jpg"}
SIZE_PX = 224


def centres(folder, section):
    with gzip.open(f"{folder}/data/ST-cnts/{section}.tsv.gz", "rt") as counts:
        next(counts)
        spots = [line.split("\t", 1)[0] for line in counts]
    with open(f"{folder}/data/ST-spotfiles/{section}_selection.tsv") as table:
        rows = {f"{row['x']}x{row['y']}": row for row in csv.DictReader(table, delimiter="\t")}
    return [(int(float(rows[s]["pixel_x"])), int(float(rows[s]["pixel_y"]))) for s in spots]


def pillow(folder, positions):
    tiles, half = 0, SIZE_PX // 2
    for section, picture in PICTURES.items():
        whole = Image.open(f"{folder}/data/ST-imgs/{picture}").convert("RGB")
        tiles += len(np.stack([np.asarray(whole.crop((x - half, y - half, x + half, y + half)))
                               for x, y in positions[section]]))
    return tiles


def main():
    parser = arguments(__doc__, rounds=3, program="tools/bench/patches_bench")
    parser.add_argument("her2st", help="folder of the data set")
    options = parse(parser)
    Image.MAX_IMAGE_PIXELS = None
    positions = {section: centres(options.her2st, section) for section in PICTURES}
    tiles = sum(map(len, positions.values()))

    def ours():
        whole, out = child([options.program, options.her2st])
        row = json.loads(out)
        assert row["tiles"] == tiles, row
        return Sample(row["wall_s"], row["cpu_s"], whole.peak_mb)

    def theirs():
        sample, cut = timed(lambda: pillow(options.her2st, positions))
        assert cut == tiles, cut
        return sample

    print_machine()
    print_case("patches", f"{tiles} tiles of 6 pictures",
               by_turns(options.rounds, {"ours": ours, "pillow": theirs}))


main()
