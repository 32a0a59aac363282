#!/usr/bin/env python3
"""write_manifest.py says what lies in a folder, and stops where a sheet and its files do not fit."""

import hashlib
import json
import os
import pathlib
import subprocess
import sys

folder = pathlib.Path(os.environ["TEST_TMPDIR"])
data = folder / "bulb"
sheet, out = folder / "sheet.tsv", folder / "manifest.json"
CONTENT = {"A1.tsv": b"\tG\n1x1\t3\n", "A1_spots.tsv": b"x\ty\n", "A1.png": b"picture", "B1.tsv": b"",
           "deep/B1.tsv": b"x"}
for name, content in CONTENT.items():
    (data / name).parent.mkdir(parents=True, exist_ok=True)
    (data / name).write_bytes(content)


def run(text, *more):
    sheet.write_text(text)
    return subprocess.run([sys.executable, "tools/write_manifest.py", data, sheet, "--lattice", "square", "--um-per-px",
                           "0.5", "--out", out, *more], capture_output=True, text=True)


HEAD = "section\tpatient\tcounts\tspots\tpicture\tsite\n"
B1 = "B1\tB\tB1.tsv\tdeep/B1.tsv\t\t\n"
done = run(HEAD + B1 + "A1\tA\tA1.tsv\tA1_spots.tsv\tA1.png\tnorth\n")
assert done.returncode == 0, done.stderr
assert done.stdout == f"{out}: 2 sections of 2 patients, 5 files: counts of 2, picture of 1, spots of 2\n", done.stdout
made = json.loads(out.read_text())
assert made["name"] == "bulb" and made["layout"] == "legacy_st" and made["lattice"] == "square"
assert made["um_per_px"] == 0.5 and made["spot_pitch_um"] == 0
assert made["sections"] == [
    {"section": "A1", "patient": "A", "site": "north",
     "files": {"counts": "A1.tsv", "picture": "A1.png", "spots": "A1_spots.tsv"}},
    {"section": "B1", "patient": "B", "site": "", "files": {"counts": "B1.tsv", "spots": "deep/B1.tsv"}}]
assert made["files"] == [
    {"path": path, "size": len(CONTENT[path]), "sha256": hashlib.sha256(CONTENT[path]).hexdigest()}
    for path in sorted(CONTENT)]

# A role that no recipe knows is seen in what is said.
done = run("section\tpatient\tcounts\tspots\tpictures\nA1\tA\tA1.tsv\tA1_spots.tsv\tA1.png\n")
assert done.stdout == f"{out}: 1 section of 1 patient, 3 files: counts of 1, pictures of 1, spots of 1\n", done.stdout

# A .h5ad has its positions.
done = run("section\tpatient\tcounts\nA1\tA\tA1.tsv\n", "--layout", "hest")
assert done.returncode == 0, done.stderr
assert json.loads(out.read_text())["layout"] == "hest"

for text, message in [
    ("section\tpatient\tcounts\n", f"{sheet} has no column 'spots'; found section, patient, counts; expected section, "
                                   "patient, counts, spots and other roles of files, separated by tabs"),
    (HEAD, f"{sheet} has no section"),
    (HEAD + B1 + B1, f"{sheet}, line 3: section 'B1' stands in line 2 too"),
    (HEAD + "B1\t\tB1.tsv\tdeep/B1.tsv\n", f"{sheet}, line 2: 'patient' is empty"),
    (HEAD + "B1\tB\tB2.tsv\tdeep/B1.tsv\n", f"{sheet}, line 2: no file {data / 'B2.tsv'}, the counts of section 'B1'"),
    (HEAD + "B1\tB\t../B1.tsv\tdeep/B1.tsv\n",
     f"{sheet}, line 2: counts '../B1.tsv' leaves the folder; expected a path below {data}"),
    (HEAD + B1.rstrip("\n") + "\tmore\n", f"{sheet}, line 2: has more than 6 fields"),
]:
    done = run(text)
    assert done.returncode == 1 and done.stderr == f"write_manifest: {message}\n", (text, done.stderr)
