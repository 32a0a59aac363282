"""What a step in Python costs beside its function: forked from a process that has
imported the packages, and with a process of its own.

    python3 tools/bench/python_steps.py --bin BIN [--site FOLDER] [--imports numpy,...]

Each side is a chain of steps that make one number each, in a temporary
workspace, one task at a time: a run of one step and a run of `--steps` more,
whose difference is divided by their number. So what is left is the task with
its sandbox, interpreter, imports, a result of some ten small files, and the
engine; the first step, which starts the process that others are forked from, is
not in it. A process for each step is what packages get that leave a file in /dev/shm
when they are imported: here `sitecustomize` leaves one.

FOLDER holds the packages that /usr/bin/python3 is to import; without it that of
this script's NumPy, which must be of the same version of Python.
"""

import ctypes
import importlib.util
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import resource

from common import ROOT, Sample, arguments, by_turns, parse, print_case, print_machine, threads

STEPS = """import moonstain
import {imports}
import numpy as np


@moonstain.step(applies={{"file": "File", "after": {{"type": "Features", "optional": True}}}},
                makes="Features", numeric="exact", options={{"number": 0}})
def number(file, after, number):
    \"\"\"One number.\"\"\"
    return moonstain.Features("x/1", "own", ["a"], np.array([[number]], dtype=np.float32))
"""

RECIPE = """local ms = require "moonstain"
local count = ms.param {{ name = "count", default = 1, "steps in a row" }}
local own = ms.python {{ "steps.py", {more} }}
local file = ms.source {{ "steps.py", learned_from = "nothing" }}
local made
for i = 1, count do made = own.number {{ file = file, after = made, number = i }} end
return {{ made = made }}
"""

ALONE = 'files = { "sitecustomize.py" }, environment = { PYTHONPATH = "/program" }'
PR_SET_CHILD_SUBREAPER = 36


def write_recipe(folder, imports, more):
    folder.mkdir()
    (folder / "steps.py").write_text(STEPS.format(imports=imports))
    (folder / "recipe.lua").write_text(RECIPE.format(more=more))
    (folder / "requirements.lock").write_text("numpy\n")
    (folder / "sitecustomize.py").write_text('open("/dev/shm/kept", "w").close()\n')


def run(program, recipe, count, environment):
    """Wall and CPU seconds of a run in a fresh workspace, of all its processes:
    those that others leave become this one's to wait for."""
    with tempfile.TemporaryDirectory() as workspace:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.perf_counter()
        done = subprocess.run([program, "run", recipe, "--cores", "1", "--set", f"count={count}"],
                              cwd=workspace, env=environment, capture_output=True, text=True)
        wall = time.perf_counter() - start
        if done.returncode != 0:
            raise SystemExit(done.stdout + done.stderr)
        try:
            while True:
                os.waitpid(-1, 0)
        except ChildProcessError:
            pass
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    parser = arguments(__doc__, rounds=3, program="tools/moonstain")
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--imports", default="numpy", help="what the steps import, by commas")
    parser.add_argument("--site", type=os.path.abspath,
                        default=pathlib.Path(importlib.util.find_spec("numpy").origin).parents[1])
    options = parse(parser)
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        folder.chmod(0o755)
        write_recipe(folder / "forked", options.imports, "")
        write_recipe(folder / "alone", options.imports, ALONE)
        environment = threads(1) | {"MOONSTAIN_PYTHON": str(folder / "packages")}
        (folder / "packages").mkdir()
        place = subprocess.run(
            [sys.executable, "-m", "moonstain", "folder", str(folder / "forked/requirements.lock")],
            env=environment | {"PYTHONPATH": str(ROOT / "recipes/lib/python")},
            capture_output=True, text=True, check=True).stdout.strip()
        os.symlink(options.site, place)

        def side(recipe):
            def measure():
                one = run(options.program, folder / recipe, 1, environment)
                many = run(options.program, folder / recipe, 1 + options.steps, environment)
                return Sample(*((many[i] - one[i]) / options.steps for i in (0, 1)))
            return measure

        print_machine()
        samples = by_turns(options.rounds, {"forked": side("forked"), "a process each": side("alone")})
    print_case(f"a step in Python, import {options.imports}", "step", samples)


main()
