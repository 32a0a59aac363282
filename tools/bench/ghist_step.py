"""Training steps of GHIST, ours beside PyTorch's, one thread.

    python3 tools/bench/ghist_step.py --bin BIN [--width 8] [--patches 4]

Each round runs ours, PyTorch with fused AdamW and PyTorch with its default AdamW,
each in a fresh process whose first step is left out. Needs PyTorch, of the
LibTorch version that ours is built with.

The peer has the published network layer by layer, enlarged maps and all. Only its
means over nuclei are not the published ones, a mask of the whole patch for each
nucleus, but one index_add, which is faster.
"""

import json
import sys

from common import ROOT, Sample, arguments, by_turns, child, parse, print_case, print_machine


def main():
    parser = arguments(__doc__, rounds=3, program="tools/bench/ghist_step_bench")
    parser.add_argument("--patches", type=int, default=4, help="of a batch")
    parser.add_argument("--px", type=int, default=256)
    parser.add_argument("--width", type=int, nargs="+", default=[8])
    parser.add_argument("--embed", type=int, default=64)
    parser.add_argument("--genes", type=int, default=280)
    parser.add_argument("--steps", type=int, default=4, help="steps of a process")
    options = parse(parser)
    print_machine()
    for width in options.width:
        sizes = [*map(str, (options.patches, options.px, width, options.embed, options.genes, options.steps))]

        def steps(*command):
            rows = [json.loads(line) for line in child(command)[1].splitlines()]
            return [Sample(row["wall_s"], row["cpu_s"], row["peak_mb"]) for row in rows[1:]]

        def pytorch(adam):
            return steps(sys.executable, str(ROOT / "tools/bench/ghist_pytorch.py"), *sizes, adam)

        print_case(f"ghist, width {width}, {options.patches} patches", "step", by_turns(options.rounds, {
            "ours": lambda: steps(options.program, *sizes),
            "pytorch fused": lambda: pytorch("fused"),
            "pytorch": lambda: pytorch("default")}))


main()
