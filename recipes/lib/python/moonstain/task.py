"""Runs one task of a step in Python, as Moonstain hands it over.

The file's module is imported, its function called with what the inputs hold,
and what it returns written, if it is what the step says that it makes.
"""

import importlib.util
import json
import os
import pathlib
import sys

import numpy as np

from . import declare, nouns


def refuse(message):
    sys.exit(message)


def path_of(file):
    """Of a file that lies beside this package's folder."""
    return pathlib.Path(__file__).resolve().parents[2] / file


def load(file):
    """The steps of such a file."""
    path = path_of(file)
    sys.path.append(str(path.parent))
    spec = importlib.util.spec_from_file_location("moonstain_steps", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return declare.STEPS


def value_of(kind, item):
    """A value of its own type; a file, and what has no type here, as its path."""
    if kind in nouns.NOUNS:
        return nouns.NOUNS[kind].read(item["path"])
    return pathlib.Path(item["path"])


def arguments(step, task):
    given = {}
    for name in step.inputs:
        kind, many = step.type_of(name)
        values = [value_of(kind, item) for item in task["inputs"].get(name, [])]
        given[name] = values if many else (values[0] if values else None)
    return {**given, **task["options"]}


def about(kind, step, file, name, given):
    """The input of this type that a short form is about: the one that the step
    scores, or the only one. None where there is none."""
    there = [one for one in step.inputs
             if step.type_of(one) == (kind, False) and given[one] is not None]
    if step.scores in there:
        return given[step.scores]
    if len(there) > 1:
        refuse(f"{os.path.basename(file)}: {name}: takes {', '.join(there)}, each "
               f"of type {kind}, so that of an array nobody knows which it is "
               f"about; return a moonstain.{step.makes}")
    return given[there[0]] if there else None


def as_made(value, step, file, name, given):
    """What a function returned as what it makes: itself, or the short forms."""
    if type(value).__name__ == step.makes and isinstance(
            value, tuple(nouns.NOUNS.values())):
        return value
    if isinstance(value, np.ndarray) and step.makes == "Features":
        tiles = about("Patches", step, file, name, given)
        if tiles is None:
            return None
        count = len(tiles.spots) + (tiles.blank is not None)
        if value.ndim != 2 or len(value) != count:
            refuse(f"{os.path.basename(file)}: {name}: returned an array "
                   f"{list(value.shape)}; expected [{count} tiles, values], the "
                   "blank one last")
        blank = value[-1] if tiles.blank is not None else None
        return nouns.Features(tiles.section, name, tiles.spots,
                              value[:len(tiles.spots)], blank)
    if isinstance(value, (np.ndarray, dict)) and step.makes == "Scores":
        columns = value if isinstance(value, dict) else {"own_score": value}
        predicted = about("Predictions", step, file, name, given)
        measured = about("Targets", step, file, name, given)
        if predicted is None or measured is None:
            return None
        return nouns.Scores(predicted, measured.variables, columns,
                            measured.transform)
    return None


def described(value):
    if isinstance(value, np.ndarray):
        return f"an array {list(value.shape)}"
    return "nothing" if value is None else f"a {type(value).__name__}"


def main(task_file, file, name):
    with open(task_file, encoding="utf-8") as text:
        task = json.load(text)
    steps = load(file)
    if name not in steps:
        refuse(f"{file}: declares no step '{name}' when it is run; it has "
               + (", ".join(sorted(steps)) or "none"))
    step = steps[name]
    given = arguments(step, task)
    value = step.function(**given)
    if step.makes == "Files":
        refuse(f"{name}: makes Files; only values that have a type are taken from "
               "a step in Python")
    made = as_made(value, step, file, name, given)
    if made is None:
        refuse(f"{file}: {name}: says that it makes {step.makes}, and returned "
               f"{described(value)}")
    if isinstance(made, nouns.Predictions) and not made.model:
        made.model = name
    made.write(task["output"])
