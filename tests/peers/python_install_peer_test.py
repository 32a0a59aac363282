"""`python3 -m moonstain install` from a lock to a step that imports what it put in
place; from no network, with a wheel made of the peers' NumPy."""

import hashlib
import importlib.metadata
import os
import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

import numpy

ROOT = Path.cwd()
PROGRAM = ROOT / "tests/recipes/plain_moonstain"
SITE = Path(numpy.__file__).parents[1]

RECIPE = """local ms = require "moonstain"
local own = ms.python "steps.py"
return { made = own.version { file = ms.source { "steps.py", learned_from = "nothing" } } }
"""
STEPS = '''import moonstain
import numpy as np


@moonstain.step(applies={"file": "File"}, makes="Features", numeric="exact")
def version(file):
    """NumPy's version, as numbers."""
    print("numpy", np.__version__, "of", np.__file__)
    numbers = [float(one) for one in np.__version__.split(".")]
    return moonstain.Features("x/1", "own", ["a"], np.array([numbers], dtype=np.float32))
'''


def wheel_of_numpy(folder):
    """As pip takes it for any Python; its files are those of the site."""
    version = importlib.metadata.version("numpy")
    wheel = folder / f"numpy-{version}-py3-none-any.whl"
    info = f"numpy-{version}.dist-info"
    with zipfile.ZipFile(wheel, "w") as out:
        for name in "numpy", "numpy.libs":
            for path in sorted((SITE / name).rglob("*")):
                inside = path.relative_to(SITE)
                if path.is_file() and "tests" not in inside.parts and path.suffix != ".pyc":
                    out.write(path, str(inside))
        out.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: numpy\nVersion: {version}\n")
        out.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\n"
                                      "Tag: py3-none-any\n")
        out.writestr(f"{info}/RECORD", "")
    return version, wheel


def has_pip():
    return subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True).returncode == 0


def can_confine():
    return subprocess.run(["unshare", "-Urmpn", "--fork", "--mount-proc", "true"],
                          capture_output=True).returncode == 0


class Install(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.kept = tempfile.TemporaryDirectory()
        cls.folder = Path(cls.kept.name)
        cls.folder.chmod(0o755)
        cls.version, cls.wheel = wheel_of_numpy(cls.folder)
        cls.digest = hashlib.sha256(cls.wheel.read_bytes()).hexdigest()
        cls.packages = cls.folder / "packages"

    @classmethod
    def tearDownClass(cls):
        cls.kept.cleanup()

    def moonstain(self, *words, code=0):
        done = subprocess.run(
            [sys.executable, "-m", "moonstain", *map(str, words)], capture_output=True, text=True,
            cwd=self.folder, env=os.environ | {"PYTHONPATH": str(ROOT / "recipes/lib/python"),
                                               "MOONSTAIN_PYTHON": str(self.packages)})
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def install(self, lock, code=0):
        return self.moonstain("install", lock, "--no-index", "--find-links", self.folder, code=code)

    def test_a_step_imports_what_was_installed(self):
        recipe = self.folder / "installed"
        recipe.mkdir()
        (recipe / "recipe.lua").write_text(RECIPE)
        (recipe / "steps.py").write_text(STEPS)
        lock = recipe / "requirements.lock"
        lock.write_text(f"numpy=={self.version} --hash=sha256:{self.digest}\n")
        place = self.moonstain("folder", lock).stdout.strip()
        self.assertFalse(Path(place).exists())
        self.assertEqual(self.install(lock).stdout.splitlines()[-1], place)
        self.assertTrue(list(Path(place, "numpy/__pycache__").glob("__init__.*.pyc")))
        self.assertEqual(self.install(lock).stdout, f"{place} is there\n")
        if not can_confine():
            print("SKIPPED: the step, for this machine allows no namespaces")
            return
        done = subprocess.run(
            [PROGRAM, "run", recipe], cwd=self.folder, capture_output=True, text=True,
            env=os.environ | {"MOONSTAIN_HOME": str(ROOT), "MOONSTAIN_PYTHON": str(self.packages),
                              "MOONSTAIN_WORKER": str(ROOT / "tests/recipes/plain_worker")})
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        logs = "".join(log.read_text() for log in self.folder.glob(".moonstain/runs/*/logs/*-version.log"))
        self.assertIn(f"numpy {self.version} of /packages/numpy/__init__.py\n", logs)

    def test_another_hash_installs_nothing(self):
        lock = self.folder / "requirements.lock"
        lock.write_text(f"numpy=={self.version} --hash=sha256:{'0' * 64}\n")
        said = self.install(lock, code=1)
        self.assertIn("THESE PACKAGES DO NOT MATCH THE HASHES", said.stderr)
        self.assertEqual(said.stderr.splitlines()[-1], f"{lock}: its packages could not be installed")
        self.assertFalse(Path(self.moonstain("folder", lock).stdout.strip()).exists())
        self.assertEqual([path for path in self.packages.glob("tmp*")], [])


if has_pip():
    unittest.main()
print("SKIPPED: this Python has no pip")
