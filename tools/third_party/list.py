#!/usr/bin/env python3
"""Print THIRD_PARTY.md from the lock files.

    list.py FOLDER > THIRD_PARTY.md

FOLDER is the root of the checkout. A test holds that the page is current.
"""

import pathlib
import re
import sys

HEAD = """\
# Third-party parts

Written by `tools/third_party/list.py` from the lock files beside it, which also
hold the sha256 of every part. Moonstain itself is under Apache-2.0 (`LICENSE`).
"""
BOOST = ["libboost-test1.74-dev", "libboost1.74-dev"]
RUNTIME = ["libgcc-s1", "libstdc++6"]
# Title, what to say, the locks, and of their rows only these or all but those.
SECTIONS = [
    (
        "Linked into the programs",
        "Static archives and headers of Debian, the source of LuaJIT and z5, and\n"
        "the shared libraries of LibTorch, OpenSlide, Arrow and the C++ runtime,\n"
        "which travel beside the programs. The wheels of LibTorch, OpenSlide and Arrow\n"
        "(pyarrow, whose parts for Python are left out) bring libraries of their own,\n"
        "with their licences in the wheel.",
        ["arrow", "deps", "luajit", "openslide", "torch", "z5"],
        lambda name: name not in BOOST,
    ),
    ("", "", ["cc_root"], lambda name: name in RUNTIME),
    (
        "Used to build, not part of the programs",
        "Compiler, headers and link inputs; the C library of the host runs the\n"
        "programs, the locked one is linked against.",
        ["cc_root"],
        lambda name: name not in RUNTIME,
    ),
    ("Used by tests only", "", ["deps"], lambda name: name in BOOST),
    ("", "", ["clang", "locale", "peers", "slurm", "strace"], lambda name: True),
]


def origin(version):
    return "PyTorch wheel index, cpu" if version.endswith("+cpu") else "PyPI"


def rows(root, lock):
    """(name, version, licence, origin) of each part of a lock."""
    if lock == "peers":
        text = (root / "tests/peers/requirements.lock").read_text()
        found = re.findall(r"^(\S+)==(\S+) .*# \d+ (.*)$", text, re.M)
        return sorted((*part, origin(part[1])) for part in found)
    lines = (root / f"tools/third_party/locks/{lock}.tsv").read_text().splitlines()
    parts = [line.split("\t") for line in lines if not line.startswith("#")]
    return sorted({(part[1], part[2], part[4], part[5]) for part in parts})


def page(root):
    text = HEAD
    for title, words, locks, wanted in SECTIONS:
        if title:
            text += f"\n## {title}\n"
            text += f"\n{words}\n" if words else ""
            text += "\n| part | version | licence | origin |\n| --- | --- | --- | --- |\n"
        for lock in locks:
            for part in rows(root, lock):
                if wanted(part[0]):
                    text += f"| {' | '.join(part)} |\n"
    return text


if __name__ == "__main__":
    print(page(pathlib.Path(sys.argv[1])), end="")
