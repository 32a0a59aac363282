#!/usr/bin/env python3
"""The same results in other environments, node by node.

A recipe with one of each kind of step runs once plainly, then with all of these
turned at once, and again the other way: address space randomised or not, home,
locale (de_DE.UTF-8, compiled here from the locked sources), time zone, umask,
working folder, where data, recipe and workspace lie, variables that programs
look at. Where a digest differs, each is turned alone, to name the culprit.
"""

import ctypes
import gzip
import json
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import zlib

runfiles = pathlib.Path(os.environ["TEST_SRCDIR"])
house = runfiles / "moonstain"
work = pathlib.Path(os.environ["TEST_TMPDIR"], "work")
LOCALE = "de_DE.UTF-8"
NO_RANDOM_ADDRESSES = 0x0040000  # ADDR_NO_RANDOMIZE
libc = ctypes.CDLL(None, use_errno=True)


def make_locale():
    """Folder with the compiled locale, as $LOCPATH names it."""
    source = runfiles / "locale/usr/share/i18n"
    maps = work / "i18n/charmaps"
    maps.mkdir(parents=True)
    with gzip.open(source / "charmaps/UTF-8.gz") as packed:
        (maps / "UTF-8").write_bytes(packed.read())
    made = work / "locale"
    made.mkdir()
    subprocess.run(
        [runfiles / "locale/usr/bin/localedef", "--no-archive", "-i", "de_DE",
         "-f", "UTF-8", made / LOCALE],
        env={"I18NPATH": f"{work / 'i18n'}:{source}", "PATH": os.environ["PATH"]},
        check=True)
    probe = subprocess.run(
        [sys.executable, "-c",
         "import locale; locale.setlocale(locale.LC_ALL, ''); "
         "print(locale.format_string('%.1f', 0.5))"],
        env={"LOCPATH": str(made), "LC_ALL": LOCALE, "PATH": os.environ["PATH"]},
        capture_output=True, text=True)
    if probe.stdout != "0,5\n":
        sys.exit(f"the locale {LOCALE} does not work here: {probe}")
    return made


def png(side):
    """A picture with a texture, written without a library."""
    rows = b"".join(
        b"\0" + bytes((x * x * (channel + 3) + 7 * x * y + 5 * y) % 251
                      for x in range(side) for channel in range(3))
        for y in range(side))

    def chunk(kind, body):
        return (struct.pack(">I", len(body)) + kind + body +
                struct.pack(">I", zlib.crc32(kind + body)))
    return (b"\x89PNG\r\n\x1a\n" +
            chunk(b"IHDR", struct.pack(">2I5B", side, side, 8, 2, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def make_recipe(folder):
    """The recipe and the files it reads: spots on a lattice, genes by row."""
    folder.mkdir(parents=True)
    shutil.copy(house / "tests/recipes/environment/recipe.lua", folder)
    shutil.copy(house / "data_manifests/samples/mob/MOB1.jpg",
                folder / "picture.jpg")
    (folder / "picture.png").write_bytes(png(200))
    spots = [(x, y) for y in range(1, 6) for x in range(1, 6)]
    genes = [f"G{i}" for i in range(8)]
    table = "\t" + "\t".join(genes) + "\n" + "".join(
        f"{x}x{y}\t" + "\t".join(
            str((3 * x + 5 * y * (g + 1)) % 11) for g in range(len(genes))) +
        "\n" for x, y in spots)
    (folder / "clinical.tsv").write_text(
        "id\tage\tresponse\n" + "".join(
            f"P{i}\t{40.5 + 3 * i}\t{'yes' if i % 3 else 'no'}\n"
            for i in range(1, 9)))
    (folder / "rna.csv").write_text(
        "id,A,B\n" + "".join(f"P{i},{1.5 * i},NA\n" for i in range(2, 8)))
    (folder / "counts.tsv.gz").write_bytes(
        gzip.compress(table.encode(), mtime=0))
    (folder / "spots.tsv").write_text(
        "x\ty\tnew_x\tnew_y\tpixel_x\tpixel_y\tselected\n" + "".join(
            f"{x}\t{y}\t{x}\t{y}\t{30 * x + .5}\t{30 * y + .25}\t1\n"
            for x, y in spots))


def run(name, home=None, locale=None, zone=None, umask=0o022, random=True,
        folder=None, words=None):
    """{node: object digest} of a run in an own workspace."""
    place = work / name
    here = place / (folder or "here")
    recipe = place / (f"{folder} recipe" if folder else "recipe")
    make_recipe(recipe)
    here.mkdir(parents=True)
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(place / home) if home else "/nonexistent",
        "MOONSTAIN_HOME": str(house),
        "MOONSTAIN_WORKER": str(house / "tools/moonstain-worker"),
        **({"LC_ALL": locale, "LANG": locale, "LANGUAGE": "de",
            "LOCPATH": str(work / "locale")} if locale else {}),
        **({"TZ": zone} if zone else {}),
        **(words or {}),
    }

    def before():
        os.umask(umask)
        if libc.personality(0 if random else NO_RANDOM_ADDRESSES) < 0:
            os.write(2, b"personality() is refused\n")
            os._exit(9)
    program = house / "tools/moonstain"
    done = subprocess.run([program, "run", recipe], cwd=here, env=env,
                          preexec_fn=before, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{name}: {done.stdout}{done.stderr}")
    plan = subprocess.run([program, "plan", recipe, "--json"], cwd=here,
                          env=env, capture_output=True, text=True, check=True)
    nodes = json.loads(plan.stdout)["nodes"]
    return {
        f"{number} {node['step']} {node.get('section', '')}".strip():
            node["object"]
        for number, node in enumerate(nodes) if node["step"]}


def main():
    work.mkdir()
    make_locale()
    base = run("base")
    if len(base) < 30 or not all(base.values()):
        sys.exit(f"{len(base)} nodes, some without a result: {base}")
    other = {
        "random": False, "home": "another home", "locale": LOCALE,
        "zone": "Pacific/Chatham", "umask": 0o077,
        "folder": "Überordner mit Leerzeichen",
        "words": {"COLUMNS": "20", "TMPDIR": "/tmp", "OMP_NUM_THREADS": "2",
                  "MALLOC_PERTURB_": "85"},
    }
    third = {"umask": 0, "zone": "America/St_Johns", "locale": "C.UTF-8",
             "words": {"MALLOC_PERTURB_": "170", "LC_NUMERIC": LOCALE}}
    wrong = []
    for name, settings in (("other", other), ("third", third)):
        found = run(name, **settings)
        if found == base:
            continue
        for word, value in settings.items():
            alone = run(f"{name} {word}", **{word: value})
            wrong += [f"{word}={value!r}: {node} gives {alone.get(node)}, "
                      f"plainly {digest}"
                      for node, digest in base.items()
                      if alone.get(node) != digest]
        if not wrong:
            wrong.append(f"{settings} together, none of it alone")
    if wrong:
        sys.exit("results depend on the environment:\n" + "\n".join(wrong))
    print(f"{len(base)} nodes, the same in 3 environments")


if __name__ == "__main__":
    main()
