"""Features of tiles by networks of ImageNet, ours beside PyTorch's, one thread.

    python3 tools/bench/imagenet.py --bin BIN [--batches 4]

The same weights, random ones that PyTorch saves: the time does not depend on
what they are. Each round runs ours and PyTorch one tile at a time and in eights,
as the steps do, each in a fresh process whose first batch is left out. Needs
PyTorch of the LibTorch version that ours is built with.
"""

import pathlib
import sys
import tempfile

from common import ROOT, arguments, by_turns, child, parse, print_case, print_machine, printed


def main():
    parser = arguments(__doc__, rounds=3, program="tools/bench/imagenet_bench")
    parser.add_argument("--batches", type=int, default=4, help="batches of a process")
    options = parse(parser)
    peer = [sys.executable, str(ROOT / "tools/bench/imagenet_pytorch.py")]
    print_machine()
    for network in "resnet18", "resnet50", "densenet121":
        with tempfile.TemporaryDirectory() as folder:
            weights = str(pathlib.Path(folder) / "weights.pth")
            child([*peer, "save", network, weights])

            def batches(*command):
                return printed(command)[1:]

            def by(*program):
                def of(tiles):
                    return lambda: batches(*program, network, weights, str(options.batches), str(tiles))

                return of

            ours, pytorch = by(options.program), by(*peer, "run")
            print_case(network, "tile", by_turns(options.rounds, {
                "ours, 8 tiles": ours(8), "PyTorch, 8 tiles": pytorch(8),
                "ours, 1 tile": ours(1), "PyTorch, 1 tile": pytorch(1)}))


main()
