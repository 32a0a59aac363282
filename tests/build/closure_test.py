#!/usr/bin/env python3
"""The program `moonstain` holds no Torch: neither what it is linked from, nor
what its loader is told to bring. Loading it would cost a quarter of a second.
Neither program is linked from Arrow, which a worker loads when it is needed:
it starts a thread, and the workers' template may have one alone."""

import pathlib

linked = pathlib.Path("tests/build/moonstain_closure").read_text().splitlines()
assert "//tools:moonstain" in linked, linked
torch = [label for label in linked if label.startswith("@torch//")]
assert not torch, f"//tools:moonstain is linked from {torch[:3]}"

program = pathlib.Path("tools/moonstain").read_bytes()
# A name in the loader's list stands alone; a path that the program prints does not.
assert b"\0libstdc++.so.6\0" in program, "no list of libraries is in the program"
assert b"\0libtorch_cpu.so\0" not in program and b"\0libc10.so\0" not in program

worker = pathlib.Path("tests/build/worker_closure").read_text()
assert "@torch//" in worker, "the check above would see no Torch"
for name, closure in (("moonstain", "\n".join(linked)), ("moonstain-worker", worker)):
    assert "@arrow//" not in closure, f"//tools:{name} is linked from Arrow"
assert "//core/data/parquet:reader" in worker
