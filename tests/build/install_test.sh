#!/bin/sh
# tools/install.sh: what it makes runs where there is nothing but a C library,
# wherever it is moved.
set -eu
work=$TEST_TMPDIR/scratch
mkdir -p "$work"
here=$PWD
unset MOONSTAIN_HOME MOONSTAIN_WORKER MOONSTAIN_DATA

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

install() { sh "$here/tools/install.sh" "$@"; }

# --- An archive, made of whole files or not at all.
install --archive "$here/tools" "$here" "$work/a.tar.gz" >"$work/said"
grep -q "^made $work/a.tar.gz: [0-9]*M, [0-9]*M unpacked\$" "$work/said" || fail "$(cat "$work/said")"
! install --archive "$here/tools" "$here" "$work/a.tar.gz" 2>"$work/said" || fail "an archive was written over"
[ "$(cat "$work/said")" = "moonstain: archive: $work/a.tar.gz is there already; give another name" ] ||
  fail "$(cat "$work/said")"
! install --archive "$here/tools" "$here" "$work/a.zip" 2>"$work/said" || fail "a zip was made"
[ "$(cat "$work/said")" = "moonstain: archive: '$work/a.zip' does not end in .tar.gz" ] || fail "$(cat "$work/said")"

# --- What is no Moonstain is not written over.
mkdir -p "$work/taken/lib/moonstain"
! install "$here/tools" "$here" "$work/taken" 2>"$work/said" || fail "a folder of somebody was replaced"
[ "$(cat "$work/said")" = \
  "moonstain: install: $work/taken/lib/moonstain is there and is no Moonstain; give another PREFIX" ] ||
  fail "$(cat "$work/said")"

# --- A root with the C library, a place to write, and what was unpacked.
root=$work/root
mkdir -p "$root/proc" "$root/dev" "$root/tmp" "$root/lib64" "$root/here" "$root/lib/x86_64-linux-gnu"
tar -xzf "$work/a.tar.gz" -C "$root"
rm "$work/a.tar.gz"
for name in libc.so.6 libm.so.6 libdl.so.2 libpthread.so.0 librt.so.1; do
  cp -L "/lib/x86_64-linux-gnu/$name" "$root/lib/x86_64-linux-gnu/"
done
cp -L /lib64/ld-linux-x86-64.so.2 "$root/lib64/"
: >"$root/dev/null"
[ ! -e "$root/bin/sh" ] || fail "the root has a shell"

# No network, no other file: words are those of the installed program.
bare() {
  unshare --user --map-root-user --mount --pid --net --fork sh -c '
    mount -t proc proc "$1/proc" 2>/dev/null || mount --rbind /proc "$1/proc" || exit 90
    mount --bind /dev/null "$1/dev/null" || exit 90
    root=$1
    shift
    exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin chroot "$root" /moonstain/bin/moonstain --workspace /here/store --results /here/results "$@"
  ' bare "$root" "$@"
}
status=0
bare --version >"$work/said" 2>&1 || status=$?
if [ $status = 90 ] || ! unshare --user --map-root-user --mount true 2>/dev/null; then
  echo "SKIPPED: no namespaces are to be had here"
  exit 0
fi
[ "$(cat "$work/said")" = "moonstain 0.1.0" ] || fail "--version: $(cat "$work/said")"
bare doctor >"$work/said" 2>&1 || fail "doctor: $(cat "$work/said")"
grep -q "^nothing that a run needs is missing\$" "$work/said" || fail "doctor: $(cat "$work/said")"
bare init /here/fresh >"$work/said" 2>&1 || fail "init: $(cat "$work/said")"
# A step with weights that ship, in LibTorch, and one with a picture.
cat >>"$root/here/fresh/recipe.lua.new" <<'EOF'
local ms = require "moonstain"
local mob = ms.manifest "mob"
local sections = mob:having("counts", "spots", "picture")
local patches = ms.patches {
  dataset = ms.dataset { manifest = mob, sections = { sections[1] } },
  picture = mob:files("picture", { sections[1] }), crop_px = 32, tile_px = 32 }
return { features = ms.mobilenet_v1 { patches = patches, input_px = 32, weights = ms.source {
  "mobilenet_v1/imagenet_uint8.safetensors", learned_from = "ImageNet" } } }
EOF
mkdir "$root/here/network"
mv "$root/here/fresh/recipe.lua.new" "$root/here/network/recipe.lua"
for recipe in fresh network; do
  bare run "/here/$recipe" >"$work/said" 2>&1 || fail "run $recipe: $(cat "$work/said")"
done
[ -s "$root/here/results/fresh/default/report.html" ] || fail "no page was written"
bare verify >"$work/said" 2>&1 || fail "verify: $(cat "$work/said")"
grep -q '\.SS doctor' "$root/moonstain/share/man/man1/moonstain.1" || fail "the man page lacks doctor"
