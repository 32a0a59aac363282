"""The package `moonstain` beside zarr, anndata and pandas.

What zarr and anndata write is read with numpy alone, what the package writes is
opened by anndata, and the wheel is the same bytes each time.
"""

import io
import pathlib
import shutil
import stat
import subprocess
import sys
import tempfile
import zipfile

import anndata
import numpy as np
import zarr
from zarr.codecs import BloscCodec, ZstdCodec

sys.path.insert(0, "recipes/lib/python")
import moonstain  # noqa: E402
from moonstain.zarr import Group  # noqa: E402


def same(found, expected):
    assert np.array_equal(found, expected), (found, expected)


def arrays_of_zarr(folder):
    random = np.random.default_rng(5)
    cases = {
        "plain": (random.normal(size=(7, 5)), None),
        "zstd": (random.integers(0, 9, (70, 50), dtype=np.int32), ZstdCodec()),
        "lz4": (random.integers(0, 9, (300, 40), dtype=np.uint8),
                BloscCodec(cname="lz4", clevel=5, shuffle="shuffle")),
        "lz4_wide": (random.integers(0, 9, (300, 40), dtype=np.int64),
                     BloscCodec(cname="lz4", clevel=5, shuffle="shuffle")),
        "blosc_zstd": (random.normal(size=(300, 41)).astype("f4"),
                       BloscCodec(cname="zstd", clevel=5, shuffle="shuffle")),
        "noise": (random.integers(0, 256, (300, 40), dtype=np.uint8),
                  BloscCodec(cname="lz4", clevel=5, shuffle="noshuffle")),
    }
    group = zarr.create_group(folder, zarr_format=3)
    for name, (values, packed) in cases.items():
        for chunks, shards in ((values.shape, None), ((3, 4), None),
                               ((3, 4), (9, 8))):
            made = group.create_array(
                f"{name}{len(str(chunks))}{shards is None}", shape=values.shape,
                dtype=values.dtype, chunks=chunks, shards=shards, fill_value=0,
                compressors=packed, overwrite=True)
            made[:] = values
            same(Group(folder).array(made.basename), values)
    # 4 MB: several blocks of Blosc, the last one short.
    large = (np.arange(1_048_577) % 1000).astype("i4")
    made = group.create_array("large", shape=large.shape, dtype="i4",
                              chunks=large.shape,
                              compressors=BloscCodec(cname="lz4"))
    made[:] = large
    same(Group(folder).array("large"), large)
    empty = group.create_array("empty", shape=(4,), dtype="f8", chunks=(2,),
                               fill_value=float("nan"))
    assert empty is not None and np.isnan(Group(folder).array("empty")).all()


def values_of_the_package(folder):
    def check(value, rows, columns):
        place = folder / type(value).__name__
        value.write(place)
        table = anndata.read_zarr(place)
        assert list(table.obs_names) == rows and list(table.var_names) == columns
        same(np.asarray(table.X), value._values())
        assert table.uns["moonstain"]["type"] == type(value).__name__
        again = moonstain.open(place)
        same(again._values(), value._values())
        assert list(again.to_df().index) == rows
        same(again.to_anndata().X, value._values())
        return again

    values = np.arange(6, dtype="f4").reshape(2, 3)
    spots, genes = ["1x2", "ä x"], ["FN1", "GNAS", "KRT8"]
    again = check(moonstain.Features("x/1", "own", spots, values, values[0]), spots,
                  ["f0", "f1", "f2"])
    same(again.blank, values[0])
    again = check(moonstain.Predictions("x/1", spots, genes, values, model="me",
                                        kind="simple", seed=3), spots, genes)
    assert (again.model, again.kind, again.seed) == ("me", "simple", 3)
    again = check(moonstain.Targets("x/1", spots, genes, values, "ln"), spots, genes)
    assert again.transform == "ln" and again.about == "x/1"
    who = moonstain.Predictions("x/1", spots, genes, values, model="me")
    again = check(moonstain.Scores(who, genes, {"own_score": [1.0, 2.0, 3.0]}),
                  genes, ["tissue.own_score"])
    assert (list(again.columns), again.places) == (["own_score"], 2), again
    again.write(folder / "again")
    same(Group(folder / "again").array("var/_index"), ["tissue.own_score"])
    same(Group(folder / "again").array("uns/places"), [2])
    shutil.rmtree(folder / "again")
    again.reading = None
    try:
        again.write(folder / "bad")
        raise AssertionError("scores of several readings were written")
    except ValueError as error:
        assert str(error).startswith("Scores: are of several readings"), error
    try:
        moonstain.Targets("x/1", spots, genes[:2], values).write(folder / "bad")
        raise AssertionError("another shape was written")
    except ValueError as error:
        assert str(error) == ("Targets: 2 rows and 2 columns, but values are "
                              "[2, 3]"), error
    listed = moonstain.open(folder)
    assert len(listed) == 4


def short_forms_of_two_inputs_of_a_type(_):
    """What a step returns is about the input that it scores, not the last one."""
    from moonstain import declare, task

    def predictions(who):
        return moonstain.Predictions("x/1", ["a"], ["G"], np.zeros((1, 1)), model=who)

    measured = moonstain.Targets("x/1", ["a"], ["G"], np.zeros((1, 1)), "ln")
    types = {"mine": "Predictions", "theirs": "Predictions", "truth": "Targets"}
    given = {"mine": predictions("me"), "theirs": predictions("them"),
             "truth": measured}
    step = declare.Declared(None, types, {}, "Scores", "mine")
    made = task.as_made(np.zeros(1), step, "steps.py", "skill", given)
    assert made.predictions.model == "me", made
    for types, given, step_scores in (
            (types, given, None),
            ({**types, "more": "Targets"}, {**given, "more": measured}, "mine")):
        step = declare.Declared(None, types, {}, "Scores", step_scores)
        try:
            task.as_made(np.zeros(1), step, "steps.py", "skill", given)
            raise AssertionError("taken for one of two")
        except SystemExit as said:
            assert str(said).startswith("steps.py: skill: takes "), said
            assert str(said).endswith("; return a moonstain.Scores"), said


def score_as_a_function(folder):
    """With a program that stands for `moonstain score --json`."""
    program = folder / "stand_in"
    program.write_text(f"#!{sys.executable}\n" + """
import json, sys
if "gone.h5ad" in sys.argv:
    sys.exit("score: gone.h5ad: there is no such file")
print("read 3 sections")
print(json.dumps({"arguments": sys.argv[1:], "pearson": 0.25}))
""")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    said = moonstain.score("p.h5ad", pathlib.Path("t.h5ad"), "samples.csv",
                           trained_on="split.csv", program=str(program))
    assert said == {"pearson": 0.25, "arguments": [
        "score", "--json", "--pred", "p.h5ad", "--truth", "t.h5ad", "--sheet",
        "samples.csv", "--trained-on", "split.csv"]}, said
    for pred, name, message in (
            ("gone.h5ad", program, "score: gone.h5ad: there is no such file"),
            ("p.h5ad", folder / "none",
             f"no program '{folder / 'none'}': put moonstain on PATH, or name it "
             "by program=")):
        try:
            moonstain.score(pred, "t", "s", program=str(name))
            raise AssertionError("no error")
        except RuntimeError as error:
            assert str(error) == message, error


def wheel(folder):
    made = []
    for name in ("a", "b"):
        (folder / name).mkdir()
        done = subprocess.run([sys.executable, "tools/python/wheel.py",
                               str(folder / name)], check=True, text=True,
                              capture_output=True)
        made.append(pathlib.Path(done.stdout.strip()))
    assert made[0].read_bytes() == made[1].read_bytes()
    assert made[0].name == f"moonstain-{moonstain.__version__}-py3-none-any.whl"
    with zipfile.ZipFile(io.BytesIO(made[0].read_bytes())) as file:
        assert file.testzip() is None
    code = ("import sys; sys.path.insert(0, sys.argv[1]); import moonstain; "
            "print(moonstain.__file__)")
    done = subprocess.run([sys.executable, "-c", code, str(made[0])], check=True,
                          text=True, capture_output=True)
    assert done.stdout.startswith(str(made[0])), done.stdout


def run(test):
    with tempfile.TemporaryDirectory() as folder:
        test(pathlib.Path(folder))
    print(test.__name__, "ok")


for one in (arrays_of_zarr, values_of_the_package,
            short_forms_of_two_inputs_of_a_type, score_as_a_function, wheel):
    run(one)
