"""Training steps of HisToGene, Hist2ST and THItoGene, ours beside PyTorch's, one thread.

    python3 tools/bench/section_step.py --bin BIN [--methods histogene] [--spots 180]

One section a step, networks of their published sizes; Hist2ST with its five further
passes. Each round runs ours, PyTorch with fused Adam and PyTorch with its default
Adam, each in a fresh process whose first step is left out. Needs PyTorch, of the
LibTorch version that ours is built with.
"""

import sys

from common import ROOT, arguments, by_turns, parse, print_case, print_machine, printed


def main():
    parser = arguments(__doc__, rounds=2, program="tools/bench/section_step_bench")
    parser.add_argument("--methods", nargs="+", default=["histogene", "hist2st", "thitogene"])
    parser.add_argument("--spots", type=int, default=180)
    parser.add_argument("--genes", type=int, default=785)
    parser.add_argument("--steps", type=int, default=4, help="steps of a process")
    options = parse(parser)
    print_machine()
    for method in options.methods:
        sizes = [method, *map(str, (options.spots, options.genes, options.steps))]

        def steps(*command):
            return printed(command)[1:]

        def pytorch(adam):
            return steps(sys.executable, str(ROOT / "tools/bench/section_pytorch.py"), *sizes, adam)

        print_case(f"{method}, {options.spots} spots", "step", by_turns(options.rounds, {
            "ours": lambda: steps(options.program, *sizes),
            "pytorch fused": lambda: pytorch("fused"),
            "pytorch": lambda: pytorch("default")}))


main()
