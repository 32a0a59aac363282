"""The values that flow, as arrays; each knows its layout on disk.

Shapes name their axes: [spots, genes]. Positions are (x, y), pixels of the
picture at full resolution.
"""

import dataclasses
import json
import os

import numpy as np

from . import zarr


def _names(group, frame):
    """The index of a data frame."""
    attributes = group.meta(frame)["attributes"]
    return group.array(f"{frame}/{attributes['_index']}")


def _matrix(group, path):
    """A matrix, dense or sparse, as numbers."""
    attributes = group.meta(path)["attributes"]
    if attributes.get("encoding-type") not in ("csr_matrix", "csc_matrix"):
        return group.array(path)
    rows, columns = attributes["shape"]
    data = group.array(f"{path}/data")
    starts = group.array(f"{path}/indptr")
    out = np.zeros((rows, columns), dtype=data.dtype)
    along = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    other = group.array(f"{path}/indices")
    if attributes["encoding-type"] == "csr_matrix":
        out[along, other] = data
    else:
        out[other, along] = data
    return out


def _uns(group, name, otherwise=None):
    return group.array(f"uns/{name}") if group.has(f"uns/{name}") else otherwise


class _Table:
    """What is AnnData on Zarr."""

    def _begin(self, folder, values, rows, columns):
        values = np.asarray(values)
        if values.shape != (len(rows), len(columns)):
            raise ValueError(
                f"{type(self).__name__}: {len(rows)} rows and {len(columns)} "
                f"columns, but values are {list(values.shape)}")
        for names, what in ((rows, "row"), (columns, "column")):
            if len(set(names)) != len(names):
                raise ValueError(f"{type(self).__name__}: a {what} is there twice")
        out = zarr.Writer(folder, {"encoding-type": "anndata",
                                   "encoding-version": "0.1.0"})
        out.numbers("X", values)
        for frame, names in (("obs", rows), ("var", columns)):
            out.group(frame, **{"encoding-type": "dataframe",
                                "encoding-version": "0.2.0", "_index": "_index",
                                "column-order": []})
            out.texts(f"{frame}/_index", names)
        mapping = {"encoding-type": "dict", "encoding-version": "0.1.0"}
        for name in ("layers", "obsm", "varm", "obsp", "varp", "uns",
                     "uns/moonstain"):
            out.group(name, **mapping)
        out.texts("uns/moonstain/type", type(self).__name__)
        out.numbers("uns/moonstain/schema", np.int64(self._schema))
        return out

    def to_df(self):
        """A pandas data frame of the values."""
        import pandas
        return pandas.DataFrame(self._values(), index=self._rows(),
                                columns=self._columns())

    def to_anndata(self):
        """An AnnData object; what is not its table is in `uns`."""
        import anndata
        import pandas
        out = anndata.AnnData(X=self._values(),
                              obs=pandas.DataFrame(index=self._rows()),
                              var=pandas.DataFrame(index=self._columns()))
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if isinstance(value, (str, int, float)):
                out.uns[field.name] = value
        return out


@dataclasses.dataclass
class Patches:
    """Tiles of a section."""

    section: str
    spots: list
    pixels: np.ndarray            # [spots, side, side, 3] uint8
    blank: np.ndarray = None      # [side, side, 3], of cells without a spot

    @classmethod
    def read(cls, folder):
        group = zarr.Group(folder)
        spots = group.array("spots")
        pixels = group.array("pixels")
        blank = pixels[-1] if group.attributes["has_blank"] else None
        return cls(group.attributes["section"], spots, pixels[:len(spots)], blank)


@dataclasses.dataclass
class Dataset(_Table):
    """Counts and places of a section's spots. Read only."""

    section: str
    patient: str
    spots: list
    genes: list
    counts: np.ndarray            # [spots, genes] int32
    pixel_xy: np.ndarray          # [spots, 2]
    array_xy: np.ndarray          # [spots, 2] (column, row)
    um_per_px: float = 0.0        # 0: not known

    @classmethod
    def read(cls, folder):
        group = zarr.Group(folder)
        array_xy = np.stack([group.array("obs/array_x"),
                             group.array("obs/array_y")], axis=1)
        return cls(_uns(group, "section"), _uns(group, "patient"),
                   _names(group, "obs"), _names(group, "var"),
                   _matrix(group, "X"), group.array("obsm/spatial"), array_xy,
                   float(_uns(group, "um_per_px", 0.0)))

    def _values(self):
        return self.counts

    def _rows(self):
        return self.spots

    def _columns(self):
        return self.genes

    def to_anndata(self):
        out = super().to_anndata()
        out.obsm["spatial"] = self.pixel_xy
        return out


@dataclasses.dataclass
class Features(_Table):
    """One vector a spot, from its picture alone."""

    section: str
    encoder: str
    spots: list
    values: np.ndarray            # [spots, values]
    blank: np.ndarray = None      # [values], of the blank tile

    _schema = 1

    @classmethod
    def read(cls, folder):
        group = zarr.Group(folder)
        blank = group.array("uns/blank")
        return cls(_uns(group, "section"), _uns(group, "encoder"),
                   _names(group, "obs"), _matrix(group, "X"),
                   blank if len(blank) else None)

    def write(self, folder):
        values = np.asarray(self.values, dtype=np.float32)
        out = self._begin(folder, values, self.spots,
                          [f"f{i}" for i in range(values.shape[-1])])
        blank = [] if self.blank is None else self.blank
        out.texts("uns/section", self.section)
        out.texts("uns/encoder", self.encoder)
        out.numbers("uns/blank", np.asarray(blank, dtype=np.float32))

    def _values(self):
        return self.values

    def _rows(self):
        return self.spots

    def _columns(self):
        return [f"f{i}" for i in range(np.shape(self.values)[1])]


@dataclasses.dataclass
class _Observed(_Table):
    """Numbers about spots, or about patients where `of` says so."""

    about: str                    # the section or cohort
    names: list                   # [rows] of spots
    variables: list               # [columns] of genes
    values: np.ndarray            # [rows, columns]

    _schema = 1

    def _values(self):
        return self.values

    def _rows(self):
        return self.names

    def _columns(self):
        return self.variables

    @classmethod
    def _read(cls, folder, *more):
        group = zarr.Group(folder)
        out = cls(_uns(group, "section"), _names(group, "obs"),
                  _names(group, "var"), _matrix(group, "X"))
        out.of = _uns(group, "unit_kind", "spot")
        out.variable = _uns(group, "variable_axis", "gene")
        for name in more:
            setattr(out, name, _uns(group, name, getattr(out, name)))
        return out

    def _write(self, folder):
        out = self._begin(folder, np.asarray(self.values, dtype=np.float32),
                          self.names, self.variables)
        out.texts("uns/section", self.about)
        out.texts("uns/unit_kind", self.of)
        out.texts("uns/variable_axis", self.variable)
        return out


@dataclasses.dataclass
class Targets(_Observed):
    """What was measured, transformed."""

    transform: str = ""           # in words
    of: str = "spot"              # "spot", "nucleus" or "patient"
    variable: str = "gene"

    @classmethod
    def read(cls, folder):
        return cls._read(folder, "transform")

    def write(self, folder):
        self._write(folder).texts("uns/transform", self.transform)


@dataclasses.dataclass
class Predictions(_Observed):
    """What somebody predicts."""

    model: str = ""               # who; empty: the step that makes it
    kind: str = "model"           # "variant", "null", "simple", "oracle", "ceiling"
    seed: int = 0
    fold: str = ""
    of: str = "spot"
    variable: str = "gene"

    @classmethod
    def read(cls, folder):
        return cls._read(folder, "model", "kind", "seed", "fold")

    def write(self, folder):
        out = self._write(folder)
        out.texts("uns/model", self.model)
        out.texts("uns/kind", self.kind)
        out.numbers("uns/seed", np.int64(self.seed))
        out.texts("uns/fold", self.fold)


@dataclasses.dataclass
class Scores(_Table):
    """Numbers of one predictor about one section, an item (a gene) each.

    `columns` are metrics by name: those of Moonstain ("pearson"), and of one's
    own "own_score", of which more is better, and "own_error". Those that are read
    of several readings have them in front, "tissue.pearson", and are not written.
    """

    predictions: Predictions      # whose, and about what
    items: list
    columns: dict                 # {"own_score": [items]}
    target: str = ""              # what was measured, in words
    places: int = None            # compared; None: all that were predicted
    reading: str = "tissue"       # None: several

    _schema = 2

    def write(self, folder):
        if self.reading is None:
            raise ValueError("Scores: are of several readings; written are those of "
                             "one, as reading=\"tissue\"")
        columns = {name: np.asarray(values, dtype=np.float64).reshape(-1)
                   for name, values in self.columns.items()}
        for name, values in columns.items():
            if len(values) != len(self.items):
                raise ValueError(f"Scores: {name} has {len(values)} values for "
                                 f"{len(self.items)} items")
        who = self.predictions
        out = self._begin(folder, np.stack(list(columns.values()), axis=1),
                          self.items, [f"{self.reading}.{name}" for name in columns])
        places = len(who.names) if self.places is None else self.places
        texts = {"unit_kind": "section", "unit": who.about, "refusal": "",
                 "target": self.target, "item": who.variable, "model": who.model,
                 "kind": who.kind, "fold": who.fold}
        for name, value in texts.items():
            out.texts(f"uns/{name}", value)
        out.numbers("uns/seed", np.int64(who.seed))
        out.texts("uns/readings", [self.reading])
        out.numbers("uns/places", np.asarray([places], dtype=np.int64))
        for name in ("sections", "fact_names", "whole_names"):
            out.texts(f"uns/{name}", [])
        for name in ("fact_values", "whole_values"):
            out.numbers(f"uns/{name}", np.zeros(0))

    @classmethod
    def read(cls, folder):
        group = zarr.Group(folder)
        who = Predictions(_uns(group, "unit"), [], [], np.zeros((0, 0)),
                          model=_uns(group, "model"), kind=_uns(group, "kind"),
                          seed=_uns(group, "seed", 0), fold=_uns(group, "fold", ""),
                          variable=_uns(group, "item"))
        names, values = _names(group, "var"), group.array("X")
        readings, places = group.array("uns/readings"), group.array("uns/places")
        reading = compared = None
        if len(readings) == 1:
            reading, compared = readings[0], int(places[0])
            names = [name.removeprefix(reading + ".") for name in names]
        return cls(who, _names(group, "obs"),
                   {name: values[:, i] for i, name in enumerate(names)},
                   _uns(group, "target"), compared, reading)

    def _values(self):
        return np.stack(list(self.columns.values()), axis=1)

    def _rows(self):
        return self.items

    def _columns(self):
        return list(self.columns)


NOUNS = {noun.__name__: noun for noun in
         (Dataset, Features, Patches, Predictions, Scores, Targets)}


def open_value(path):
    """A result of Moonstain's: a value with `to_anndata()` and `to_df()`, a list
    of values where the path is a folder of them, findings as a dict."""
    path = os.fspath(path)
    if os.path.exists(os.path.join(path, "findings.json")):
        with open(os.path.join(path, "findings.json"), encoding="utf-8") as file:
            return json.load(file)
    if not os.path.exists(os.path.join(path, "zarr.json")):
        if not os.path.isdir(path):
            raise FileNotFoundError(f"{path}: there is no such result")
        below = [os.path.join(path, name) for name in sorted(os.listdir(path))]
        below = [one for one in below
                 if os.path.exists(os.path.join(one, "zarr.json"))]
        if not below:
            raise ValueError(f"{path}: holds no result that is read here")
        return [open_value(one) for one in below]
    group = zarr.Group(path)
    kind = group.attributes.get("moonstain", {}).get("type")
    if kind is None:
        kind = _uns(group, "moonstain/type")
    if kind not in NOUNS:
        raise ValueError(f"{path}: is {kind or 'no object of Moonstain'}; read are "
                         + ", ".join(NOUNS))
    return NOUNS[kind].read(path)
