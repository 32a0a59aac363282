"""What the engine costs beside the work: trivial tasks, and nothing to do.

    python3 tools/bench/engine.py --bin BIN [--doit VENV] [--snakemake VENV]

Ours: //tests/engine:bench_run, `--nodes` nodes of which each writes a line and
one joins them, `--at-once` (two) on warm workers; results are checked, hashed and
recorded in the ledger, and flushed to disk in groups (what is published in 20 to
200 ms; their CPU is stated apart). Then the same run again.

doit: as many `touch` tasks, as many at once, then again; whole processes with their
start. Snakemake: `-n` over a chain of two rules with as many jobs, which says
what would run; per job with the time for one job taken off. Ours is timed inside
the process: its start is in start.py.
"""

import os
import re
import tempfile

from common import Sample, add_peers, arguments, by_turns, child, parse, print_case, print_machine

DODO = """
def task_touch():
    for i in range({nodes}):
        yield {{"name": str(i), "actions": ["touch %(targets)s"],
               "targets": [f"out/{{i}}.txt"], "file_dep": ["in.txt"]}}
"""

SNAKEFILE = """
rule all:
    input: expand("b/{{i}}.txt", i=range({chains}))
rule first:
    output: "a/{{i}}.txt"
    shell: "touch {{output}}"
rule second:
    input: "a/{{i}}.txt"
    output: "b/{{i}}.txt"
    shell: "touch {{output}}"
"""

LINE = re.compile(r"(?P<run>[a-z ]+): (?P<done>\d+) done, (?P<kept>\d+) kept, (?P<wall>[\d.]+) s wall, "
                  r"engine CPU (?P<cpu>[\d.]+) s = [\d.]+ ms a node, and (?P<flush>[\d.]+) s for flushes "
                  r"of (?P<groups>\d+) groups")


def main():
    parser = arguments(__doc__, rounds=5, program="tests/engine/bench_run", worker="tests/engine/test_worker")
    add_peers(parser, "doit", "snakemake")
    parser.add_argument("--nodes", type=int, default=1000)
    parser.add_argument("--at-once", type=int, default=2)
    options = parse(parser)
    nodes = options.nodes
    at_once = str(options.at_once)

    def ours(folder):
        out = child([options.program, options.worker, folder, str(nodes), at_once])[1]
        rows = {row["run"]: row for row in LINE.finditer(out)}
        first, repeat = rows["first run"], rows["repeat"]
        assert int(first["done"]) == nodes and int(repeat["kept"]) == nodes, out
        return {"task": Sample(float(first["wall"]) / nodes),
                "engine": Sample(None, float(first["cpu"]) / nodes),
                "flush": Sample(None, float(first["flush"]) / nodes),
                "group": nodes / int(first["groups"]),
                "repeat": Sample(float(repeat["wall"]), float(repeat["cpu"]) + float(repeat["flush"]))}

    def doit(folder):
        os.mkdir(os.path.join(folder, "out"))
        write(folder, "in.txt", "x")
        write(folder, "dodo.py", DODO.format(nodes=nodes))
        first = child([options.doit, "run", "-v0", "-n", at_once], cwd=folder)[0]
        return {"task": Sample(first.wall_s / nodes), "repeat": child([options.doit, "run", "-v0"], cwd=folder)[0]}

    def snakemake(folder):
        def plan(chains):
            write(folder, "Snakefile", SNAKEFILE.format(chains=chains))
            return child([options.snakemake, "-n", "-q", "-c1"], cwd=folder)[0]
        one, all_jobs = plan(1), plan(nodes // 2)
        jobs = 2 * (nodes // 2) - 2
        return {"repeat": all_jobs, "job": Sample((all_jobs.wall_s - one.wall_s) / jobs,
                                                  (all_jobs.cpu_s - one.cpu_s) / jobs)}

    sides = {"ours": ours}
    if options.doit:
        sides["doit"] = doit
    if options.snakemake:
        sides["snakemake -n"] = snakemake
    print_machine()
    # Nothing is removed between two turns: for some minutes ext4 passes over
    # inodes that were deleted, one by one, at each that it makes.
    with tempfile.TemporaryDirectory() as place:
        turns = by_turns(options.rounds, {name: lambda side=side: side(tempfile.mkdtemp(dir=place))
                                          for name, side in sides.items()})

    def pick(figure):
        return {name: [row[figure] for row in rows] for name, rows in turns.items() if figure in rows[0]}

    print_case("engine's own CPU", "trivial task", pick("engine"))
    print_case("CPU for flushes", "trivial task", pick("flush"))
    groups = [row["group"] for row in turns["ours"]]
    print(f"flushed in groups of {min(groups):.0f} to {max(groups):.0f} tasks; a group's CPU: "
          f"{min(row['flush'].cpu_s * row['group'] for row in turns['ours']) * 1e3:.2f} ms")
    print_case(f"trivial tasks, {at_once} at once", "task", pick("task"))
    print_case(f"{nodes} nodes with nothing to do", "run", pick("repeat"))
    if options.snakemake:
        repeat = [Sample(s.wall_s / nodes, s.cpu_s / nodes) for s in pick("repeat")["ours"]]
        print_case("a node with nothing to do", "node", {"ours": repeat, **pick("job")})


def write(folder, name, text):
    with open(os.path.join(folder, name), "w") as file:
        file.write(text)


main()
