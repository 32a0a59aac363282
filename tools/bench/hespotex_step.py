"""Training steps of HESpotEx's two stages, ours beside PyTorch's, one thread.

    python3 tools/bench/hespotex_step.py --bin BIN [--genes 100 785]

A section of 350 spots: GATE on its expression, and stage two behind features.
Each round runs ours, PyTorch with fused Adam and PyTorch with its default Adam,
each in a fresh process whose first two steps are left out. Needs PyTorch, of the
LibTorch version that ours is built with.
"""

import sys

from common import ROOT, arguments, by_turns, parse, print_case, print_machine, printed


def main():
    parser = arguments(__doc__, rounds=3, program="tools/bench/hespotex_step_bench")
    parser.add_argument("--spots", type=int, default=350)
    parser.add_argument("--genes", type=int, nargs="+", default=[100, 785])
    parser.add_argument("--features", type=int, default=512)
    parser.add_argument("--steps", type=int, default=12, help="steps of a process")
    options = parse(parser)
    print_machine()
    for stage in "gate", "stage2":
        for genes in options.genes:
            sizes = [stage, *map(str, (options.spots, genes, options.features, options.steps))]

            def steps(*command):
                return printed(command)[2:]

            def pytorch(adam):
                return steps(sys.executable, str(ROOT / "tools/bench/hespotex_pytorch.py"), *sizes, adam)

            print_case(f"hespotex {stage}, {genes} genes", "step", by_turns(options.rounds, {
                "ours": lambda: steps(options.program, *sizes),
                "pytorch fused": lambda: pytorch("fused"),
                "pytorch": lambda: pytorch("default")}))


main()
