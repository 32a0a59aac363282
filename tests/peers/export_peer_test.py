"""What `moonstain export` writes of a run is opened by the programs it is for, value for value."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest
import warnings

os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
warnings.simplefilter("ignore")

import anndata
import mlflow
import numpy as np
import pandas as pd
import rdflib.plugins.shared.jsonld.context as jsonld_context
import requests
import spatialdata
from PIL import Image
from rocrate_validator import models, services
from rocrate_validator.utils import http
from spatialdata.transformations import get_transformation

ROOT = pathlib.Path(".").resolve()
SAMPLES = ROOT / "data_manifests/samples/mob"
HERE = pathlib.Path(tempfile.mkdtemp())
SCORED = "findings.scores[1].predictions"


def moonstain(*words):
    environment = dict(os.environ, MOONSTAIN_HOME=str(ROOT), MOONSTAIN_WORKER=str(ROOT / "tools/moonstain-worker"))
    done = subprocess.run([ROOT / "tools/moonstain", *words], cwd=HERE, env=environment, capture_output=True,
                          text=True)
    if done.returncode:
        raise AssertionError(done.stderr)
    return done.stdout


def setUpModule():
    moonstain("run", "first")
    moonstain("export", "--csv", "csv", "--mlflow", "mlflow", "--rocrate", "crate")
    moonstain("export", "--h5ad", "predictions.h5ad", "--of", SCORED)
    moonstain("export", "--h5ad", "dataset.h5ad", "--of", "findings.dataset[1]")
    moonstain("export", "--spatialdata", "sections.zarr", "--of", SCORED)


def tearDownModule():
    shutil.rmtree(HERE, ignore_errors=True)


def findings():
    return json.loads((HERE / "results/first/default/findings/findings.json").read_text())


def metrics():
    """(predictor, reading, metric) -> value, NaN where there is none; from what the run stored."""
    found = {}
    for predictor in findings()["predictors"]:
        for reading, scores in predictor["readings"].items():
            for metric, one in scores["metrics"].items():
                value = one["value"]
                found[predictor["name"], reading, metric] = np.nan if value is None else value
    return found


def published_places():
    """Spot of MOB1 -> its place in the picture."""
    table = pd.read_csv(SAMPLES / "alignment_table_MOB1.tsv.gz", sep="\t")
    return {f"{round(x)}x{round(y)}": place for x, y, *place in table[["x", "y", "pixel_x", "pixel_y"]].values}


class H5ad(unittest.TestCase):
    def same(self, name, of):
        ours = anndata.read_h5ad(HERE / name)
        stored = anndata.read_zarr(self.object_of(of))
        np.testing.assert_array_equal(np.asarray(ours.X.todense() if of == "Dataset" else ours.X),
                                      np.asarray(stored.X.todense() if of == "Dataset" else stored.X))
        self.assertEqual(ours.X.dtype, stored.X.dtype)
        pd.testing.assert_frame_equal(ours.obs, stored.obs)
        pd.testing.assert_frame_equal(ours.var, stored.var)
        self.assertEqual(sorted(ours.uns), sorted(stored.uns))
        for key, value in stored.uns.items():
            if not isinstance(value, dict):
                np.testing.assert_array_equal(ours.uns[key], value, key)
        self.assertEqual(list(ours.obsm), list(stored.obsm))
        return ours

    def object_of(self, noun):
        """The stored object of section MOB1: the file is held against it, not against what we read."""
        for folder in sorted((HERE / ".moonstain/store").glob("*/*")):
            kind = folder / "uns/moonstain/type"
            if not kind.exists():
                continue
            table = anndata.read_zarr(folder)
            if table.uns["moonstain"]["type"] != noun or table.uns.get("section") != "mob/MOB1":
                continue
            if noun == "Dataset" or table.uns["model"] == "colour_ridge":
                return folder
        raise AssertionError(noun)

    def test_predictions(self):
        ours = self.same("predictions.h5ad", "Predictions")
        self.assertEqual(ours.uns["model"], "colour_ridge")
        self.assertIs(bool(ours.uns["of_grid"]), False)

    def test_a_dataset_with_its_counts_and_places(self):
        ours = self.same("dataset.h5ad", "Dataset")
        self.assertEqual(ours.X.dtype, np.int32)
        at = published_places()
        np.testing.assert_array_equal(ours.obsm["spatial"], [at[name] for name in ours.obs_names])


class SpatialData(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.store = spatialdata.read_zarr(HERE / "sections.zarr")
        cls.picture = np.asarray(Image.open(SAMPLES / "MOB1.jpg").convert("RGB"))

    def test_the_section_is_there_and_no_other(self):
        self.assertEqual(sorted(self.store.images), ["mob_MOB1_image"])
        self.assertEqual(sorted(self.store.shapes), ["mob_MOB1_spots"])
        self.assertEqual(len(self.store.tables), 2)
        self.assertEqual(self.store.coordinate_systems, ["mob_MOB1"])
        for element in "mob_MOB1_image", "mob_MOB1_spots":
            self.assertEqual(list(get_transformation(self.store[element], get_all=True)), ["mob_MOB1"])

    def test_a_spots_neighbourhood_is_that_of_the_picture(self):
        image = self.store["mob_MOB1_image"].values
        self.assertEqual(image.shape, self.picture.transpose(2, 0, 1).shape)
        at = published_places()
        shapes = self.store["mob_MOB1_spots"]
        self.assertGreater(len(shapes), 300)
        for name, point in shapes.geometry.items():
            self.assertEqual([point.x, point.y], at[name])
            x, y = int(point.x), int(point.y)
            np.testing.assert_array_equal(image[:, y - 8:y + 8, x - 8:x + 8],
                                          self.picture[y - 8:y + 8, x - 8:x + 8].transpose(2, 0, 1))
        self.assertGreater(shapes.radius.min(), 0)

    def test_tables_annotate_the_spots(self):
        for name in self.store.tables:
            elements, table = spatialdata.join_spatialelement_table(
                sdata=self.store, spatial_element_names="mob_MOB1_spots", table_name=name)
            self.assertEqual(list(table.obs["spot"]), list(elements["mob_MOB1_spots"].index))
            self.assertEqual(len(table), len(self.store["mob_MOB1_spots"]))
        counts = self.store.tables["mob_MOB1_counts"]
        np.testing.assert_array_equal(counts.X.todense(), anndata.read_h5ad(HERE / "dataset.h5ad").X.todense())


class Csv(unittest.TestCase):
    def test_every_number_comes_back(self):
        table = pd.read_csv(HERE / "csv/findings.predictors.csv", float_precision="round_trip")
        found = {(p, r, m): v for p, r, m, v in table[["predictor", "reading", "metric", "value"]].values}
        expected = metrics()
        self.assertGreater(len(expected), 50)
        self.assertEqual(found.keys(), expected.keys())
        for key, value in expected.items():
            np.testing.assert_equal(found[key], value, str(key))

    def test_items_by_name(self):
        table = pd.read_csv(HERE / "csv/findings.items.csv", keep_default_na=True, float_precision="round_trip")
        items = findings()["items"]
        self.assertEqual(list(table.iloc[:, 0]), items["names"])
        for predictor, values in items["by_predictor"].items():
            np.testing.assert_array_equal(table[predictor], [np.nan if v is None else v for v in values])

    def test_lines_end_as_the_standard_says(self):
        self.assertTrue((HERE / "csv/findings.units.csv").read_bytes().endswith(b"\r\n"))


class Mlflow(unittest.TestCase):
    def test_the_current_version_reads_the_run(self):
        before = os.getcwd()
        os.chdir(HERE / "mlflow")
        try:
            mlflow.set_tracking_uri("file:.")
            [experiment] = mlflow.search_experiments()
            self.assertEqual(experiment.name, "first")
            client = mlflow.MlflowClient()
            [run] = client.search_runs([experiment.experiment_id])
            self.assertEqual(run.info.status, "FINISHED")
            self.assertEqual(run.data.params, {"profile": "standard"})
            self.assertEqual(run.data.tags["moonstain.run"], "0001")
            expected = {"/".join(key): value for key, value in metrics().items()}
            self.assertEqual(run.data.metrics.keys(), expected.keys())
            for name, value in expected.items():
                np.testing.assert_equal(run.data.metrics[name], value, name)
            path = client.download_artifacts(run.info.run_id, "findings.items.csv")
            self.assertEqual(pathlib.Path(path).read_bytes(), (HERE / "csv/findings.items.csv").read_bytes())
        finally:
            os.chdir(before)


# The terms of the published contexts that our crates use; the validator fetches the contexts, and here is no network.
SCHEMA = ("about actionStatus additionalType conformsTo contentSize CreateAction CreativeWork Dataset datePublished "
          "defaultValue description encodingFormat endTime error exampleOfWork hasPart HowTo HowToStep instrument "
          "license mainEntity mentions name object OrganizeAction ControlAction position programmingLanguage propertyID "
          "PropertyValue result sha256 SoftwareApplication SoftwareSourceCode softwareVersion startTime step url value "
          "version workExample").split()
TERMS = {term: f"http://schema.org/{term}" for term in SCHEMA} | {
    "File": "http://schema.org/MediaObject",
    "ComputerLanguage": "http://schema.org/ComputerLanguage",
    "ComputationalWorkflow": "https://bioschemas.org/ComputationalWorkflow",
    "FormalParameter": "https://bioschemas.org/FormalParameter",
    "input": "https://bioschemas.org/ComputationalWorkflow#input",
    "output": "https://bioschemas.org/ComputationalWorkflow#output",
    "conformsTo": "http://purl.org/dc/terms/conformsTo",
}
CONTEXTS = {
    "https://w3id.org/ro/crate/1.1/context": {"@context": TERMS},
    "https://w3id.org/ro/terms/workflow-run/context": {"@context": {}},
}


class Session:
    """Gives the contexts, and nothing else, in the place of the network."""

    def get(self, url, **_):
        if url not in CONTEXTS:
            raise requests.exceptions.ConnectionError(url)
        answer = requests.Response()
        answer.status_code = 200
        answer.headers["Content-Type"] = "application/ld+json"
        answer._content = json.dumps(CONTEXTS[url]).encode()
        return answer


def validated(folder):
    fetched = jsonld_context.source_to_json
    jsonld_context.source_to_json = lambda source, *rest, **more: (
        (CONTEXTS[source], None) if source in CONTEXTS else fetched(source, *rest, **more))
    settings = models.ValidationSettings(
        rocrate_uri=str(folder), profile_identifier="provenance-run-crate-0.5",
        requirement_severity=models.Severity.RECOMMENDED, abort_on_first=False)
    http.HttpRequester().session = Session()
    try:
        return services.validate(settings).get_issues()
    finally:
        jsonld_context.source_to_json = fetched


class RoCrate(unittest.TestCase):
    def required(self, folder):
        return [(i.check.name, i.message) for i in validated(folder) if i.severity == models.Severity.REQUIRED]

    def test_the_published_validator_finds_nothing(self):
        # Who did it and whose it is, nobody has told us; and steps have no address.
        unknown = {"Action agent", "Root Data Entity: `author` property", "Root Data Entity: `publisher` property",
                   "SoftwareApplication id", "Application url"}
        issues = {(i.check.name, i.message) for i in validated(HERE / "crate")}
        self.assertEqual([issue for issue in issues if issue[0] not in unknown], [])

    def test_it_finds_a_crate_without_its_files(self):
        broken = HERE / "broken"
        shutil.copytree(HERE / "crate", broken)
        (broken / "recipe/recipe.lua").unlink()
        self.assertNotEqual(self.required(broken), [])

    def test_every_step_of_the_run_is_an_action_with_its_times(self):
        text = (HERE / "crate/ro-crate-metadata.json").read_text()
        graph = {entity["@id"]: entity for entity in json.loads(text)["@graph"]}
        actions = [e for e in graph.values() if e["@type"] == "CreateAction"]
        self.assertEqual(len(actions), 22)  # 21 steps, and the run
        for action in actions:
            self.assertLessEqual(action["startTime"], action["endTime"])
        self.assertNotIn(str(HERE), text)
        self.assertNotIn(str(ROOT), text)


if __name__ == "__main__":
    unittest.main()
