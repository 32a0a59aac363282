#!/usr/bin/env python3
"""Rewrite the Debian rows of lock files from apt's index.

    relock.py locks/deps.tsv [...]

A row's version, sha256, origin, size and path follow the newest version of the
stable release: its files stay on the mirror until the next point release,
while those of the security archive leave with the next fix. Parsers of bytes
from strangers follow the security archive all the same. To add a part, write
a row with "-" in those columns. Rows of other kinds are left alone; their hash
comes from the index of their registry.
"""

import re
import subprocess
import sys

# Source packages that read bytes written by others.
FROM_SECURITY = {"hdf5", "libpng1.6", "minizip", "openssl"}
KIND, NAME, VERSION, SHA256, LICENCE, ORIGIN, SIZE, PATH = range(8)


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def versions(names):
    """{package: [(version, is_from_security)]} as the index offers them."""
    found = {}
    for line in run("apt-cache", "madison", *names).splitlines():
        name, version, source = (part.strip() for part in line.split("|"))
        if source.endswith("Packages") and "-updates/" not in source:
            found.setdefault(name, []).append((version, "-security/" in source))
    return found


def records(names):
    """{(package, version): fields} of every version in the index."""
    fields = "Package|Version|Source|SHA256|Size|Filename"
    found = {}
    for stanza in run("apt-cache", "show", "--all-versions", *names).split("\n\n"):
        record = dict(re.findall(rf"^({fields}): (.*)$", stanza, re.M))
        if "SHA256" in record:
            found[record["Package"], record["Version"]] = record
    return found


def newest(offers):
    best = offers[0]
    for offer in offers[1:]:
        newer = ["dpkg", "--compare-versions", offer[0], "gt", best[0]]
        if subprocess.run(newer).returncode == 0:
            best = offer
    return best


def choose(name, offers, record):
    """The stable version, or for a parser the newest of stable and security."""
    source = record[name, offers[0][0]].get("Source", name).split()[0]
    stable = [offer for offer in offers if not offer[1]]
    return newest(offers if source in FROM_SECURITY or not stable else stable)


def relock(path):
    lines = [line.rstrip("\n").split("\t") for line in open(path)]
    rows = [row for row in lines if row[KIND] == "deb"]
    if not rows:
        return
    names = sorted({row[NAME] for row in rows})
    offered, record = versions(names), records(names)
    for row in rows:
        if row[NAME] not in offered:
            sys.exit(f"{path}: apt's index has no package {row[NAME]}")
        version, security = choose(row[NAME], offered[row[NAME]], record)
        found = record[row[NAME], version]
        row[VERSION], row[SHA256] = version, found["SHA256"]
        row[ORIGIN] = "Debian bookworm-security" if security else "Debian bookworm"
        row[SIZE], row[PATH] = found["Size"], found["Filename"]
    with open(path, "w") as out:
        out.writelines("\t".join(row) + "\n" for row in lines)


for lock in sys.argv[1:]:
    relock(lock)
