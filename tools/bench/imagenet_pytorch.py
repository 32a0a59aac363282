"""The peer of imagenet.py: the same networks in PyTorch, one thread.

    python3 tools/bench/imagenet_pytorch.py save NETWORK FILE
    python3 tools/bench/imagenet_pytorch.py run NETWORK FILE BATCHES TILES

`save` writes random weights as a checkpoint; `run` times batches of TILES tiles
of bytes and prints a JSON line for each, times per tile.
"""

import sys

import torch

from common import ROOT, Stopwatch, print_sample

sys.path.insert(0, str(ROOT / "tests/peers"))
from imagenet_networks import seeded  # noqa: E402


def main():
    what, network, path, *rest = sys.argv[1:]
    torch.set_num_threads(1)
    net = seeded(network, 1)
    if what == "save":
        torch.save(net.state_dict(), path)
        return
    batches, tiles = map(int, rest)
    net.load_state_dict(torch.load(path))
    mean = torch.tensor([0.485, 0.456, 0.406])[:, None, None]
    deviation = torch.tensor([0.229, 0.224, 0.225])[:, None, None]
    pixels = torch.randint(0, 256, (tiles, 3, 224, 224), dtype=torch.uint8)
    with torch.inference_mode():
        for _ in range(batches):
            watch = Stopwatch()
            net.features_of((pixels.float() / 255 - mean) / deviation)
            taken = watch.elapsed()
            print_sample(taken, per=tiles)


main()
