"""Features of tiles by CTransPath, ours beside PyTorch's, one thread.

    python3 tools/bench/ctranspath.py --bin BIN [--batches 8]

The same weights, random ones that PyTorch saves: the time does not depend on
what they are. Each round runs ours tile by tile, as the step does, and PyTorch
in batches of 1, 8 and 32, each in a fresh process whose first batch is left
out. Needs PyTorch of the LibTorch version that ours is built with.
"""

import json
import pathlib
import sys
import tempfile

from common import ROOT, Sample, arguments, by_turns, child, parse, print_case, print_machine


def main():
    parser = arguments(__doc__, rounds=3, program="tools/bench/ctranspath_bench")
    parser.add_argument("--batches", type=int, default=8, help="batches of a process")
    options = parse(parser)
    peer = [sys.executable, str(ROOT / "tools/bench/ctranspath_pytorch.py")]
    with tempfile.TemporaryDirectory() as folder:
        weights = str(pathlib.Path(folder) / "weights.pth")
        child([*peer, "save", weights])

        def batches(*command):
            return [Sample(**json.loads(line)) for line in child(command)[1].splitlines()[1:]]

        def pytorch(tiles):
            return lambda: batches(*peer, "run", weights, str(options.batches), str(tiles))

        print_machine()
        print_case("CTransPath", "tile", by_turns(options.rounds, {
            "ours": lambda: batches(options.program, weights, str(options.batches), "1"),
            "PyTorch, 1 tile": pytorch(1),
            "PyTorch, 8 tiles": pytorch(8),
            "PyTorch, 32 tiles": pytorch(32)}))


main()
