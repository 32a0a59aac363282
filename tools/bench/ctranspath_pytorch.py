"""The peer of ctranspath.py: the same network in PyTorch, one thread.

    python3 tools/bench/ctranspath_pytorch.py save FILE
    python3 tools/bench/ctranspath_pytorch.py run FILE BATCHES TILES float32|bfloat16

`save` writes random weights as a checkpoint; `run` times batches of TILES tiles
of bytes and prints a JSON line for each, times per tile. The network is written
as the authors' code says it, window by window, without a fused attention. In
bfloat16 it runs under autocast, which rounds weights anew in each call.
"""

import sys

import torch

from common import ROOT, Stopwatch, print_sample

sys.path.insert(0, str(ROOT / "tests/peers"))
from conv_stem_swin import seeded  # noqa: E402


def main():
    what, path, *rest = sys.argv[1:]
    torch.set_num_threads(1)
    net = seeded(1)
    if what == "save":
        torch.save({"model": net.state_dict()}, path)
        return
    batches, tiles = map(int, rest[:2])
    rounded = rest[2] == "bfloat16"
    net.load_state_dict(torch.load(path)["model"])
    mean = torch.tensor([0.485, 0.456, 0.406])[:, None, None]
    deviation = torch.tensor([0.229, 0.224, 0.225])[:, None, None]
    pixels = torch.randint(0, 256, (tiles, 3, 224, 224), dtype=torch.uint8)
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=rounded):
        for _ in range(batches):
            watch = Stopwatch()
            net((pixels.float() / 255 - mean) / deviation)
            taken = watch.elapsed()
            print_sample(taken, per=tiles)


main()
