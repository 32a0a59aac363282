"""A training step of ST-Net, IGI-DL and iStar, ours beside PyTorch's, one thread.

    python3 tools/bench/spot_networks.py --bin BIN [--cases stnet igidl istar]

785 genes. ST-Net: pictures of 224 px, SGD. IGI-DL: pictures of 200 px with 20
nuclei of 55 values each, Adam. iStar: 123 superpixels of 579 values a spot, Adam.
A batch is smaller than the published one where that takes gigabytes; a step's time
goes with the spots. Each round runs ours, PyTorch with fused and PyTorch with its
default optimiser, each in a fresh process whose first two steps are left out. Needs
PyTorch, of the LibTorch version that ours is built with.
"""

import sys

from common import ROOT, arguments, by_turns, parse, print_case, print_machine, printed

SPOTS = {"stnet": 8, "igidl": 16, "istar": 64}


def main():
    parser = arguments(__doc__, rounds=3, program="tools/bench/spot_networks_bench")
    parser.add_argument("--cases", nargs="+", choices=list(SPOTS), default=list(SPOTS))
    parser.add_argument("--steps", type=int, default=6, help="steps of a process")
    options = parse(parser)
    print_machine()
    for case in options.cases:
        sizes = [case, str(SPOTS[case]), str(options.steps)]

        def steps(*command):
            return printed(command)[2:]

        def pytorch(optimiser):
            return steps(sys.executable, str(ROOT / "tools/bench/spot_networks_pytorch.py"), *sizes, optimiser)

        print_case(f"{case}, {SPOTS[case]} spots", "step", by_turns(options.rounds, {
            "ours": lambda: steps(options.program, *sizes),
            "pytorch fused": lambda: pytorch("fused"),
            "pytorch": lambda: pytorch("default")}))


main()
