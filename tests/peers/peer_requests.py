"""A program of ours that answers JSON requests (tests/peers/peer_requests.h)."""

import json
import os
import subprocess


def answers_of(program, requests):
    """The program's answer to each request."""
    path = os.path.join(os.environ["TEST_TMPDIR"], "requests.jsonl")
    with open(path, "w") as file:
        for request in requests:
            file.write(json.dumps(request) + "\n")
    out = subprocess.run([program, path], check=True, capture_output=True, text=True)
    return [json.loads(line) for line in out.stdout.splitlines()]
