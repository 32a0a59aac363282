#!/usr/bin/env python3
"""relock.py takes the stable release, and for parsers the security archive."""

import os
import pathlib
import subprocess
import sys

folder = pathlib.Path(os.environ["TEST_TMPDIR"])
MADISON = """\
 libpng-dev | 1.6-2 | mirror/debian-security bookworm-security/main amd64 Packages
 libpng-dev | 1.6-1 | mirror/debian bookworm/main amd64 Packages
 zlib1g-dev | 1.3 | mirror/debian-security bookworm-security/main amd64 Packages
 zlib1g-dev | 1.2 | mirror/debian bookworm/main amd64 Packages
"""
RECORD = "Package: {0}\n{3}Version: {1}\nSize: 7\nFilename: pool/{0}_{1}\nSHA256: {2}\n\n"
PNG = "Source: libpng1.6\n"
records = [
    RECORD.format("libpng-dev", "1.6-2", "a" * 64, PNG),
    RECORD.format("libpng-dev", "1.6-1", "b" * 64, PNG),
    RECORD.format("zlib1g-dev", "1.3", "c" * 64, ""),
    RECORD.format("zlib1g-dev", "1.2", "d" * 64, ""),
]
(folder / "madison").write_text(MADISON)
(folder / "show").write_text("".join(records))
client = folder / "apt-cache"
client.write_text(f'#!/bin/sh\ncat "{folder}/$1"\n')
client.chmod(0o755)

lock = folder / "some.tsv"
head = "#kind\tname\tversion\tsha256\tlicence\torigin\tsize\tpath\n"
wheel = "pip\tx\t1\t" + "e" * 64 + "\tMIT\tPyPI\t5\t-\n"
lock.write_text(
    head + "deb\tlibpng-dev\t-\t-\tlibpng-2.0\t-\t-\t-\n"
    "deb\tzlib1g-dev\t-\t-\tZlib\t-\t-\t-\n" + wheel
)
environment = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"}
command = [sys.executable, "tools/third_party/relock.py", lock]
subprocess.run(command, env=environment, check=True)
wanted = (
    head + "deb\tlibpng-dev\t1.6-2\t" + "a" * 64 + "\tlibpng-2.0"
    "\tDebian bookworm-security\t7\tpool/libpng-dev_1.6-2\n"
    "deb\tzlib1g-dev\t1.2\t" + "d" * 64 + "\tZlib"
    "\tDebian bookworm\t7\tpool/zlib1g-dev_1.2\n" + wheel
)
assert lock.read_text() == wanted, lock.read_text()

lock.write_text(head + "deb\tgone\t-\t-\tMIT\t-\t-\t-\n")
run = subprocess.run(command, env=environment, capture_output=True, text=True)
assert run.returncode == 1
assert run.stderr == f"{lock}: apt's index has no package gone\n", run.stderr
