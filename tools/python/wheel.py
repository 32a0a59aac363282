"""Builds the wheel of the package `moonstain`: wheel.py FOLDER.

Pure Python, so a wheel is a zip of its files with a list of their digests; it
is the same bytes each time. Prints the wheel's path.
"""

import base64
import hashlib
import pathlib
import re
import sys
import zipfile

ROOT = pathlib.Path(__file__).absolute().parents[2]
PACKAGE = ROOT / "recipes/lib/python/moonstain"

METADATA = """Metadata-Version: 2.1
Name: moonstain
Version: {version}
Summary: Steps in Python for Moonstain, and its results in Python
Requires-Python: >=3.9
Requires-Dist: numpy
Provides-Extra: notebook
Requires-Dist: anndata; extra == "notebook"
Requires-Dist: pandas; extra == "notebook"
"""
WHEEL = """Wheel-Version: 1.0
Generator: moonstain
Root-Is-Purelib: true
Tag: py3-none-any
"""


def build(folder):
    version = re.search(r'__version__ = "(.*)"',
                        (PACKAGE / "__init__.py").read_text())[1]
    info = f"moonstain-{version}.dist-info"
    files = {f"moonstain/{path.name}": path.read_bytes()
             for path in sorted(PACKAGE.glob("*.py"))}
    files[f"{info}/METADATA"] = METADATA.format(version=version).encode()
    files[f"{info}/WHEEL"] = WHEEL.encode()
    record = ""
    for name, data in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest())
        record += f"{name},sha256={digest.decode().rstrip('=')},{len(data)}\n"
    files[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n".encode()
    wheel = pathlib.Path(folder) / f"moonstain-{version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as out:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            out.writestr(entry, data)
    return wheel


if len(sys.argv) != 2:
    sys.exit(__doc__)
print(build(sys.argv[1]))
