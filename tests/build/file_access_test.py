#!/usr/bin/env python3
"""Files are reached by FileCalls (core/base/file.h) alone, so that a test can
make each call fail. What is named here does otherwise, and says why.
"""

import os
import pathlib
import re

FOLDERS = ["core", "bindings", "models", "tools"]

CALLS = (
    "creat chmod close copy_file_range fchmod fchmodat fdatasync fdopen fsync ftruncate "
    "link linkat mkdir mkdirat mkdtemp mknod mkstemp mmap open open64 openat pread pwrite "
    "pwritev read readv rename renameat renameat2 rmdir sendfile symlink symlinkat syncfs "
    "truncate unlink unlinkat write writev"
).split()
LIBRARY = (
    "copy copy_file copy_symlink create_directories create_directory create_hard_link "
    "create_symlink last_write_time permissions remove remove_all rename resize_file"
).split()
# A call of the system begins with "::", one of <filesystem> with its namespace.
PATTERN = re.compile(
    r"(?<![\w>])::(" + "|".join(CALLS) + r")\s*\("
    r"|\b(?:fs|filesystem)::(" + "|".join(LIBRARY) + r")\s*\("
    r"|\b(ifstream|ofstream|fstream|filebuf|fopen|freopen|tmpfile|openslide_open)\b"
)

LAYER = "is the layer"
PIPE = "pipes, sockets and signals, not files"
KERNEL = "files the kernel makes up"
MEMORY = "files in memory"
EXCEPTIONS = {
    "core/base/file_calls.cpp": (LAYER, CALLS),
    "core/data/image/slide_image.cpp": ("OpenSlide opens slides by itself", ["openslide_open"]),
    "core/engine/program/filter.cpp": (MEMORY, ["close"]),
    "core/engine/program/output.cpp": ("what a stranger's program made unreadable", ["chmod"]),
    "core/engine/program/confinement.cpp": (
        "what a program wrote in root's place",
        ["fchmodat", "open", "openat"],
    ),
    "core/engine/program/left_files.cpp": ("modes of a program's files", ["chmod"]),
    "core/engine/program/sandbox_start.cpp": (MEMORY, ["close", "pread", "write"]),
    "core/engine/program/task_mounts.cpp": (KERNEL + "; mounts", ["close", "open"]),
    "core/engine/program/sandbox.cpp": (
        PIPE + "; " + MEMORY + "; " + KERNEL,
        ["close", "open", "pread", "pwrite", "read", "write"],
    ),
    "core/engine/program/sandbox_root.cpp": (
        "the places of a root that is in memory",
        ["close", "mkdir", "open", "symlink"],
    ),
    "core/engine/program/run_process.cpp": (PIPE + "; /dev/null", ["open", "close"]),
    "core/engine/program/process_watch.cpp": (PIPE, ["write"]),
    "core/engine/process/group_usage.cpp": (KERNEL + "; memory without a file", ["fopen", "mmap"]),
    "core/engine/process/socket_usage.cpp": (KERNEL + "; sockets", ["open", "write", "close"]),
    "core/engine/process/start.cpp": ("/dev/null in the place of a closed file", ["open"]),
    "core/engine/process/machine.cpp": (KERNEL, ["ifstream"]),
    "core/engine/worker/channel.cpp": (PIPE, ["close"]),
    "core/engine/process/output_pipe.cpp": (PIPE, ["read", "close"]),
    "core/engine/process/usage.cpp": (KERNEL, ["open", "read", "pread", "pwrite", "close"]),
    "core/engine/process/ready_files.cpp": (PIPE, ["close"]),
    "core/engine/run/run.cpp": (PIPE, ["read", "close"]),
    "core/engine/run/scheduler.cpp": (PIPE, ["read"]),
    "core/engine/slurm/command.cpp": ("/dev/null", ["open"]),
    "core/engine/worker/worker_process.cpp": ("/dev/null", ["open"]),
    "core/engine/worker/worker_template.cpp": (PIPE, ["read", "close"]),
    "core/engine/worker/worker_pool.cpp": (PIPE, ["close"]),
    "core/engine/worker/worker_tasks.cpp": (PIPE + "; its own folder", ["chmod", "close"]),
    "core/engine/jail/write_confinement.cpp": (PIPE + "; " + KERNEL, ["open", "read", "write", "close"]),
    "tools/bench/store_bench.cpp": ("sparse files, to be measured", ["open", "ftruncate", "close", "ifstream"]),
    "bindings/lua/sandbox/frames.cpp": (PIPE, ["write"]),
    "bindings/lua/sandbox/jail.cpp": (PIPE + "; " + KERNEL, ["read", "write", "close", "fopen"]),
}
# Libraries that reach files in ways no line here shows: SQLite goes through
# core/engine/store/sqlite_files.cpp; LibTorch, OpenSlide's own libraries, Arrow and
# LuaJIT are given bytes, or only load their own code.


def without_comments(text):
    text = re.sub(r"/\*.*?\*/", lambda m: re.sub(r"[^\n]", " ", m[0]), text, flags=re.S)
    return re.sub(r"//[^\n]*", "", text)


def calls_in(text):
    for number, line in enumerate(without_comments(text).splitlines(), 1):
        if line.lstrip().startswith("#include"):
            continue
        for found in PATTERN.finditer(line):
            yield number, next(name for name in found.groups() if name)


def main():
    assert list(calls_in("x = ::open(a);\n// ::open(b)\nfs::remove_all(c);")) == [
        (1, "open"),
        (3, "remove_all"),
    ]
    assert list(calls_in("std::ofstream out(p); std::rename(a, b); Image::open(p)")) == [
        (1, "ofstream")
    ]
    root = pathlib.Path(os.path.realpath("WORKSPACE")).parent
    found, used, seen = [], set(), 0
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix not in (".cpp", ".h"):
                continue
            seen += 1
            name = str(path.relative_to(root))
            _, allowed = EXCEPTIONS.get(name, ("", []))
            for number, call in calls_in(path.read_text()):
                used.add((name, call))
                if call not in allowed:
                    found.append(f"{name}:{number}: {call}")
    for name, (why, allowed) in EXCEPTIONS.items():
        if why != LAYER:
            unused = [call for call in allowed if (name, call) not in used]
            found += [f"{name}: the exception for {call} is of no use" for call in unused]
    assert seen > 100, f"only {seen} files seen"
    assert not found, (
        "files are reached past FileCalls (core/base/file.h); use it, or name an "
        "exception in tests/build/file_access_test.py:\n" + "\n".join(found)
    )


main()
