#!/bin/sh
# Two clean builds in two folders give the same bytes for both programs.
#
# Parts come from the fetch cache; nothing else is shared. It builds all twice,
# hence its tag "long_target".
set -eu
checkout=$(dirname "$(readlink -f WORKSPACE)")
[ -d "${MOONSTAIN_FETCH_CACHE:-}" ] || {
  echo "SKIPPED: start it by ./moonstain test --long, which names the fetch cache"
  exit 0
}

# build NAME: copy the checkout to a folder NAME and build it there.
build() {
  copy=$TEST_TMPDIR/$1/checkout
  mkdir -p "$copy"
  (cd "$checkout" && tar -cf - --exclude=./.git --exclude=./.moonstain \
    --exclude=./results .) | tar -xf - -C "$copy"
  (
    cd "$copy"
    HOME=$TEST_TMPDIR/$1/home
    XDG_CACHE_HOME=$TEST_TMPDIR/$1/cache
    export HOME XDG_CACHE_HOME
    mkdir -p "$HOME"
    run="env -u TEST_TMPDIR ./moonstain bazel"
    $run build //tools:moonstain //tools:moonstain-worker
    cp "$($run info bazel-bin)/tools/moonstain" \
      "$($run info bazel-bin)/tools/moonstain-worker" "$TEST_TMPDIR/$1/"
    $run shutdown
  )
  chmod -R u+w "$TEST_TMPDIR/$1/cache"
  rm -rf "$TEST_TMPDIR/$1/cache"
}

build one
build another/folder
for program in moonstain moonstain-worker; do
  sha256sum "$TEST_TMPDIR/one/$program" "$TEST_TMPDIR/another/folder/$program"
  cmp "$TEST_TMPDIR/one/$program" "$TEST_TMPDIR/another/folder/$program"
done
if grep -aq "$TEST_TMPDIR\|$checkout" "$TEST_TMPDIR/one/moonstain"; then
  echo "the program holds the path of its build" >&2
  exit 1
fi
