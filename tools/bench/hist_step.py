"""HiST's training step, ours beside PyTorch's, one thread.

    python3 tools/bench/hist_step.py --bin BIN [--steps 4]

Each round runs ours, PyTorch with fused Adam and PyTorch with its default Adam,
each in a fresh process whose first step is left out. Needs PyTorch, of the
LibTorch version that ours is built with.
"""

import sys

from common import ROOT, arguments, by_turns, parse, print_case, print_machine, printed


def main():
    parser = arguments(__doc__, rounds=3, program="tools/bench/hist_step_bench")
    parser.add_argument("--channels", type=int, default=512)
    parser.add_argument("--genes", type=int, default=785)
    parser.add_argument("--steps", type=int, default=4, help="steps of a process")
    options = parse(parser)
    sizes = [str(options.channels), str(options.genes)]

    def steps(*command):
        return printed(command)[1:options.steps]

    def pytorch(adam):
        return steps(sys.executable, str(ROOT / "tools/bench/hist_pytorch.py"),
                     "1", "1", str(options.steps), adam, *sizes)

    print_machine()
    print_case("hist step", "step of 5 sections", by_turns(options.rounds, {
        "ours": lambda: steps(options.program, *sizes, str(options.steps)),
        "pytorch fused": lambda: pytorch("fused"),
        "pytorch": lambda: pytorch("default")}))


main()
