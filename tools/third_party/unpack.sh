#!/bin/sh
# unpack.sh LOCK OUT: unpack the parts of one lock file into the folder OUT.
set -eu
lock=$1 out=$2
here=$(cd "$(dirname "$0")" && pwd)
. "$here/lock.sh"

# unpack_source ARCHIVE: the upstream source, without a folder that holds all of
# it, or Debian's patches to it.
unpack_source() {
  case $(tar -tf "$1" | cut -d/ -f1 | sort -u | tr '\n' ' ') in
    "debian " | *" "*" ") tar -xf "$1" -C "$out" ;;
    *) tar -xf "$1" --strip-components=1 -C "$out" ;;
  esac
  [ ! -e "$out/debian" ] || grep -v '^#' "$out/debian/patches/series" |
    while read -r patch; do
      patch -s -p1 -d "$out" <"$out/debian/patches/$patch"
    done
}

# unpack_wheel ARCHIVE MEMBERS: the members by pattern; "-" is all.
unpack_wheel() {
  set -f
  # shellcheck disable=SC2086
  case $2 in
    -) unzip -qo "$1" -d "$out" ;;
    *) unzip -qo "$1" $2 -d "$out" ;;
  esac
  set +f
}

unpack_part() {
  case $kind in
    deb) dpkg-deb -x "$cache/$sha" "$out" ;;
    dsrc) unpack_source "$cache/$sha" ;;
    pip) TZ=UTC unpack_wheel "$cache/$sha" "$path" ;;
    sdist) tar -xzf "$cache/$sha" --strip-components=1 -C "$out" ;;
    *) die "$name: the lock names an unknown kind '$kind'" ;;
  esac
}

unpack_all() {
  rows | while IFS="$tab" read -r kind name version sha _ _ _ path; do
    said=$(unpack_part 2>&1 </dev/null) || if disk_is_full "$out" "$said"; then
      die "$name $version: the disk of $out is full. Make room there," \
        "or $elsewhere_for_build."
    else
      die "$name $version: cannot be unpacked: $(echo "$said" | tail -n 5)"
    fi
  done
}

# Absolute links would lead out of the root to the host's files; Bazel refuses
# those that lead nowhere.
keep_links_inside() {
  find "$out" -type l -lname '/*' | while read -r link; do
    folder=$(dirname "${link#"$out"}")
    up=$(echo "$folder" | sed 's#[^/][^/]*#..#g; s#^/##')
    ln -sfn "$up$(readlink "$link")" "$link"
  done
  find "$out" -xtype l -delete
}

# The linker's scripts (libc.so, libm.so) name files of the host by full path,
# which it takes for the host's where the root is reached through links; a bare
# name is looked for in the root's folders only.
free_linker_scripts() {
  grep -rlIE '^(GROUP|INPUT)' --include='*.so' --include='*.a' "$out/usr/lib" |
    xargs sed -i -E '/^(GROUP|INPUT)/s#/[^ ]*/([^ /]+)#\1#g'
}

# Libraries that the compiler itself runs on; never the C library.
collect_hostlibs() {
  mkdir "$out/hostlibs"
  for library in bfd-2.40-system.so ctf.so.0 ctf-nobfd.so.0 gmp.so.10 isl.so.23 \
    jansson.so.4 mpc.so.3 mpfr.so.6 opcodes-2.40-system.so sframe.so.0 z.so.1 \
    zstd.so.1; do
    file=$(cd "$out" && find lib usr/lib -name "lib$library" | head -n 1)
    [ -n "$file" ] || die "no part of the lock has lib$library"
    ln -s "../$file" "$out/hostlibs/lib$library"
  done
}

# Of Clang what fuzz targets for this machine need: a quarter of the runtimes, and
# the libraries it runs on where the loader finds them.
trim_clang() {
  rm -rf "$out/usr/include" "$out/usr/lib/cmake"
  find "$out/usr/bin" ! -name 'x86_64-linux-gnu-*' ! -type d -delete
  find "$out" -path '*/lib/clang/*' -name '*i386*' -delete
  find "$out" -path '*/lib/clang/*' -name 'libclang_rt.*' \
    ! -name '*.asan*x86_64.a*' ! -name '*.asan-preinit*' \
    ! -name '*.fuzzer*x86_64.a' ! -name '*.ubsan*x86_64.a*' \
    ! -name '*.builtins-x86_64.a' -delete
  mkdir "$out/hostlibs"
  find "$out/usr/lib/x86_64-linux-gnu" "$out/lib/x86_64-linux-gnu" -name '*.so*' |
    while read -r library; do
      ln -s "../${library#"$out/"}" "$out/hostlibs/$(basename "$library")"
    done
}

# Wheels keep some of their files aside; byte code of what is imported most is
# made here, as a test cannot write beside the modules.
finish_python() {
  for part in "$out"/*.data/purelib "$out"/*.data/platlib; do
    [ ! -d "$part" ] || cp -R "$part/." "$out/"
  done
  rm -rf "$out"/*.data "$out/torch/include" "$out/torch/test"
  env -u PYTHONDONTWRITEBYTECODE PYTHONPATH="$out" /usr/bin/python3 -c 'import sys
assert sys.version_info[:2] == (3, 11), "Python 3.11 is needed, this is " + sys.version
import anndata, scanpy, sklearn, tensorstore, torch, zarr' ||
    die "the locked packages cannot be imported by Debian's Python"
}

# LibTorch at hand in the place of the locked wheel.
link_libtorch() {
  if [ -f "$MOONSTAIN_LIBTORCH" ]; then
    unzip -qo "$MOONSTAIN_LIBTORCH" -d "$out"
    [ ! -d "$out/libtorch" ] || mv "$out/libtorch" "$out/torch"
  elif [ -d "$MOONSTAIN_LIBTORCH/torch/include" ]; then
    ln -s "$MOONSTAIN_LIBTORCH/torch" "$out/torch"
  else
    ln -s "$MOONSTAIN_LIBTORCH" "$out/torch"
  fi
  for file in include/ATen/ATen.h lib/libtorch_cpu.so; do
    [ -e "$out/torch/$file" ] || die "MOONSTAIN_LIBTORCH=$MOONSTAIN_LIBTORCH has" \
      "no $file; it must be an unpacked libtorch, or a torch wheel"
  done
}

[ "$group" != peers ] || out=$out/site
mkdir -p "$out"
out=$(cd "$out" && pwd)
if [ "$group" = torch ] && [ -n "${MOONSTAIN_LIBTORCH:-}" ]; then
  link_libtorch
  exit
fi
sh "$here/fetch.sh" "$lock"
enough_room "$out" "$(($(rows | bytes) * 4))" "unpacking" "$elsewhere_for_build"
unpack_all
# Manuals and the like; of locales it is what is wanted.
[ "$group" = locale ] || rm -rf "$out/usr/share"
keep_links_inside
case $group in
  cc_root)
    free_linker_scripts
    collect_hostlibs
    ;;
  clang) trim_clang ;;
  peers) finish_python ;;
esac
