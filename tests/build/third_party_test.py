#!/usr/bin/env python3
"""Every locked part is fully named, and THIRD_PARTY.md is the current list."""

import pathlib
import re
import sys

sys.path.insert(0, "tools/third_party")
import list as third_party

root = pathlib.Path(".")
for lock in sorted(root.glob("tools/third_party/locks/*.tsv")):
    head, *lines = lock.read_text().splitlines()
    assert head == "#kind\tname\tversion\tsha256\tlicence\torigin\tsize\tpath", lock
    for line in lines:
        row = line.split("\t")
        assert len(row) == 8 and all(row), f"{lock}: {line}"
        assert re.fullmatch(r"[0-9a-f]{64}", row[3]), f"{lock}: {line}"
        assert row[6].isdigit(), f"{lock}: {line}"
peers = (root / "tests/peers/requirements.lock").read_text().splitlines()
for line in peers:
    form = r"#.*|\S+==\S+ --hash=sha256:[0-9a-f]{64}  # \d+ \S.*"
    assert re.fullmatch(form, line), line

# What reads bytes of strangers has its fixes from the security archive.
origins = {part[0]: part[3] for part in third_party.rows(root, "deps")}
for parser in ("libpng-dev", "libssl-dev"):
    assert origins[parser] == "Debian bookworm-security", parser

written = (root / "THIRD_PARTY.md").read_text()
assert written == third_party.page(root), (
    "THIRD_PARTY.md is old; run tools/third_party/list.py . > THIRD_PARTY.md"
)
