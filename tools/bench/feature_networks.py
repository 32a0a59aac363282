"""A training step of hist2RNA, DeepPT and SEQUOIA, ours beside PyTorch's, one thread.

    python3 tools/bench/feature_networks.py --bin BIN [--cases hist2rna deeppt_autoencoder deeppt sequoia]

Networks on features, 785 genes, batches of the published size but for SEQUOIA, a quarter of ours on spots. hist2RNA:
2,048 values, Adam with decay. DeepPT: 2,048 values, a step of its autoencoder, and one of the regressor behind it, for
which both sides encode the features again. SEQUOIA: 25 tokens of 1,024 values a spot, six blocks, AdamW. Each round
runs ours, PyTorch with fused and PyTorch with its default optimiser, each in a fresh process whose first two steps are
left out. Needs PyTorch, of the LibTorch version that ours is built with.
"""

import sys

from common import ROOT, arguments, by_turns, parse, print_case, print_machine, printed

# Spots of a step, steps of a process.
CASES = {"hist2rna": (12, 200), "deeppt_autoencoder": (32, 200), "deeppt": (32, 300), "sequoia": (16, 6)}


def main():
    parser = arguments(__doc__, rounds=3, program="tools/bench/feature_networks_bench")
    parser.add_argument("--cases", nargs="+", choices=list(CASES), default=list(CASES))
    options = parse(parser)
    print_machine()
    for case in options.cases:
        sizes = [case, *map(str, CASES[case])]

        def steps(*command):
            return printed(command)[2:]

        def pytorch(optimiser):
            return steps(sys.executable, str(ROOT / "tools/bench/feature_networks_pytorch.py"), *sizes, optimiser)

        print_case(f"{case}, {CASES[case][0]} spots", "step", by_turns(options.rounds, {
            "ours": lambda: steps(options.program, *sizes),
            "pytorch fused": lambda: pytorch("fused"),
            "pytorch": lambda: pytorch("default")}))


main()
