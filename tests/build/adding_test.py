#!/usr/bin/env python3
"""What ADDING.md says to do is done in a copy of the checkout, and builds.

The page's edits are made letter by letter; then what they add is built and its
tests are run. It starts Bazel, hence its tag "long_target".
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys

TESTS = [
    "//tests/data/prepare:strong_genes_test",
    "//tests/data/source:spot_table_test",
    "//tests/eval/metrics:expression_scores_test",
    "//tests/models/networks:point_map_test",
]
WORKER = "//tools:moonstain-worker"
NEW_STEPS = ["strong_genes", "point_map_model", "spot_table_dataset"]

# `FILE`, WHERE: and a block of code. WHERE may break over two lines.
EDIT = re.compile(
    r"`(?P<file>[\w./]+)`, (?P<where>new|at the end|(?:after|before|in place of)\s`(?P<line>[^`\n]+)`):\n"
    r"\n```\w+\n(?P<text>.*?)```\n",
    re.S,
)

checkout = pathlib.Path(os.path.realpath("WORKSPACE")).parent


def edited(where, line, text, old):
    """A file's text after one of the page's edits."""
    if where == "new":
        assert old is None, "is there already"
        return text
    assert old is not None, "is not there"
    if where == "at the end":
        return old + text
    lines = old.split("\n")
    assert lines.count(line) == 1, f"has the line {line!r} {lines.count(line)} times"
    at = lines.index(line)
    begin, end = {"after": (at + 1, at + 1), "before": (at, at)}.get(where.split()[0], (at, at + 1))
    return "\n".join(lines[:begin] + text.rstrip("\n").split("\n") + lines[end:])


def apply(page, root):
    """Makes the page's edits below `root`; how many there were."""
    count = 0
    for found in EDIT.finditer(page):
        path = root / found["file"]
        old = path.read_text() if path.exists() else None
        try:
            new = edited(found["where"], found["line"], found["text"], old)
        except AssertionError as wrong:
            sys.exit(f"ADDING.md: {found['file']} {wrong}")
        path.write_text(new)
        count += 1
    blocks = page.count("\n```cpp\n") + page.count("\n```python\n")
    assert count == blocks, f"{blocks} blocks of code, {count} of them with a file and a place"
    return count


def main():
    page = (checkout / "ADDING.md").read_text()
    assert edited("after", "b", "x\n", "a\nb\nc\n") == "a\nb\nx\nc\n"
    assert edited("before", "b", "x\n", "a\nb\nc\n") == "a\nx\nb\nc\n"
    assert edited("in place of", "b", "x\ny\n", "a\nb\nc\n") == "a\nx\ny\nc\n"
    if not os.path.isdir(os.environ.get("MOONSTAIN_FETCH_CACHE", "")):
        print("SKIPPED: start it by ./moonstain test --long, which names the fetch cache")
        return
    copy = pathlib.Path(os.environ["TEST_TMPDIR"]) / "checkout"
    shutil.copytree(checkout, copy, ignore=shutil.ignore_patterns(".git", ".moonstain", "results"))
    assert apply(page, copy) > 20

    environment = {name: value for name, value in os.environ.items() if name != "TEST_TMPDIR"}
    environment["XDG_CACHE_HOME"] = str(copy.parent / "cache")
    environment["HOME"] = str(copy.parent)

    # What the checkout has built need not be built again.
    built = pathlib.Path(os.environ["MOONSTAIN_FETCH_CACHE"]).parent / "bazel"
    flags = [f"--disk_cache={built}"] if built.is_dir() else []

    def bazel(command, *words):
        command = ["./moonstain", "bazel", command, *(flags if command in ("build", "test") else []), *words]
        out = subprocess.PIPE if "info" in command else None
        return subprocess.run(command, cwd=copy, env=environment, check=True, text=True, stdout=out).stdout

    bazel("test", "--test_output=errors", *TESTS)
    bazel("build", WORKER)
    catalog = subprocess.run([bazel("info", "bazel-bin").strip() + "/tools/moonstain-worker", "--catalog"],
                             check=True, text=True, stdout=subprocess.PIPE).stdout
    for step in NEW_STEPS:
        assert f'"{step}"' in catalog, f"no step {step} in the catalog"
    bazel("shutdown")


main()
