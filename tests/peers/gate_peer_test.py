"""What `moonstain gate --junit` writes is read by junitparser, case for case beside the baseline."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import junitparser

ROOT = pathlib.Path(".").resolve()
HERE = pathlib.Path(tempfile.mkdtemp())
# What XML has signs of its own for.
ODD = "a<b>&\"c' é"


def gate(*words):
    environment = dict(os.environ, MOONSTAIN_HOME=str(ROOT), MOONSTAIN_WORKER=str(ROOT / "tools/moonstain-worker"))
    done = subprocess.run([ROOT / "tools/moonstain", "gate", "first", "--baseline", "gate.json", *words], cwd=HERE,
                          env=environment, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def name_of(row):
    return f"{row['predictor']} {row['metric']}, {row['reading']}"


def baseline():
    return json.loads((HERE / "gate.json").read_text())


def write_baseline(content):
    (HERE / "gate.json").write_text(json.dumps(content))


def read(path):
    """The one suite of a file, and its cases by name."""
    suites = junitparser.JUnitXml.fromfile(str(HERE / path))
    (suite,) = list(suites)
    cases = {case.name: case for case in suite}
    return suites, suite, cases


def setUpModule():
    code, said = gate("--update", "--why", "the first")
    assert code == 0, said


def tearDownModule():
    shutil.rmtree(HERE, ignore_errors=True)


class GateForCI(unittest.TestCase):
    def check_counts(self, suites, suite):
        """The numbers of a suite are those of its cases."""
        results = [type(result).__name__ for case in suite for result in case.result]
        for whole in (suites, suite):
            self.assertEqual(whole.tests, len(list(suite)))
            self.assertEqual(whole.failures, results.count("Failure"))
            self.assertEqual(whole.errors, results.count("Error"))
            self.assertEqual(whole.skipped, results.count("Skipped"))

    def test_a_gate_that_passes_is_a_suite_without_results(self):
        code, said = gate("--junit", "pass.xml")
        self.assertEqual(code, 0, said)
        suites, suite, cases = read("pass.xml")
        self.check_counts(suites, suite)
        self.assertEqual(suite.name, "first")
        self.assertTrue(all(case.is_passed for case in suite))
        rows = baseline()["metrics"]
        self.assertEqual({case.name for case in suite if case.classname == "first.metrics"},
                         {name_of(row) for row in rows})
        self.assertEqual({p.name for p in suite.properties()} >= {"run", "baseline", "moonstain"}, True)
        self.assertGreaterEqual(suite.time, 0)

    def test_what_moved_failed_and_what_is_free_is_skipped(self):
        kept = baseline()
        changed = baseline()
        rows = {name_of(row): row for row in changed["metrics"]}
        moved, free, gone = "colour_ridge pearson.mean, tissue", "colour_ridge mae.mean, tissue", f"{ODD} dice, tissue"
        rows[moved]["value"] += 0.1
        rows[free].update(direction="free", value=9.0)
        changed["metrics"].append(dict(rows[moved], predictor=ODD, metric="dice"))
        changed["metrics"].sort(key=lambda row: [row[k] for k in ("findings", "predictor", "reading", "metric")])
        write_baseline(changed)
        try:
            code, said = gate("--junit", "fail.xml")
        finally:
            write_baseline(kept)
        self.assertEqual(code, 3, said)
        suites, suite, cases = read("fail.xml")
        self.check_counts(suites, suite)
        self.assertEqual({case.name for case in suite if case.is_failure or case.is_error}, {moved, gone})

        (failure,) = cases[moved].result
        self.assertIsInstance(failure, junitparser.Failure)
        self.assertEqual(failure.type, "MetricRegression")
        self.assertTrue(failure.message.startswith(moved + ": "), failure.message)
        self.assertTrue(failure.text.strip())
        (error,) = cases[gone].result
        self.assertIsInstance(error, junitparser.Error)
        self.assertEqual(error.type, "MissingMetric")
        self.assertIn(ODD, error.message)
        self.assertTrue(cases[free].is_skipped)
        self.assertEqual(cases[free].result[0].message, "free to move")


if __name__ == "__main__":
    unittest.main()
