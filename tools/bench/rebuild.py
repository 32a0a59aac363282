"""How long `./moonstain build` takes after one source has changed, a file a room.

    python3 tools/bench/rebuild.py [FILE...]

Each file gets a line that changes its object, all is built, and the file is put
back. Printed are seconds and what Bazel ran: the compile, an archive, and a link
for each program and test that holds the code. Build once before. There is no
peer: what counts is how it changes from commit to commit.
"""

import pathlib
import re
import subprocess
import sys
import time

from common import ROOT, print_machine

FILES = [
    "core/base/table.cpp", "core/engine/process/usage.cpp", "core/engine/step/catalog.cpp",
    "core/engine/store/ledger.cpp", "core/engine/plan/lineage.cpp", "core/engine/worker/worker_pool.cpp",
    "core/engine/run/scheduler.cpp", "core/engine/check/gc.cpp", "core/data/zarr/reader.cpp",
    "core/eval/metrics/expression_scores.cpp", "core/eval/report/report.cpp", "models/networks/hist.cpp",
    "bindings/lua/sandbox/sandbox.cpp", "tools/cli/commands/plan.cpp",
]


def build():
    """Seconds and Bazel's own count of what it ran."""
    began = time.monotonic()
    done = subprocess.run(["./moonstain", "build", "//..."], cwd=ROOT, text=True, check=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    ran = re.findall(r"\d+ process(?:es)?: .*", done.stdout)
    return time.monotonic() - began, ran[-1] if ran else "nothing"


def main():
    files = sys.argv[1:] or FILES
    print_machine()
    for name in files:
        path = pathlib.Path(ROOT / name)
        text = path.read_text()
        try:
            path.write_text(f"{text}\n__attribute__((used)) static long touched = {time.time_ns()};\n")
            seconds, ran = build()
        finally:
            path.write_text(text)
        print(f"{name}: {seconds:.1f} s; {ran}", flush=True)
    build()


main()
