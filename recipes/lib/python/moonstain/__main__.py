"""python3 -m moonstain install requirements.lock

Puts the packages of a lock where steps in Python find them: a folder of their
own below $MOONSTAIN_PYTHON, or ~/.cache/moonstain/python, for the interpreter
that runs steps.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile

PROGRAM_PATH = "/usr/local/bin:/usr/bin:/bin"


def digits(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()[:16]


def folder_of(lock, interpreter="python3"):
    """Where the packages of a lock lie; core/engine/program/packages.h."""
    found = shutil.which(interpreter, path=PROGRAM_PATH)
    if found is None:
        sys.exit(f"no program '{interpreter}' in {PROGRAM_PATH}")
    home = os.environ.get("MOONSTAIN_PYTHON") or os.path.expanduser(
        "~/.cache/moonstain/python")
    name = f"{digits(lock)}-{digits(os.path.realpath(found))}"
    return os.path.join(home, name), found


def install(lock, *pip):
    folder, interpreter = folder_of(lock)
    if os.path.isdir(folder):
        print(folder, "is there")
        return
    asked = subprocess.run(
        [interpreter, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
        capture_output=True, text=True, check=True)
    os.makedirs(os.path.dirname(folder), exist_ok=True)
    made = tempfile.mkdtemp(dir=os.path.dirname(folder))
    try:
        subprocess.run(
            [sys.executable, "-m", "pip", "install", "--require-hashes",
             "--only-binary", ":all:", "--no-compile", "--python-version",
             asked.stdout.strip(), "--target", made, "-r", lock, *pip], check=True)
        # Where steps run nothing can be written: compiled once, here.
        subprocess.run([interpreter, "-m", "compileall", "-q",
                        "--invalidation-mode", "unchecked-hash", made],
                       check=False)
        os.chmod(made, 0o755)
        os.rename(made, folder)
    except subprocess.CalledProcessError:
        sys.exit(f"{lock}: its packages could not be installed")
    finally:
        shutil.rmtree(made, ignore_errors=True)
    print(folder)


if len(sys.argv) < 3 or sys.argv[1] not in ("install", "folder"):
    sys.exit(__doc__)
if sys.argv[1] == "folder":
    print(folder_of(sys.argv[2])[0])
else:
    install(*sys.argv[2:])
