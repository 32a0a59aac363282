"""Starts of the program: `steps`, `plan recipes/demo`, and the demo repeated with
nothing to do, beside peers that only start.

    python3 tools/bench/start.py --bin BIN [--doit VENV] [--snakemake VENV]

Each round starts every program once, whole processes from start to end. The
demo is run once before, with one epoch, in a temporary workspace. The peers do
less: `doit list` reads a file with one task, `snakemake --version` nothing.
"""

import os
import tempfile

from common import ROOT, Sample, add_peers, arguments, by_turns, child, parse, print_case, print_machine


def main():
    parser = arguments(__doc__, rounds=30, program="tools/moonstain")
    add_peers(parser, "doit", "snakemake")
    options = parse(parser)
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "dodo.py"), "w") as tasks:
            tasks.write('def task_one():\n    return {"actions": ["true"]}\n')
        demo = str(ROOT / "recipes/demo")
        ours = {"steps": ["steps"], "plan recipes/demo": ["plan", demo],
                "run recipes/demo, nothing to do": ["run", demo, "--set", "epochs=1"]}
        peers = {}
        if options.doit:
            peers["doit list"] = [options.doit, "list"]
        if options.snakemake:
            peers["snakemake --version"] = [options.snakemake, "--version"]

        def side(command):
            def start():
                whole = child(command, cwd=folder)[0]
                return Sample(whole.wall_s, whole.cpu_s)  # the peak may be this script's, before exec
            return start

        commands = {name: [options.program, *words] for name, words in ours.items()} | peers
        print_machine()
        child(commands["run recipes/demo, nothing to do"], cwd=folder)
        samples = by_turns(options.rounds, {name: side(command) for name, command in commands.items()})
    for name in ours:
        print_case(name, "start", {"ours": samples[name], **{peer: samples[peer] for peer in peers}})


main()
