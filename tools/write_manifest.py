"""Writes the manifest of a data set of one's own: sections of first-generation Spatial Transcriptomics, of HEST
(--layout hest), of Visium (--layout visium) or of Xenium (--layout xenium --lattice none).

    python3 tools/write_manifest.py FOLDER SHEET.tsv --lattice square [--um-per-px 0.69 ...]

FOLDER holds the files, and its name is the data set's. SHEET.tsv is separated by tabs and names the files of each
section by their paths below FOLDER, in columns

    section  patient  counts  spots  picture        and where there are any: site  labels  gene_names  ...

Of HEST counts is the .h5ad, there is no column spots, and metadata is the sample's .json. Of Visium there are
barcodes, features and scale_factors too, of Xenium metadata and alignment (core/data/README.md).

An empty field is a file that there is not. The manifest goes to data_manifests/NAME/manifest.json of this checkout
(--out: elsewhere); a recipe takes it by `ms.manifest "NAME"`, and `run RECIPE --data FOLDER` finds the files by their
content. Sections of one patient are no independent samples: what stands in column `patient` decides what is a leak.
"""

import argparse
import collections
import csv
import hashlib
import io
import json
import pathlib
import re
import sys

HOME = pathlib.Path(__file__).resolve().parent.parent
NEEDED = {
    "legacy_st": ["section", "patient", "counts", "spots"],
    "hest": ["section", "patient", "counts"],
    "visium": ["section", "patient", "counts", "spots"],
    "cell_tables": ["section", "patient", "counts", "spots"],
    "xenium": ["section", "patient", "counts", "spots"],
}


def stop(message):
    sys.exit(f"write_manifest: {message}")


def counted(number, what):
    return f"{number} {what}{'' if number == 1 else 's'}"


def read_sheet(path, needed):
    """Rows of the sheet as dictionaries without empty fields, each with its line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        stop(f"{path} cannot be read as UTF-8 text: {error}")
    with io.StringIO(text, newline="") as file:
        reader = csv.DictReader(file, delimiter="\t", restkey="", restval="")
        columns = reader.fieldnames or []
        for name in needed:
            if name not in columns:
                stop(f"{path} has no column '{name}'; found {', '.join(columns)}; expected {', '.join(needed)} and "
                     "other roles of files, separated by tabs")
        if len(set(columns)) < len(columns) or "" in columns:
            stop(f"{path} has a column without a name, or one twice: {', '.join(columns)}")
        rows = []
        for row in reader:
            if "" in row:
                stop(f"{path}, line {reader.line_num}: has more than {len(columns)} fields")
            row = {name: value.strip() for name, value in row.items() if value.strip()}
            if row:
                rows.append((reader.line_num, row))
    if not rows:
        stop(f"{path} has no section")
    return rows


def described(folder, path):
    """Path, size and sha256 of a file."""
    digest = hashlib.sha256()
    with open(folder / path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
        return {"path": path, "size": file.tell(), "sha256": digest.hexdigest()}


def sections_of(folder, sheet, needed):
    """Rows of the manifest, and the paths of all their files."""
    sections, paths, lines = [], set(), {}
    for line, row in read_sheet(sheet, needed):
        where = f"{sheet}, line {line}"
        for name in needed:
            if name not in row:
                stop(f"{where}: '{name}' is empty")
        if row["section"] in lines:
            stop(f"{where}: section '{row['section']}' stands in line {lines[row['section']]} too")
        lines[row["section"]] = line
        files = {role: path for role, path in row.items() if role not in ("section", "patient", "site")}
        for role, path in files.items():
            inner = pathlib.PurePosixPath(path)
            if inner.is_absolute() or ".." in inner.parts:
                stop(f"{where}: {role} '{path}' leaves the folder; expected a path below {folder}")
            files[role] = str(inner)
            if not (folder / inner).is_file():
                stop(f"{where}: no file {folder / inner}, the {role} of section '{row['section']}'")
            paths.add(str(inner))
        sections.append({"section": row["section"], "patient": row["patient"], "site": row.get("site", ""),
                         "files": dict(sorted(files.items()))})
    return sorted(sections, key=lambda one: one["section"]), sorted(paths)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path, metavar="FOLDER")
    parser.add_argument("sheet", type=pathlib.Path, metavar="SHEET.tsv")
    parser.add_argument("--layout", choices=list(NEEDED), default="legacy_st", help="how the files are laid out")
    parser.add_argument("--lattice", choices=["square", "hexagonal", "none"], required=True,
                        help="how spots lie on the array; none: they are cells")
    parser.add_argument("--um-per-px", type=float, default=0, help="scale of the pictures; 0: not known")
    parser.add_argument("--spot-pitch-um", type=float, default=0, help="from spot to spot; 0: not known")
    parser.add_argument("--spot-diameter-um", type=float, default=0, help="0: not known")
    parser.add_argument("--out", type=pathlib.Path, help="manifest.json to write")
    for name in ("title", "organism", "licence", "citation", "source"):
        parser.add_argument(f"--{name}", default="", help="text of the manifest")
    given = parser.parse_args()
    folder = given.folder.resolve()
    if not folder.is_dir():
        stop(f"no folder {given.folder}")
    name = folder.name
    if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]*", name):
        stop(f"the folder's name '{name}' is that of the data set; expected letters, digits, _ . -")
    sections, paths = sections_of(folder, given.sheet, NEEDED[given.layout])
    out = given.out or HOME / "data_manifests" / name / "manifest.json"
    if given.out is None and out.exists() and "write_manifest" not in json.loads(out.read_text()).get("note", ""):
        stop(f"{out} is there and was not written by this script; rename {folder} or give --out")
    manifest = {
        "name": name, "title": given.title or name, "organism": given.organism, "licence": given.licence,
        "citation": given.citation, "source": given.source, "layout": given.layout, "lattice": given.lattice,
        "um_per_px": given.um_per_px, "spot_pitch_um": given.spot_pitch_um,
        "spot_diameter_um": given.spot_diameter_um, "sections": sections,
        "files": [described(folder, path) for path in paths],
        "note": "Written by tools/write_manifest.py.",
    }
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    patients = len({one["patient"] for one in sections})
    roles = collections.Counter(role for one in sections for role in one["files"])
    print(f"{out}: {counted(len(sections), 'section')} of {counted(patients, 'patient')}, "
          f"{counted(len(paths), 'file')}: {', '.join(f'{role} of {n}' for role, n in sorted(roles.items()))}")


if __name__ == "__main__":
    main()
