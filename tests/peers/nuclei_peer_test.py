"""Nuclei are those of the same steps with scikit-image: as many within 5 %, foregrounds of a Dice of 0.95 and more."""

import os
import subprocess
import sys
import tempfile
import unittest

import numpy as np
from nuclei_scikit_image import dice, nuclei
from PIL import Image

PEER = os.environ.get("NUCLEI_PEER", "tests/peers/nuclei_peer")
DATA = os.environ.get("MOONSTAIN_DATA", "")
B4 = os.path.join(DATA, "her2st/data/ST-imgs/B/B4/BT10737_D2_HE.jpg")
SLIDE = os.path.join(DATA, "slides/cmu_small_region.svs")
Image.MAX_IMAGE_PIXELS = None


def made():
    """Pink tissue, with 400 blue ellipses of 4 to 12 um that may touch, blurred by noise."""
    draw = np.random.default_rng(1)
    y, x = np.mgrid[0:700, 0:800]
    blue = np.zeros(x.shape, bool)
    for _ in range(400):
        turn = draw.uniform(0, np.pi)
        across, down = x - draw.uniform(0, 800), y - draw.uniform(0, 700)
        along, beside = (across * np.cos(turn) + down * np.sin(turn), down * np.cos(turn) - across * np.sin(turn))
        blue |= (along / draw.uniform(4, 12)) ** 2 + (beside / draw.uniform(4, 8)) ** 2 <= 1
    colours = np.where(blue[..., None], (95, 75, 140), (225, 175, 205)) + draw.normal(0, 12, (*x.shape, 3))
    return Image.fromarray(np.clip(colours, 0, 255).astype(np.uint8))


class NucleiTest(unittest.TestCase):
    def compare(self, picture, um_per_px):
        with tempfile.TemporaryDirectory() as folder:
            if not isinstance(picture, str):
                picture.save(folder + "/picture.png")
                picture = folder + "/picture.png"
            paths = folder + "/rgb", folder + "/labels"
            done = subprocess.run([PEER, picture, str(um_per_px), *paths], check=True, capture_output=True, text=True)
            width, height = map(int, done.stdout.split())
            rgb = np.fromfile(paths[0], np.uint8).reshape(height, width, 3)
            ours = np.fromfile(paths[1], np.int32).reshape(height, width)
        theirs = nuclei(rgb, um_per_px)
        print(f"{ours.max()} nuclei, scikit-image {theirs.max()}, Dice {dice(ours, theirs):.4f}")
        self.assertGreater(theirs.max(), 100)
        self.assertLessEqual(abs(int(ours.max()) - int(theirs.max())), 0.05 * theirs.max())
        self.assertGreaterEqual(dice(ours, theirs), 0.95)

    def test_of_a_made_picture(self):
        self.compare(made(), 0.5)

    @unittest.skipUnless(DATA, "MOONSTAIN_DATA is not set")
    def test_of_a_section_of_her2st(self):
        self.compare(Image.open(B4).convert("RGB").crop((1800, 5300, 3800, 7300)), 0.69)

    @unittest.skipUnless(DATA, "MOONSTAIN_DATA is not set")
    def test_of_a_slide(self):
        self.compare(SLIDE, 0.499)


if __name__ == "__main__":
    if not DATA:
        print("SKIPPED: a section and a slide: MOONSTAIN_DATA is not set")
    unittest.main(argv=[sys.argv[0]])
