"""Plans and repeats of many nodes: time, CPU and memory, and how they grow.

    python3 tools/bench/scale.py --bin BIN [--snakemake VENV]

Ours: `plan` of a fan (a sum of many numbers) and of a chain (each sum takes the
one before) in a new workspace; `run` of a fan whose results are all there, by
the ledger that tests/cli/bench_fill writes; `status` of a run of 100,000 tasks
while it runs, from when 7 of 10 of them are done: the last one waits, so that
the run cannot end before, however fast the machine. Whole programs with their
start, the jail among it. The peak is the largest sum of parent and jail
(proportional set sizes, every 5 ms, in a run of its own, and never less than the
larger one's).

Snakemake: `-n` of a fan and a chain of as many rules' jobs, and a repeat with
all files there, which says that nothing is to be done (it has no records of how
the files were made: they were only touched). It ends or is stopped where it
cannot go on; what it said is printed.
"""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

from common import Sample, add_peers, arguments, by_turns, child, family_mb, parse, print_case, print_machine, threads

HEAD = """local ms = require 'moonstain'
local n = ms.param { name = 'nodes', default = 1000, 'how many' }
"""
RECIPES = {"fan": HEAD + """local numbers = {}
for i = 1, n - 1 do numbers[i] = ms.number { value = i } end
return { total = ms.sum { numbers = numbers } }
""", "chain": HEAD + """local last = ms.number { value = 0 }
for i = 2, n do last = ms.sum { numbers = { last } } end
return { total = last }
""", "waiting": HEAD + """local numbers = {}
for i = 1, n - 2 do numbers[i] = ms.number { value = i } end
numbers[n - 1] = ms.number { value = 0, wait_s = 86400 }
return { total = ms.sum { numbers = numbers } }
"""}
KINDS = ["fan", "chain"]

SNAKEFILES = {"fan": """
rule all:
    input: expand("o/{{i}}.txt", i=range({last}))
rule one:
    output: "o/{{i}}.txt"
    shell: "touch {{output}}"
""", "chain": """
rule all:
    input: "o/{last}.txt"
rule first:
    output: "o/1.txt"
    shell: "touch {{output}}"
rule next:
    input: lambda wildcards: f"o/{{int(wildcards.i) - 1}}.txt"
    output: "o/{{i}}.txt"
    wildcard_constraints:
        i="[2-9]|[1-9][0-9]+"
    shell: "touch {{output}}"
"""}

PEER_LIMIT_S = 300


class Ours:
    """The program with two recipes in a folder of their own."""

    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        for name, text in RECIPES.items():
            write(f"{folder}/home/recipes/{name}", "recipe.lua", text)
        os.makedirs(f"{folder}/home/data_manifests")
        self.env = {**threads(1), "MOONSTAIN_HOME": f"{folder}/home", "MOONSTAIN_WORKER": options.worker}

    def command(self, command, kind, nodes, workspace):
        return [self.options.program, command, kind, "--set", f"nodes={nodes}", "--workspace", workspace,
                *(["--results", f"{workspace}/results"] if command == "run" else [])]

    def plan(self, kind, nodes):
        workspace = f"{self.folder}/none"
        sample = child(self.command("plan", kind, nodes, workspace), env=self.env)[0]
        return sample

    def filled(self, nodes):
        workspace = f"{self.folder}/full{nodes}"
        if not os.path.isdir(workspace):
            child([self.options.fill, f"{self.folder}/home/recipes/fan", workspace, f"nodes={nodes}"])
            child(self.command("run", "fan", nodes, workspace), env=self.env)  # its plan is kept from then on
        return workspace

    def repeat(self, nodes):
        sample, out = child(self.command("run", "fan", nodes, self.filled(nodes)), env=self.env)
        assert out.startswith(f"0 run, {nodes} kept"), out
        return sample

    def family_peak_mb(self, command):
        """The largest sum of proportional set sizes of the program and what it forks."""
        process = subprocess.Popen(command, env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        peak_mb = 0
        while process.poll() is None:
            peak_mb = max(peak_mb, family_mb(process.pid))
            time.sleep(0.005)
        if process.returncode != 0:
            raise SystemExit(f"{' '.join(command)}: exit status {process.returncode}")
        return peak_mb

    def status(self, nodes):
        """`status` while a run of so many tasks goes on; what it says first and last."""
        workspace = f"{self.folder}/running"
        command = [self.options.program, "status", "--workspace", workspace]

        def said():
            return json.loads(child([*command, "--json"], env=self.env)[1])

        def events():
            return pathlib.Path(workspace, "runs").glob("*/events.jsonl")

        with tempfile.TemporaryFile("w+") as err:
            run = subprocess.Popen(self.command("run", "waiting", nodes, workspace), env=self.env,
                                   stdout=subprocess.DEVNULL, stderr=err)
            try:
                first = {"done": -1}
                while first["done"] < 0.7 * nodes:
                    time.sleep(0.1)
                    if run.poll() is not None:
                        err.seek(0)
                        raise SystemExit(f"the run that waits has ended with {run.returncode}\n{err.read()[-2000:]}")
                    if any(events()):
                        first = said()
                samples = [child(command, env=self.env)[0] for _ in range(20)]
                last = said()
            finally:
                run.send_signal(signal.SIGINT)
                run.wait()
        assert first["state"] == last["state"] == "running", (first, last)
        print(f"status: {first['done']} to {last['done']} of {last['total']} done, events.jsonl has "
              f"{next(events()).stat().st_size / 1e6:.1f} MB")
        return samples


def snakemake(options, kind, nodes, repeat):
    folder = tempfile.mkdtemp()
    try:
        write(folder, "Snakefile", SNAKEFILES[kind].format(last=nodes - 1))
        if repeat:
            os.mkdir(f"{folder}/o")
            for i in range(nodes - 1):
                write(f"{folder}/o", f"{i}.txt", "")
        # What it says goes to its stdout: both are wanted where it fails.
        command = ["sh", "-c", 'exec "$@" 1>&2', "sh", "timeout", str(PEER_LIMIT_S), options.snakemake, "-q", "-c1",
                   *([] if repeat else ["-n"])]
        return child(command, cwd=folder)[0]
    finally:
        shutil.rmtree(folder)


def main():
    parser = arguments(__doc__, rounds=3, program="tests/cli/small_moonstain", worker="tests/cli/small_worker",
                       fill="tests/cli/bench_fill")
    add_peers(parser, "snakemake")
    parser.add_argument("--beside", type=int, nargs="*", default=[1000, 10000], metavar="NODES",
                        help="sizes measured on both sides")
    parser.add_argument("--alone", type=int, nargs="*", default=[100000, 1000000], metavar="NODES",
                        help="sizes measured for ours alone")
    parser.add_argument("--status", type=int, default=100000, metavar="NODES",
                        help="size of the run whose status is asked for while it runs; 0: leave it out")
    options = parse(parser)
    print_machine()
    folder = tempfile.mkdtemp()
    try:
        ours = Ours(options, folder)
        given_up = set()
        for nodes in options.beside + options.alone:
            def peer(kind, repeat, nodes=nodes):
                def measured():
                    if (kind, repeat) in given_up:
                        return []
                    try:
                        return snakemake(options, kind, nodes, repeat)
                    except SystemExit as error:
                        given_up.add((kind, repeat))
                        said = " ".join(str(error).split())
                        print(f"snakemake does not get through {nodes} nodes ({kind}): ... {said[-420:]}")
                        return []
                return measured

            beside = options.snakemake and nodes in options.beside
            for kind in KINDS:
                sides = {"ours": lambda: ours.plan(kind, nodes)}
                if beside:
                    sides["snakemake -n"] = peer(kind, False)
                show(f"plan of a {kind} of {nodes} nodes", options.rounds, sides,
                     ours.family_peak_mb(ours.command("plan", kind, nodes, f"{folder}/none")))
            sides = {"ours": lambda: ours.repeat(nodes)}
            if beside:
                sides["snakemake"] = peer("fan", True)
            workspace = ours.filled(nodes)
            show(f"{nodes} nodes with nothing to do", options.rounds, sides,
                 ours.family_peak_mb(ours.command("run", "fan", nodes, workspace)))
        if options.status:
            print_case(f"status of a running run of {options.status} nodes", "command",
                       {"ours": ours.status(options.status)})
    finally:
        shutil.rmtree(folder)


def show(case, rounds, sides, peak_mb):
    samples = {name: rows for name, rows in by_turns(rounds, sides).items() if rows}
    ours = [Sample(s.wall_s, s.cpu_s, max(s.peak_mb, peak_mb)) for s in samples["ours"]]
    print_case(case, "command", {**samples, "ours": ours})


def write(folder, name, text):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "w") as file:
        file.write(text)


main()
