#!/usr/bin/env python3
"""A compile and a link open no header, library or compiler of the host.

The toolchain's own command lines run under strace. Of the host, a program may
open only what its loader and its C library need to run it at all.
"""

import json
import os
import pathlib
import re
import subprocess

SOURCE = """\
#include <cmath>
#include <filesystem>
#include <iostream>
#include <pthread.h>
#include <linux/seccomp.h>
int main(int argc, char**) {
  std::cout << std::filesystem::current_path() << std::sin(argc) << "\\n";
}
"""
# What runs a program: the loader opens libraries with O_CLOEXEC, the linker
# opens its inputs without, so a host library as an input is told apart.
RUNTIME = re.compile(
    r"/etc/ld\.so\.(cache|preload)|/(usr/)?lib/locale/.*|/usr/share/locale.*"
    r"|/usr/lib/x86_64-linux-gnu/gconv/.*|/etc/localtime|/proc/.*|/sys/.*|/dev/null"
)
LOADED = re.compile(r"/lib/x86_64-linux-gnu/lib(c|m|dl|rt|pthread)\.so\.\d+")
CALL = re.compile(r'(openat|open|execve)\((?:AT_FDCWD, )?"([^"]*)"(.*)= (-?\d+)')

runfiles = pathlib.Path(os.environ["TEST_SRCDIR"])
work = pathlib.Path(os.environ["TEST_TMPDIR"], "work")
root = (runfiles / "cc_root/usr/include").resolve().parent.parent


def strace():
    """The locked strace with its libraries, as the start of a command."""
    locked = runfiles / "strace"
    folders = [locked / "usr/lib/x86_64-linux-gnu", locked / "lib/x86_64-linux-gnu"]
    libraries = ":".join(str(folder) for folder in folders)
    return ["env", f"LD_LIBRARY_PATH={libraries}", locked / "usr/bin/strace"]


def run(command, *first):
    """Run a command of the toolchain; the calls that opened a file, or fail."""
    trace = work / "trace"
    variables = [f"-E{name}={value}" for name, value in command["env"].items()]
    line = [*strace(), "-f", "-o", trace, "-e", "trace=open,openat,execve"]
    line += ["-EPATH=/nonexistent", f"-ETMPDIR={work}", *variables, command["tool"], *first]
    subprocess.run([*line, *command["flags"]], cwd=work, check=True)
    return [call for call in CALL.findall(trace.read_text()) if int(call[3]) >= 0]


def foreign(calls):
    """The files opened that are neither locked, nor ours, nor of the runtime."""
    found = set()
    for _, name, rest, _ in calls:
        path = os.path.normpath(work / name)
        real = pathlib.Path(path).resolve()
        ours = real.is_relative_to(work.resolve()) or real.is_relative_to(root)
        loaded = LOADED.fullmatch(path) and "O_CLOEXEC" in rest
        if not (ours or loaded or RUNTIME.fullmatch(path)):
            found.add(path)
    return found


def read_json(name):
    return json.loads((runfiles / "moonstain/tests/build" / name).read_text())


def main():
    (work / "external").mkdir(parents=True)
    (work / "external/cc_root").symlink_to(runfiles / "cc_root")
    (work / "source.cpp").write_text(SOURCE)
    commands = read_json("toolchain_commands.json")

    compiled = run(commands["compile"])
    assert any("/c++/12/iostream" in call[1] for call in compiled), compiled
    assert any(call[1].endswith("cc1plus") for call in compiled), compiled
    assert foreign(compiled) == set(), foreign(compiled)

    linked = run(commands["link"], "source.o")
    assert any(call[1].endswith("crti.o") for call in linked), linked
    assert any(call[1].endswith("libstdc++.so") for call in linked), linked
    assert foreign(linked) == set(), foreign(linked)
    subprocess.run([work / "program"], check=True)

    # A shared library's own needs are looked up by the linker too.
    torch = [str(path) for path in (runfiles / "torch/torch/lib").glob("*.so*")]
    linked = run(commands["link"], "source.o", "-Wl,--no-as-needed", *torch)
    assert any("libtorch_cpu" in call[1] for call in linked), linked
    assert foreign(linked) <= set(torch), foreign(linked)

    # The same checks see a header and a library of the host.
    header = "/usr/include/features.h"
    spied = foreign(run(commands["compile"], "-include", header))
    assert header in spied, spied
    library = "/lib/x86_64-linux-gnu/libm.so.6"
    spied = foreign(run(commands["link"], "source.o", library))
    assert library in spied, spied
    print(len(compiled), "files opened by the compile,", len(linked), "by the link")


main()
