#!/usr/bin/env python3
"""Count the test cases of a Bazel run: "N passed, N failed, N skipped".

    summary.py EVENTS STATUS

EVENTS is Bazel's build event file, STATUS what Bazel left with. A Boost.Test
program counts by its cases, a script as one; a program that did not build or
broke off counts as one more failure. Cases that failed or were skipped are
named; the counts are the last line. Leaves with 1 unless all is well.
"""

import json
import pathlib
import re
import sys
import urllib.parse
import xml.etree.ElementTree as ElementTree


def events(path):
    with open(path) as lines:
        return [json.loads(line) for line in lines]


def outputs(result):
    """{"test.log": text, "test.xml": text} of one test program."""
    texts = {}
    for output in result.get("testActionOutput", []):
        path = urllib.parse.unquote(urllib.parse.urlparse(output.get("uri", "")).path)
        if pathlib.Path(path).is_file():
            texts[output["name"]] = pathlib.Path(path).read_text(errors="replace")
    return texts


def boost_cases(xml):
    """(name, "passed" | "failed" | "skipped", why) of each case, or nothing."""
    try:
        suite = ElementTree.fromstring(xml)
    except ElementTree.ParseError:
        return []
    if suite.tag != "testsuite" or suite.get("name") != "moonstain":
        return []
    cases = []
    for case in suite.iter("testcase"):
        name = f"{case.get('classname', '').replace('.', '/')}/{case.get('name')}"
        if case.find("skipped") is not None:
            text = case.findtext("system-out", "")
            reason = re.search(r"reason: '(?:precondition failed: )?(.*?)'", text)
            cases.append((name, "skipped", reason[1] if reason else ""))
        elif case.find("failure") is not None or case.find("error") is not None:
            cases.append((name, "failed", ""))
        else:
            cases.append((name, "passed", ""))
    return cases


def cases_of(label, result):
    """The cases of one test program, by its result event."""
    texts = outputs(result)
    status = result.get("status")
    cases = [
        (f"{label} {name}", outcome, why)
        for name, outcome, why in boost_cases(texts.get("test.xml", ""))
    ]
    skipped = re.search(r"^SKIPPED: (.*)$", texts.get("test.log", ""), re.M)
    if status != "PASSED" and not any(case[1] == "failed" for case in cases):
        cases.append((label, "failed", status.lower().replace("_", " ")))
    elif not cases and skipped:
        cases.append((label, "skipped", skipped[1]))
    elif not cases:
        cases.append((label, "passed", ""))
    return cases


def all_cases(found):
    results, broken = {}, []
    for event in found:
        kind = event["id"]
        if "testResult" in kind and "testResult" in event:
            results[kind["testResult"]["label"]] = event["testResult"]
        elif "targetCompleted" in kind and not event.get("completed", {}).get("success"):
            broken.append(kind["targetCompleted"]["label"])
    cases = []
    for label in sorted(results):
        cases += cases_of(label, results[label])
    for label in sorted(set(broken) - set(results)):
        cases.append((label, "failed", "does not build"))
    return cases


def main(path, bazel_status):
    cases = all_cases(events(path))
    count = {"passed": 0, "failed": 0, "skipped": 0}
    for _, outcome, _ in cases:
        count[outcome] += 1
    if bazel_status and not count["failed"]:
        cases.append((f"the build (Bazel left with {bazel_status})", "failed", ""))
        count["failed"] = 1
    for wanted in ("skipped", "failed"):
        for name, outcome, why in cases:
            if outcome == wanted:
                print(f"{wanted}: {name}" + (f": {why}" if why else ""))
    line = f"{count['passed']} passed, {count['failed']} failed"
    print(line + (f", {count['skipped']} skipped" if count["skipped"] else ""))
    return 1 if count["failed"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
