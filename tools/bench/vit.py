"""Features of tiles by CLIP's ViT-B/32, ours beside open_clip's, one thread.

    python3 tools/bench/vit.py --bin BIN [--batches 6]

The same weights, random ones that open_clip saves: the time does not depend on
what they are. Each round runs ours and open_clip in batches of 1, 8 and 32
tiles, each in a fresh process whose first batch is left out. Needs open_clip
(open-clip-torch 2.23.0, as HESpotEx pins it) and PyTorch, of the LibTorch
version that ours is built with.
"""

import pathlib
import sys
import tempfile

from common import ROOT, arguments, by_turns, child, parse, print_case, print_machine, printed


def main():
    parser = arguments(__doc__, rounds=3, program="tools/bench/vit_bench")
    parser.add_argument("--batches", type=int, default=6, help="batches of a process")
    options = parse(parser)
    peer = [sys.executable, str(ROOT / "tools/bench/vit_open_clip.py")]
    with tempfile.TemporaryDirectory() as folder:
        weights = str(pathlib.Path(folder) / "vit.pth")
        child([*peer, "save", weights])

        def batches(*command):
            return printed(command)[1:]

        def open_clip(tiles):
            return lambda: batches(*peer, "run", weights, str(options.batches), str(tiles))

        print_machine()
        print_case("ViT-B/32", "tile", by_turns(options.rounds, {
            "ours": lambda: batches(options.program, weights, str(options.batches)),
            "open_clip, 1 tile": open_clip(1),
            "open_clip, 8 tiles": open_clip(8),
            "open_clip, 32 tiles": open_clip(32)}))


main()
