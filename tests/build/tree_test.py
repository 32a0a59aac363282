#!/usr/bin/env python3
"""No tracked file names a folder of one machine or the host of a registry.

Mirrors and registries are those that the package clients are set up for.
"""

import re

from checkout import root, tracked

# In pieces, so that this file does not hold them.
HOSTS = ["deb.debian", "pypi", "pythonhosted", "registry.npmjs", "download.pytorch"]
FOLDERS = ["home", "root", "work", "farm", "mnt", "opt", "tmp/[a-z]"]
HOST = re.compile(r"\b(" + "|".join(HOSTS) + r")\.(org|com)\b")
FOLDER = re.compile(r"(?<![\w.}$~*-])/(" + "|".join(FOLDERS) + r")(/|\b)")


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
    for name in tracked():
        try:
            text = (root / name).read_text()
        except UnicodeDecodeError:
            continue
        seen += 1
        found += findings(name, text)
    assert seen > 20, f"only {seen} files seen below the checkout"
    assert not found, "\n".join(found)


main()
