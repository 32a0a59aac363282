#!/bin/sh
# peer_test.sh SCRIPT [ARGUMENT...]: run a Python script with the locked packages.
set -eu
export PYTHONPATH="$TEST_SRCDIR/peers/site:$(dirname "$1")"
export PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
export HOME="$TEST_TMPDIR" MPLCONFIGDIR="$TEST_TMPDIR" NUMBA_CACHE_DIR="$TEST_TMPDIR"
exec /usr/bin/python3 "$@"
