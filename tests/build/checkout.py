"""The checkout that a test of the tree looks at."""

import os
import pathlib
import subprocess

root = pathlib.Path(os.path.realpath("WORKSPACE")).parent


def tracked():
    """Git's list with what is to be added, as texts; without git, every file."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached"]
    command += ["--others", "--exclude-standard"]
    try:
        names = subprocess.run(command, cwd=root, capture_output=True, check=True).stdout
        return [name for name in names.decode().split("\0") if (root / name).is_file()]
    except (OSError, subprocess.CalledProcessError):
        files = [path.relative_to(root) for path in root.rglob("*") if path.is_file()]
        skipped = {".git", ".moonstain", "results"}
        return [str(path) for path in files if not skipped & set(path.parts)]
