"""The program `moonstain`, called from Python."""

import json
import os
import subprocess


class Failed(RuntimeError):
    """The program has said why; its exit code is `code`."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def score(pred, truth, sheet, trained_on=None, truth_unit=None, program=None):
    """What `moonstain score` says of predictions made anywhere.

    pred, truth  files of AnnData (.h5ad or Zarr), CSV or SpatialData
    sheet        samples.csv: which section is of whom
    trained_on   split.csv, where it is known
    truth_unit   what the truth is, where it is values and no counts:
                 "ln(1 + counts per 10,000)"; then there is no ceiling
    program      the program; by default $MOONSTAIN, or `moonstain`
    returns      the line of `--json` as a dict: headline numbers and the
                 report's path
    raises       Failed with the program's own words
    """
    words = [program or os.environ.get("MOONSTAIN", "moonstain"), "score", "--json",
             "--pred", os.fspath(pred), "--truth", os.fspath(truth),
             "--sheet", os.fspath(sheet)]
    if trained_on is not None:
        words += ["--trained-on", os.fspath(trained_on)]
    if truth_unit is not None:
        words += ["--truth-unit", truth_unit]
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise Failed(2, f"no program '{words[0]}': put moonstain on PATH, or name "
                     "it by program=") from None
    if done.returncode != 0:
        raise Failed(done.returncode, done.stderr.strip() or done.stdout.strip())
    lines = done.stdout.strip().splitlines()
    try:
        return json.loads(lines[-1])
    except (IndexError, ValueError):
        raise Failed(1, f"{words[0]} score --json did not end with a line of "
                     f"JSON but: {done.stdout.strip()[-200:]!r}") from None
