"""Methods that look training spots up, ours beside PyTorch's and numpy's, one thread.

    python3 tools/bench/exemplar_step.py --bin BIN [--cases egnv2 egnv1 bleep bleep_frozen graphs]

A training step of EGNv2 on a section of 300 spots, of EGNv1 and BLEEP on a batch of four pictures (256 and 224 px), of
BLEEP's heads on features; and the graphs of six sections of 200 spots for EGNv2, beside numpy as the method's script
goes: slide after slide for each patch. Each round runs all sides, each in a fresh process whose
first step is left out. Needs PyTorch, of the LibTorch version that ours is built with, and numpy.
"""

import sys

from common import ROOT, arguments, by_turns, parse, print_case, print_machine, printed

# Spots, genes, steps of a process.
CASES = {"egnv2": (300, 250, 4), "egnv1": (4, 250, 3), "bleep": (4, 785, 3), "bleep_frozen": (256, 785, 200),
         "graphs": (200, 785, 2)}


def main():
    parser = arguments(__doc__, rounds=2, program="tools/bench/exemplar_step_bench")
    parser.add_argument("--cases", nargs="+", default=list(CASES))
    options = parse(parser)
    print_machine()
    for case in options.cases:
        sizes = [case, *map(str, CASES[case])]

        def steps(*command):
            return printed(command)[1:]

        def peer(adam):
            return steps(sys.executable, str(ROOT / "tools/bench/exemplar_pytorch.py"), *sizes, adam)

        sides = {"ours": lambda: steps(options.program, *sizes)}
        if case == "graphs":
            sides["numpy"] = lambda: peer("none")
        else:
            sides |= {"pytorch fused": lambda: peer("fused"), "pytorch": lambda: peer("default")}
        print_case(case, "step", by_turns(options.rounds, sides))


main()
