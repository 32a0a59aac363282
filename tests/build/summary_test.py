#!/usr/bin/env python3
"""summary.py counts Boost cases singly, scripts as one, and hides no failure."""

import json
import os
import pathlib
import subprocess
import sys

folder = pathlib.Path(os.environ["TEST_TMPDIR"])
BOOST = """<testsuite tests="4" name="moonstain">
<testcase classname="a_test" name="passes"/>
<testcase classname="a_test" name="is_skipped"><skipped/><system-out>
- reason: 'precondition failed: no MOONSTAIN_DATA'</system-out></testcase>
<testcase classname="a_test.inner" name="fails"><failure/></testcase>
<testcase classname="a_test" name="throws"><error/></testcase>
</testsuite>"""
SCRIPT = '<testsuites><testsuite name="s"><testcase name="s"/></testsuite></testsuites>'


def result(label, status, **texts):
    """The events of one test program with its log and XML."""
    written = []
    for name, text in texts.items():
        path = folder / f"{label.replace('/', '_').replace(':', '_')}.{name}"
        path.write_text(text)
        written.append({"name": f"test.{name}", "uri": f"file://{path}"})
    return [
        {"id": {"targetCompleted": {"label": label}}, "completed": {"success": True}},
        {
            "id": {"testResult": {"label": label}},
            "testResult": {"status": status, "testActionOutput": written},
        },
    ]


def summary(events, bazel_status=0):
    path = folder / "events"
    path.write_text("\n".join(json.dumps(event) for event in events))
    command = [sys.executable, "tools/testing/summary.py", path, str(bazel_status)]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.stderr == "", run.stderr
    return run.returncode, run.stdout.splitlines()


def equal(found, wanted):
    assert found == wanted, f"\nfound  {found}\nwanted {wanted}"


good = result("//a:good", "PASSED", xml=BOOST.replace("<failure/>", "").replace("<error/>", ""))
skipped = "skipped: //a:good a_test/is_skipped: no MOONSTAIN_DATA"
equal(summary(good), (0, [skipped, "3 passed, 0 failed, 1 skipped"]))

bad = result("//a:bad", "FAILED", xml=BOOST.replace("<skipped/>", ""))
equal(
    summary(bad, 3),
    (
        1,
        [
            "failed: //a:bad a_test/inner/fails",
            "failed: //a:bad a_test/throws",
            "2 passed, 2 failed",
        ],
    ),
)

# A program that dies after its last case, or before it wrote anything.
dies = result("//a:dies", "FAILED", xml=BOOST.replace("<failure/>", "").replace("<error/>", ""))
equal(summary(dies, 3)[1][1:], ["failed: //a:dies: failed", "3 passed, 1 failed, 1 skipped"])
slow = result("//a:slow", "TIMEOUT", xml=SCRIPT)
equal(summary(slow, 3), (1, ["failed: //a:slow: timeout", "0 passed, 1 failed"]))

script = result("//a:script", "PASSED", xml=SCRIPT, log="fine")
equal(summary(script), (0, ["1 passed, 0 failed"]))
idle = result("//a:idle", "PASSED", xml=SCRIPT, log="x\nSKIPPED: no data\n")
equal(summary(idle), (0, ["skipped: //a:idle: no data", "0 passed, 0 failed, 1 skipped"]))

unbuilt = [{"id": {"targetCompleted": {"label": "//a:x"}}, "completed": {}}]
equal(summary(unbuilt, 1), (1, ["failed: //a:x: does not build", "0 passed, 1 failed"]))
equal(
    summary([], 2),
    (1, ["failed: the build (Bazel left with 2)", "0 passed, 1 failed"]),
)
