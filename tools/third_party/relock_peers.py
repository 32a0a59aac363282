#!/usr/bin/env python3
"""Write tests/peers/requirements.lock from requirements.in beside it.

    relock_peers.py tests/peers

pip resolves and downloads the wheels; the lock gets their versions and hashes
and, as a comment, licence and size in bytes. Run it with CPython 3.11.
"""

import email
import hashlib
import pathlib
import subprocess
import sys
import tempfile
import zipfile

# Where the metadata of a wheel gives no SPDX expression.
LICENCES = {
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
# Where it gives no usable class either; from the licence file.
BY_NAME = {
    "certifi": "MPL-2.0",
    "ecos": "GPL-3.0-only",
    "enum-tools": "LGPL-3.0-or-later",
    "igraph": "GPL-2.0-or-later",
    "owlrl": "W3C-20150513",
    "protobuf": "BSD-3-Clause",
    "python-dateutil": "Apache-2.0 AND BSD-3-Clause",
    "spatialdata": "BSD-3-Clause",
    "tqdm": "MPL-2.0 AND MIT",
    "tzdata": "Apache-2.0",
    "umap-learn": "BSD-3-Clause",
}
HEAD = """\
# Python packages of the peers' tests; written by tools/third_party/relock_peers.py.
# Each line: name, version, sha256 of the wheel, size in bytes, licence.
"""


def licence(name, metadata):
    if "License-Expression" in metadata:
        return metadata["License-Expression"]
    if name in BY_NAME:
        return BY_NAME[name]
    classes = [c for c in metadata.get_all("Classifier", []) if c.startswith("License")]
    names = {c.split(" :: ")[-1] for c in classes}
    if names:
        return " AND ".join(sorted(LICENCES[name] for name in names))
    text = metadata.get("License", "").strip().lower()
    known = {"mit": "MIT", "bsd": "BSD-3-Clause", "apache": "Apache-2.0"}
    return next(known[word] for word in known if text.startswith(word))


def line(wheel):
    with zipfile.ZipFile(wheel) as archive:
        path = next(n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        metadata = email.message_from_bytes(archive.read(path))
    content = wheel.read_bytes()
    name = metadata["Name"].lower().replace("_", "-")
    return (
        f"{name}=={metadata['Version']} "
        f"--hash=sha256:{hashlib.sha256(content).hexdigest()}"
        f"  # {len(content)} {licence(name, metadata)}\n"
    )


def main(folder):
    with tempfile.TemporaryDirectory() as wheels:
        command = [sys.executable, "-m", "pip", "download", "--quiet"]
        command += ["--only-binary=:all:", "--dest", wheels]
        subprocess.run([*command, "-r", folder / "requirements.in"], check=True)
        lines = sorted(line(wheel) for wheel in pathlib.Path(wheels).glob("*.whl"))
    (folder / "requirements.lock").write_text(HEAD + "".join(lines))


main(pathlib.Path(sys.argv[1]))
