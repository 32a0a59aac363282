"""Runs one task of a step in Python: run_step.py TASK FILE STEP."""

import sys

from moonstain.task import main

main(*sys.argv[1:])
