"""Features of tiles by CTransPath, ours beside PyTorch's, one thread.

    python3 tools/bench/ctranspath.py --bin BIN [--batches 8]

The same weights, random ones that PyTorch saves: the time does not depend on
what they are. Each round runs ours tile by tile, as the step does, and PyTorch
in batches of 1, 8 and 32, each in a fresh process whose first batch is left
out; then both with products in bfloat16, which pays on CPUs that multiply it
(AMX, AVX512-BF16) and costs on others, that emulate it. Needs PyTorch of the
LibTorch version that ours is built with.
"""

import pathlib
import sys
import tempfile

from common import ROOT, arguments, by_turns, child, parse, print_case, print_machine, printed


def main():
    parser = arguments(__doc__, rounds=3, program="tools/bench/ctranspath_bench")
    parser.add_argument("--batches", type=int, default=8, help="batches of a process")
    options = parse(parser)
    peer = [sys.executable, str(ROOT / "tools/bench/ctranspath_pytorch.py")]
    with tempfile.TemporaryDirectory() as folder:
        weights = str(pathlib.Path(folder) / "weights.pth")
        child([*peer, "save", weights])

        def batches(*command):
            return printed(command)[1:]

        def ours(precision):
            return lambda: batches(options.program, weights, str(options.batches), "1", precision)

        def pytorch(tiles, precision):
            return lambda: batches(*peer, "run", weights, str(options.batches), str(tiles), precision)

        print_machine()
        print_case("CTransPath", "tile", by_turns(options.rounds, {
            "ours": ours("float32"),
            **{f"PyTorch, {tiles} tiles": pytorch(tiles, "float32") for tiles in (1, 8, 32)},
            "ours, bfloat16": ours("bfloat16"),
            **{f"PyTorch, {tiles} tiles, bfloat16": pytorch(tiles, "bfloat16") for tiles in (1, 8)}}))


main()
