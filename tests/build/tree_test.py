#!/usr/bin/env python3
"""No tracked file names a folder of one machine or the host of a registry.

Mirrors and registries are those that the package clients are set up for.
"""

import os
import pathlib
import re
import subprocess

# In pieces, so that this file does not hold them.
HOSTS = ["deb.debian", "pypi", "pythonhosted", "registry.npmjs", "download.pytorch"]
FOLDERS = ["home", "root", "work", "farm", "mnt", "opt", "tmp/[a-z]"]
HOST = re.compile(r"\b(" + "|".join(HOSTS) + r")\.(org|com)\b")
FOLDER = re.compile(r"(?<![\w.}$~*-])/(" + "|".join(FOLDERS) + r")(/|\b)")

root = pathlib.Path(os.path.realpath("WORKSPACE")).parent


def tracked():
    """Git's list with what is to be added; without git, every file."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached"]
    command += ["--others", "--exclude-standard"]
    try:
        names = subprocess.run(command, cwd=root, capture_output=True, check=True).stdout
        return [root / name for name in names.decode().split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        files = [path for path in root.rglob("*") if path.is_file()]
        skipped = {".git", ".moonstain", "results"}
        return [p for p in files if not skipped & set(p.relative_to(root).parts)]


def findings(name, text):
    for number, line in enumerate(text.splitlines(), 1):
        for pattern in (HOST, FOLDER):
            found = pattern.search(line)
            if found:
                yield f"{name}:{number}: {found[0]}"


def main():
    bad = HOSTS[1] + ".org"
    assert list(findings("a", f"see https://{bad}/simple")) == [f"a:1: {bad}"]
    folder = "/" + FOLDERS[2] + "/"
    assert list(findings("a", f"x\ncd {folder}main")) == [f"a:2: {folder}"]
    assert not list(findings("a", "core/" + FOLDERS[2] + " $root/root/x"))

    found, seen = [], 0
    for path in tracked():
        try:
            text = path.read_text()
        except (UnicodeDecodeError, FileNotFoundError):
            continue
        seen += 1
        found += findings(path.relative_to(root), text)
    assert seen > 20, f"only {seen} files seen below the checkout"
    assert not found, "\n".join(found)


main()
