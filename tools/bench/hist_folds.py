"""HiST's six folds of her2st on two cores: ours beside PyTorch with two threads.

    python3 tools/bench/hist_folds.py --bin BIN --data FOLDER [--epochs 4] [--rounds 2]

Ours is what a person gets: `moonstain run recipes/hist_loocv --cores 2`, timed
from the start of the first hist_model task to the end of the last, with all
that the engine runs between them (predictions and their scores, the start of
workers, results written and hashed). A first run with one epoch, not timed,
leaves datasets, patches, features and targets in the store. PyTorch trains the
same six networks one after the other for as many steps (an epoch is one step of
five sections) from tensors in memory and keeps nothing. Each round trains one
epoch more than the last, so that no model is there already; figures are by step.

The peak is the sum of the engine and its workers, shared pages counted once
(PSS), looked at twice a second during the first run alone, with all steps from
pictures to report, which is shown as its own case: each look stops a process
with a GB of pages for some 0.1 s.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading

from common import ROOT, Sample, arguments, by_turns, child, family_mb, parse, print_case, print_machine, threads

CORES = 2
FOLDS = 6


def run_recipe(options, workspace, epochs, looked_at=False):
    """Runs the recipe: (its events, peak memory in MB where it is looked at)."""
    command = [options.program, "--json", "--workspace", f"{workspace}/.moonstain",
               "--results", f"{workspace}/results", "run", str(ROOT / "recipes/hist_loocv"),
               "--data", options.data, "--cores", str(CORES), "--set", f"epochs={epochs}"]
    peak, ended = 0, threading.Event()
    with tempfile.TemporaryFile("w+") as err:
        process = subprocess.Popen(command, env=threads(1), stdout=subprocess.PIPE, stderr=err, text=True)

        def watch():
            nonlocal peak
            while looked_at and not ended.wait(0.5):
                peak = max(peak, family_mb(process.pid))

        watcher = threading.Thread(target=watch)
        watcher.start()
        events = [json.loads(line) for line in process.stdout if '"event"' in line]
        status = process.wait()
        ended.set()
        watcher.join()
        if status != 0:
            err.seek(0)
            raise SystemExit(f"{' '.join(command)}: exit status {status}\n{err.read()[-2000:]}")
    return events, peak if looked_at else None


def hist_models(events, kind):
    return [e for e in events if e["event"] == kind and e.get("step") == "hist_model"]


def main():
    parser = arguments(__doc__, rounds=2, program="tools/moonstain")
    parser.add_argument("--data", required=True, help="folder with the data sets")
    parser.add_argument("--epochs", type=int, default=4, help="of the first round")
    parser.add_argument("--adam", choices=["fused", "default"], default="fused", help="of PyTorch")
    parser.add_argument("--folder", help="for the workspace (default: a temporary one); a second "
                                         "start with the same one finds the features there")
    options = parse(parser)
    rounds = {name: iter(range(options.epochs, options.epochs + options.rounds)) for name in ("ours", "peer")}

    with tempfile.TemporaryDirectory() as scratch:
        workspace = os.path.abspath(options.folder or scratch)

        def ours():
            epochs = next(rounds["ours"])
            events, _ = run_recipe(options, workspace, epochs)
            done = hist_models(events, "task_done")
            if len(done) != FOLDS:
                raise SystemExit(f"{len(done)} of {FOLDS} models were trained: {workspace} has the "
                                 "others; give another --epochs or --folder")
            wall = max(e["at_s"] for e in done) - min(e["at_s"] for e in hist_models(events, "task_started"))
            return Sample(wall / (FOLDS * epochs), sum(e["cpu_s"] for e in done) / (FOLDS * epochs))

        def peer():
            epochs = next(rounds["peer"])
            out = child([sys.executable, str(ROOT / "tools/bench/hist_pytorch.py"), str(CORES),
                         str(FOLDS), str(epochs), options.adam], env=threads(CORES))[1]
            row = json.loads(out.splitlines()[-1])
            return Sample(row["wall_s"] / (FOLDS * epochs), row["cpu_s"] / (FOLDS * epochs), row["peak_mb"])

        print_machine()
        events, peak = run_recipe(options, workspace, 1, looked_at=True)
        if len(hist_models(events, "task_done")) == FOLDS:
            wall = next(e["at_s"] for e in events if e["event"] == "ended")
            print_case("six sections, one epoch, from pictures to report", "run",
                       {"ours": [Sample(wall, None, peak)]})
        print_case("six folds on two cores", "step of a fold",
                   by_turns(options.rounds, {"ours": ours, "pytorch": peer}))


main()
