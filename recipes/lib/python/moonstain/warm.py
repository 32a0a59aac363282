"""A process that has imported its packages, and of which each task is a fork.

Moonstain keeps one for an environment (core/engine/program/warm_sandbox.h): it
stops itself, is woken for a fork, and stops itself again. The fork stops, too,
until what it is to see is there, and is then as a process of its own would be
that has imported the same.
"""

import os
import sys


def arguments(words):
    """TASK, FILE and STEP of the one task that is run from here on. After
    `--warm` this returns in each fork, and never in the process itself."""
    if words[0] != "--warm":
        return words
    task, file = words[1:]
    import gc
    import_packages(file)
    shut(True)
    # What is there stays: a fork that looks through it would copy its pages.
    gc.collect()
    gc.freeze()
    while True:
        sys.stdout.flush()
        sys.stderr.flush()
        stop()
        # Through a fork between them: how a task ends is nothing for its
        # origin to know.
        between = os.fork()
        if between == 0:
            if os.fork() != 0:
                os._exit(0)
            return begin(task, file)
        os.waitpid(between, 0)


def stop():
    import signal
    os.kill(os.getpid(), signal.SIGSTOP)


def shut(is_shut):
    """Whether others of this user may look into this process (prctl 4)."""
    import ctypes
    ctypes.CDLL(None).prctl(4, 0 if is_shut else 1)


def begin(task, file):
    import json
    while os.getppid() != 1:
        os.sched_yield()
    shut(False)
    stop()
    # The folder of this name is another one by now.
    os.chdir(os.environ["TMPDIR"])
    if "numpy.random" in sys.modules:
        # As `random` does by itself: what is drawn without a seed is no other
        # task's.
        sys.modules["numpy.random"].seed()
    with open(task, encoding="utf-8") as text:
        step = json.load(text)["step"]
    sys.argv[1:] = [task, file, step]
    return sys.argv[1:]


def import_packages(file):
    """What the file imports in its first lines, as it would itself; not what lies
    beside it, which is a step's own."""
    import ast
    import pathlib

    from . import task
    with open(task.path_of(file), encoding="utf-8") as text:
        lines = ast.parse(text.read()).body
    program = pathlib.Path(__file__).resolve().parents[2]
    for line in lines:
        if isinstance(line, ast.Import):
            for one in line.names:
                import_one(one.name, program)
        elif isinstance(line, ast.ImportFrom) and line.level == 0:
            if import_one(line.module, program):
                for one in line.names:
                    import_part(line.module, one.name)


def import_one(name, program):
    """@return whether it is a package's, and imported"""
    import importlib.util
    import pathlib
    found = importlib.util.find_spec(name.split(".")[0])
    if found is None:
        return False
    if found.origin and program in pathlib.Path(found.origin).parents:
        return False
    importlib.import_module(name)
    return True


def import_part(module, name):
    """`from module import name`, where the name may be a module."""
    import importlib
    if name != "*" and not hasattr(sys.modules[module], name):
        importlib.import_module(f"{module}.{name}")
