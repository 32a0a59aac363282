#!/bin/sh
# fuzz_test.sh PROGRAM OPTION...: run a fuzz target over its corpus.
#
# The corpus is the folder corpus/NAME beside the test, NAME_fuzz its target. A
# copy of it takes what libFuzzer adds, and is dropped. An input that crashes is
# left in the test's outputs and printed in base64.
set -eu
program=$1
shift
name=$(basename "$program" _fuzz_program)
corpus=$TEST_TMPDIR/corpus
mkdir -p "$corpus"
cp -L "tests/fuzz/corpus/$name"/* "$corpus/"
outputs=${TEST_UNDECLARED_OUTPUTS_DIR:-$TEST_TMPDIR}
export ASAN_OPTIONS=allocator_may_return_null=1:detect_leaks=0:handle_abort=1
export UBSAN_OPTIONS=print_stacktrace=1
log=$TEST_TMPDIR/log
# libFuzzer is guided by addresses too: at random ones (without `setarch -R`) a
# seed gives other inputs each time.
if ! setarch -R "./$program" -artifact_prefix="$outputs/" -rss_limit_mb=1024 \
  -malloc_limit_mb=512 -timeout=10 -print_final_stats=1 "$@" "$corpus" \
  >"$log" 2>&1; then
  grep -v -e '^#[0-9]' -e 'NEW_FUNC' "$log" | tail -n 150
  exit 1
fi
tail -n 6 "$log"
