"""What all benchmarks share: samples, rounds by turns, and the lines printed.

Every script compares ours with its peers inside one run: each round measures
all sides one after the other, so a change of the machine's load meets all of
them. Noise only adds time, so the fastest round of a side stands for it; the
median is printed beside it, and where the two lie apart the machine was busy.
"""

import argparse
import glob
import json
import os
import pathlib
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass

ROOT = pathlib.Path(__file__).resolve().parents[2]


@dataclass
class Sample:
    """One measurement of one side, per `unit` of work."""
    wall_s: float | None = None  # None: not measured
    cpu_s: float | None = None   # all threads and children
    peak_mb: int | None = None


def arguments(description, rounds, **programs):
    """Parser with --rounds, and an option for each program.

    @param programs  name of the option: path below --bin
    """
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=pathlib.Path, default=ROOT / "bazel-bin",
                        help="folder with the built programs (bazel info bazel-bin)")
    for name, path in programs.items():
        parser.add_argument(f"--{name}", type=os.path.abspath, metavar="PROGRAM",
                            help=f"instead of {path} below --bin")
    parser.add_argument("--rounds", type=int, default=rounds)
    parser.set_defaults(programs=programs)
    return parser


def parse(parser):
    options = parser.parse_args()
    for name, path in options.programs.items():
        program = getattr(options, name) or str((options.bin / path).absolute())
        if not os.access(program, os.X_OK):
            parser.error(f"{program} is not there; build //{':'.join(path.rsplit('/', 1))}, "
                         f"or name its folder with --bin or itself with --{name}")
        setattr(options, name, program)
    return options


def threads(count):
    """Environment of a child that computes in `count` threads."""
    names = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")
    return {**os.environ, "MOONSTAIN_HOME": os.environ.get("MOONSTAIN_HOME", str(ROOT)),
            **dict.fromkeys(names, str(count))}


def child(command, cwd=None, env=None):
    """Runs a program to its end: (Sample of the whole process, its stdout)."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=cwd, env=env or threads(1),
                                   stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        for stream in out, err:
            stream.seek(0)
        if process.returncode != 0:
            raise SystemExit(f"{' '.join(map(str, command))}: exit status "
                             f"{process.returncode}\n{err.read()[-2000:]}")
        return Sample(wall, usage.ru_utime + usage.ru_stime,
                      usage.ru_maxrss // 1024), out.read()


def print_sample(taken, per=1, **more):
    """A JSON line of a step: its time, of each of `per` things in it, and the largest memory of this process so far."""
    print(json.dumps({"wall_s": taken.wall_s / per, "cpu_s": taken.cpu_s / per,
                      "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, **more}), flush=True)


def printed(command):
    """The samples that a program prints, a JSON line for each step."""
    return [Sample(**json.loads(line)) for line in child(command)[1].splitlines()]


class Stopwatch:
    """Wall and CPU time of this process from where it was made."""

    def __init__(self):
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def elapsed(self):
        return Sample(time.perf_counter() - self.wall, time.process_time() - self.cpu)


def family_mb(root):
    """Memory of a process and of all below it: the sum of their proportional set sizes."""
    members, kilobytes = [root], 0
    for member in members:
        for children in glob.glob(f"/proc/{member}/task/*/children"):
            members += map(int, text_of(children).split())
        kilobytes += sum(int(line.split()[1]) for line in text_of(f"/proc/{member}/smaps_rollup").splitlines()
                         if line.startswith("Pss:"))
    return kilobytes // 1024


def text_of(path):
    """Nothing where the process has ended."""
    try:
        return pathlib.Path(path).read_text()
    except OSError:
        return ""


def timed(body):
    """Runs a function in this process: (Sample, its result)."""
    watch = Stopwatch()
    result = body()
    return watch.elapsed(), result


def by_turns(rounds, sides):
    """Measures all sides once a round; says on stderr how far it is.

    @param sides  name: function without arguments that returns a Sample or a
                  list of Samples
    @return       name: list of Samples
    """
    samples = {name: [] for name in sides}
    for done in range(rounds):
        for name, side in sides.items():
            print(f"round {done + 1} of {rounds}: {name}", end="\033[K\r", file=sys.stderr, flush=True)
            measured = side()
            samples[name] += measured if isinstance(measured, list) else [measured]
    print(end="\033[K", file=sys.stderr, flush=True)
    return samples


def print_machine():
    """The machine and its load: the frame in which the figures below stand."""
    model = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo") as info:
            model = next(line.split(":", 1)[1].strip() for line in info if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    print(json.dumps({"cpu": model, "cores": os.cpu_count(),
                      "load_average": [round(x, 1) for x in os.getloadavg()]}), flush=True)


def print_case(case, unit, samples):
    """A JSON line for each side, then `ours / peer = ratio` of times for each
    peer: below 1, ours is faster; of memory where both sides tell the peak of
    their process. The first side is ours."""
    def figures(values):
        values = [v for v in values if v is not None]
        return {"fastest_s": significant(min(values)),
                "median_s": significant(statistics.median(values))} if values else None

    def peak(side):
        return max((s.peak_mb for s in side if s.peak_mb is not None), default=None)

    for name, side in samples.items():
        row = {"case": case, "side": name, "per": unit, "samples": len(side),
               "wall": figures(s.wall_s for s in side), "cpu": figures(s.cpu_s for s in side),
               "peak_mb": peak(side)}
        print(json.dumps({key: value for key, value in row.items() if value is not None}))
    ours, *peers = samples
    for peer in peers:
        ratios = []
        for what in "wall_s", "cpu_s":
            pair = [[getattr(s, what) for s in samples[side]] for side in (ours, peer)]
            if None not in pair[0] + pair[1]:
                ratios.append(f"{min(pair[0]) / min(pair[1]):.3f} ({what[:-2]})")
        pair = [peak(samples[side]) for side in (ours, peer)]
        if None not in pair:
            ratios.append(f"{pair[0] / pair[1]:.3f} (memory)")
        print(f"{case}: {ours} / {peer} = {', '.join(ratios)}", flush=True)


def add_peers(parser, *names):
    """An option for each peer that lives in a Python environment of its own."""
    for name in names:
        parser.add_argument(f"--{name}", type=lambda folder, name=name: os.path.abspath(f"{folder}/bin/{name}"),
                            metavar="VENV", help=f"environment with {name}; left out without it")


def significant(value):
    return float(f"{value:.4g}")
