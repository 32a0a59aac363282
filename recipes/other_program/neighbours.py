"""Expression of a spot as the mean of the nearest spots of other sections.

The author's own code, as it might be published: it knows tables of counts and
places, and nothing of Moonstain.
"""

import gzip
import math


def read_table(path):
    """Rows of a tab-separated table, gzip or plain, as lists of text."""
    with open(path, "rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    with (gzip.open if packed else open)(path, "rt") as file:
        return [line.rstrip("\n").split("\t") for line in file]


def read_names(path):
    """Gene id to name."""
    return {row[0]: row[-1] for row in read_table(path)[1:]}


def read_places(path):
    """[(x, y)] of the spots that lie on tissue."""
    header, *rows = read_table(path)
    selected = header.index("selected")
    return [(int(row[0]), int(row[1])) for row in rows if row[selected] == "1"]


def centre(places):
    """Of the tissue: slices lie anywhere on their arrays."""
    count = len(places)
    return sum(x for x, _ in places) / count, sum(y for _, y in places) / count


def read_counts(path, places, names, genes, scale_to):
    """[(x, y, [ln(1 + scaled count), a gene])] of one section, from its centre."""
    rows = read_table(path)
    place = {names.get(gene, gene): i for i, gene in enumerate(rows[0])}
    columns = [place[gene] for gene in genes]
    middle_x, middle_y = centre(places)
    on_tissue = set(places)
    spots = []
    for row in rows[1:]:
        total = sum(int(value) for value in row[1:])
        x, y = (int(part) for part in row[0].split("x"))
        if total == 0 or (x, y) not in on_tissue:
            continue
        values = [math.log1p(scale_to * int(row[c]) / total) for c in columns]
        spots.append((x - middle_x, y - middle_y, values))
    return spots


def predict(training, places, neighbours):
    """For each (x, y) the mean over the nearest training spots of all genes."""
    middle_x, middle_y = centre(places)
    predictions = []
    for x, y in places:
        nearest = sorted(
            (((x - middle_x - a) ** 2 + (y - middle_y - b) ** 2, a, b, values)
             for a, b, values in training)
        )[:neighbours]
        columns = zip(*(values for _, _, _, values in nearest))
        predictions.append([math.fsum(c) / len(nearest) for c in columns])
    return predictions
