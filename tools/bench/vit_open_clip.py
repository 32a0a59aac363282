"""The peer of vit.py: open_clip's ViT-B-32-quickgelu in PyTorch, one thread.

    python3 tools/bench/vit_open_clip.py save FILE
    python3 tools/bench/vit_open_clip.py run FILE BATCHES TILES

`save` writes a model of random weights as a checkpoint; `run` times its image
tower on batches of TILES tiles of bytes, and prints a JSON line for each, times
per tile.
"""

import sys

import open_clip
import torch

from common import Stopwatch, print_sample


def main():
    what, path, *rest = sys.argv[1:]
    torch.set_num_threads(1)
    torch.manual_seed(1)
    model = open_clip.create_model("ViT-B-32-quickgelu").eval()
    if what == "save":
        torch.save(model.state_dict(), path)
        return
    batches, tiles = map(int, rest)
    model.load_state_dict(torch.load(path))
    pixels = torch.randint(0, 256, (tiles, 3, 224, 224), dtype=torch.uint8)
    with torch.inference_mode():
        for _ in range(batches):
            watch = Stopwatch()
            model.encode_image(pixels.float(), normalize=True)
            taken = watch.elapsed()
            print_sample(taken, per=tiles)


main()
