"""Graphs of the spot methods: ours beside numpy and scipy, one thread; EGNv2's are in exemplar_step.py.

    python3 tools/bench/spot_graphs.py --bin BIN [--case array nuclei exemplars]

    array      four neighbours on the array no farther than 2, of 300 spots (Hist2ST, THItoGene). Peer: for each spot
               its distances to all by scipy, sorted, then a dense matrix, as the published loaders go
    nuclei     pairs of nuclei nearer than 20 um in each of 300 windows with 60 nuclei (IGI-DL). Peer: scipy's
               distances of all pairs of a window at once
    exemplars  the six nearest spots of other sections by L2 of 2,048 features, six sections of 200 spots (EGNv1). Peer:
               numpy, section after section for each spot, as the published script goes

Both sides must find the same: as many edges, or the same sum of places.
"""

import json
import os
import tempfile

import numpy as np
from scipy.spatial import distance

from common import Sample, arguments, by_turns, child, parse, print_case, print_machine, timed


def array_case():
    draw = np.random.default_rng(0)
    places = np.stack(np.meshgrid(np.arange(20), np.arange(20), indexing="ij"), -1).reshape(-1, 2)
    places = places[np.sort(draw.permutation(400)[:300])].astype(np.float32)

    def peer():
        joined = np.zeros((300, 300))
        for spot in range(300):
            far = distance.cdist(places[spot:spot + 1], places)[0]
            for other in np.argsort(far, kind="stable")[1:5]:
                if far[other] <= 2:
                    joined[spot, other] = 1
        return int(joined.sum())
    return places, np.zeros(300, np.int64), peer


def nuclei_case():
    draw = np.random.default_rng(1)
    places = (224 * draw.random((300, 60, 2))).astype(np.float32)

    def peer():
        return sum(np.count_nonzero(distance.cdist(spot, spot) < 29) - len(spot) for spot in places)
    return places.reshape(-1, 2), np.repeat(np.arange(300), 60), peer


def exemplars_case():
    draw = np.random.default_rng(2)
    features = draw.random((6, 200, 2048), np.float32)

    def peer():
        total = 0
        for own in range(6):
            for spot in features[own]:
                found = []
                for other in range(6):
                    if other != own:
                        far = np.sqrt(((features[other] - spot) ** 2).sum(1))
                        found += [(far[i], 200 * other + i) for i in np.argsort(far)[:6]]
                total += sum(place for _, place in sorted(found)[:6])
        return int(total)
    return features.reshape(1200, 2048), np.repeat(np.arange(6), 200), peer


def main():
    # Case: what makes it, and runs of ours a round.
    cases = {"array": (array_case, 50), "nuclei": (nuclei_case, 20), "exemplars": (exemplars_case, 1)}
    parser = arguments(__doc__, rounds=3, program="tools/bench/spot_graphs_bench")
    parser.add_argument("--case", nargs="*", choices=list(cases), default=list(cases), help="these alone")
    options = parse(parser)
    print_machine()
    with tempfile.TemporaryDirectory() as folder:
        for name in options.case:
            make, runs = cases[name]
            values, groups, body = make()
            files = [os.path.join(folder, part) for part in ("values", "groups")]
            for path, array in zip(files, (values, groups)):
                np.ascontiguousarray(array).tofile(path)
            found = {}

            def ours():
                out = child([options.program, *files, *map(str, values.shape), name, str(runs)])[1]
                rows = [json.loads(line) for line in out.splitlines()]
                found["ours"] = rows[-1]["found"]
                return [Sample(row["wall_s"], row["cpu_s"]) for row in rows]

            def peer():
                sample, found["peer"] = timed(body)
                assert found["peer"] == found["ours"], (name, found)
                return sample
            who = "numpy" if name == "exemplars" else "scipy"
            print_case(name, "building", by_turns(options.rounds, {"ours": ours, who: peer}))


main()
