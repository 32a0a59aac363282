#!/bin/sh
# The start script with stand-ins for Bazel, apt-get and sudo: what it installs,
# when it builds, and that the program gets its arguments.
set -eu
work=$TEST_TMPDIR/scratch
checkout=$work/checkout
mkdir -p "$work/bin" "$checkout/core/base" "$checkout/tests" "$checkout/recipes" "$checkout/tools"
cp moonstain "$checkout/moonstain"
cat >"$checkout/tools/install.sh" <<'EOF'
printf 'install.sh:'
printf ' [%s]' "$@"
exit 4
EOF
touch "$checkout/core/base/a.cpp" "$checkout/core/base/b.cpp" "$checkout/tests/t.cpp"
export XDG_CACHE_HOME="$work/cache" MOONSTAIN_BAZEL="$work/bin/bazel"
export calls="$work/calls"
cd "$work"

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

# tool NAME: a command that takes its shell lines from standard input.
tool() {
  { echo '#!/bin/sh' && cat; } >"$work/bin/$1"
  chmod +x "$work/bin/$1"
}

tool bazel <<'EOF'
[ "$1" != --version ] || {
  echo "bazel ${BAZEL_VERSION:-no_version}"
  exit
}
echo "bazel $*" >>"$calls"
case "$*" in
  *" info "*) echo "$XDG_CACHE_HOME/bin" ;;
  *" build "*)
    [ ! -e "$XDG_CACHE_HOME/broken" ] || exit 1
    mkdir -p "$XDG_CACHE_HOME/bin/tools"
    printf '#!/bin/sh\necho "program: $* in $(pwd)"\nexit 3\n' >"$XDG_CACHE_HOME/bin/tools/moonstain"
    chmod +x "$XDG_CACHE_HOME/bin/tools/moonstain"
    ;;
esac
EOF

# starts N MESSAGE: a start leads to N builds.
starts() {
  : >"$calls"
  status=0
  "$checkout/moonstain" run "two words" >said 2>err || status=$?
  built=$(grep -c ' build ' "$calls" || true)
  [ "$built" = "$1" ] || fail "$2: $built builds; $(cat err)"
}

starts 1 "the first start builds"
[ "$status" = 3 ] || fail "the program's status is lost: $status"
[ "$(cat said)" = "program: run two words in $work" ] || fail "$(cat said)"
starts 0 "nothing changed"
[ ! -s "$calls" ] || fail "Bazel was asked: $(cat "$calls")"
touch "$checkout/tests/t.cpp" "$checkout/recipes/new"
starts 0 "tests and recipes are no part of the program"
echo change >"$checkout/core/base/a.cpp"
touch -d 2001-01-01 "$checkout/core/base/a.cpp"
starts 1 "a changed source, whatever its date says"
rm "$checkout/core/base/b.cpp"
starts 1 "a deleted source"
starts 0 "nothing changed after that"
MOONSTAIN_LIBTORCH=/elsewhere starts 1 "another LibTorch"
starts 1 "the locked LibTorch again"
rm -r "$work/cache/bin"
starts 1 "a program that is gone"
touch "$checkout/core/base/a.cpp" "$work/cache/broken"
starts 1 "a change that does not build"
[ "$status" = 1 ] && [ ! -s said ] || fail "ran the old program: $(cat said)"
rm "$work/cache/broken"
starts 1 "after a failed build"
starts 0 "and then no more"

# --- install and archive -------------------------------------------------------
# puts COMMAND BUILDS WORDS: that many builds, then tools/install.sh with these.
puts() {
  : >"$calls"
  status=0
  "$checkout/moonstain" "$1" "two words" >said 2>err || status=$?
  built=$(grep -c ' build ' "$calls" || true)
  [ "$built" = "$2" ] || fail "$1: $built builds; $(cat err)"
  [ "$(cat said)" = "install.sh: $3" ] || fail "$1: $(cat said)"
  [ "$status" = 4 ] || fail "$1: the status is lost: $status"
}
puts install 0 "[$work/cache/bin/tools] [$checkout] [two words]"
puts archive 0 "[--archive] [$work/cache/bin/tools] [$checkout] [two words]"
touch "$checkout/core/base/a.cpp"
puts install 1 "[$work/cache/bin/tools] [$checkout] [two words]"
touch "$checkout/core/base/a.cpp"
puts archive 1 "[--archive] [$work/cache/bin/tools] [$checkout] [two words]"
touch "$checkout/core/base/a.cpp" "$work/cache/broken"
: >"$calls"
if "$checkout/moonstain" install elsewhere >said 2>err; then fail "went on"; fi
[ ! -s said ] || fail "put an old program there: $(cat said)"
rm "$work/cache/broken"

# --- flags of one version ----------------------------------------------------
: >"$calls"
"$checkout/moonstain" bazel info >/dev/null
grep -q "^bazel --bazelrc=$checkout/tools/bazel/debian.bazelrc .* info$" "$calls" ||
  fail "Debian's Bazel: $(cat "$calls")"
: >"$calls"
BAZEL_VERSION=7.4.1 "$checkout/moonstain" bazel query //:all >/dev/null
grep -q "^bazel --bazelrc=$checkout/tools/bazel/7.bazelrc .* query //:all$" "$calls" ||
  fail "Bazel 7: $(cat "$calls")"

if BAZEL_VERSION=99 "$checkout/moonstain" bazel info 2>err; then fail "took Bazel 99"; fi
grep -q "is 'bazel 99'; expected Debian's Bazel 4.2 or Bazel 7" err || fail "$(cat err)"

# --- installing what is missing ----------------------------------------------
for name in basename cat chmod cut dirname env find grep ln mkdir mktemp mv python3 \
  readlink rm sed sh sha256sum touch; do
  ln -s "$(command -v "$name")" "$work/bin/$name"
done
tool apt-get <<'EOF'
echo "apt-get $*" >>"$calls"
case "$*" in *install*) ln -s /bin/true "$TEST_TMPDIR/scratch/bin/unzip" ;; esac
EOF
tool sudo <<'EOF'
echo "sudo" >>"$calls"
exec "$@"
EOF
tool id <<'EOF'
echo "$USER_ID"
EOF
touch "$checkout/core/base/a.cpp"
: >"$calls"
PATH=$work/bin USER_ID=1000 "$checkout/moonstain" build 2>err
wanted="sudo
apt-get -q update
sudo
apt-get -q install --yes --no-install-recommends unzip"
case $(cat "$calls") in
  "$wanted"*) ;;
  *) fail "asked for: $(cat "$calls" err)" ;;
esac
[ "$(cat err)" = "moonstain: installing Debian's unzip (to build and fetch; as root)" ] ||
  fail "$(cat err)"
: >"$calls"
PATH=$work/bin USER_ID=1000 "$checkout/moonstain" build
if grep -q apt-get "$calls"; then fail "installed twice"; fi
rm "$work/bin/unzip"
: >"$calls"
PATH=$work/bin USER_ID=0 "$checkout/moonstain" build 2>err
if grep -q sudo "$calls"; then fail "sudo as root"; fi
rm "$work/bin/unzip" && tool apt-get <<'EOF'
exit 100
EOF
if PATH=$work/bin USER_ID=0 "$checkout/moonstain" build 2>err; then fail "went on"; fi
grep -q "apt-get could not install unzip; install them by hand" err || fail "$(cat err)"
