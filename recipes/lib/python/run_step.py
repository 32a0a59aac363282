"""Runs one task of a step in Python: run_step.py TASK FILE STEP; or tasks one
after the other, each in a fork of this process: run_step.py --warm TASK FILE."""

import sys

from moonstain.task import main
from moonstain.warm import arguments

main(*arguments(sys.argv[1:]))
