#!/bin/sh
# install.sh PROGRAMS CHECKOUT PREFIX    puts Moonstain below PREFIX
# install.sh --archive PROGRAMS CHECKOUT FILE.tar.gz
#
# PROGRAMS is the folder with moonstain and moonstain-worker as Bazel has built
# them. What is made needs no compiler, no Bazel and no network, and can be moved
# as a whole: programs look for their libraries, recipes and manifests beside
# themselves. It takes 464 MB, LibTorch being 434 MB of it, and 138 MB as an
# archive. Of the machine it takes the C library (Debian 12's or newer) alone.
#
#   PREFIX/bin/moonstain               a link to the next
#   PREFIX/lib/moonstain/tools         both programs
#   PREFIX/lib/moonstain/_solib_k8     their libraries, LibTorch among them
#   PREFIX/lib/moonstain/recipes       recipes, weights that ship
#   PREFIX/lib/moonstain/data_manifests
#   PREFIX/share                       man page, completions
set -eu

fail() {
  echo "moonstain: $*" >&2
  exit 1
}

# Libraries beside which Bazel has built a program: not those of the machine.
libraries() {
  LD_TRACE_LOADED_OBJECTS=1 "$1" | sed -n 's/.* => \(.*\) (0x.*/\1/p' |
    grep -F "/_solib_"
}

# install_to PROGRAMS CHECKOUT PREFIX
install_to() {
  home=$3/lib/moonstain
  [ ! -e "$home" ] || [ -e "$home/tools/moonstain-worker" ] ||
    fail "install: $home is there and is no Moonstain; give another PREFIX"
  mkdir -p "$3/lib" "$3/bin"
  new=$(mktemp -d "$3/lib/.moonstain.XXXXXX")
  trap 'rm -rf "$new"' EXIT
  chmod 755 "$new"
  mkdir "$new/tools"
  for program in moonstain moonstain-worker; do
    built=$(readlink -f "$1/$program")
    cp "$built" "$new/tools/$program"
    chmod 755 "$new/tools/$program"
    for library in $(libraries "$built"); do
      place=_solib_${library##*/_solib_}
      mkdir -p "$new/$(dirname "$place")"
      cp -L "$library" "$new/$place"
      chmod 644 "$new/$place"
    done
  done
  (cd "$2" && tar -ch --exclude=.moonstain --exclude=results --exclude=__pycache__ \
    --exclude=BUILD --exclude='*.cpp' --exclude='*.h' --exclude='*.py[co]' \
    recipes data_manifests) | tar -xC "$new" --no-same-owner
  for page in LICENSE THIRD_PARTY.md; do
    [ ! -e "$2/$page" ] || cp -L "$2/$page" "$new/$page"
  done
  # The whole of the new one in the place of the whole old one.
  rm -rf "$home.old"
  [ ! -e "$home" ] || mv "$home" "$home.old"
  mv "$new" "$home"
  trap - EXIT
  rm -rf "$home.old"
  ln -sfn ../lib/moonstain/tools/moonstain "$3/bin/moonstain"
  put() { mkdir -p "$3/share/$(dirname "$1")" && "$3/bin/moonstain" $2 >"$3/share/$1"; }
  put man/man1/moonstain.1 "help --man" "$3"
  put bash-completion/completions/moonstain "completion bash" "$3"
  put zsh/site-functions/_moonstain "completion zsh" "$3"
  put fish/vendor_completions.d/moonstain.fish "completion fish" "$3"
}

if [ "${1:-}" = --archive ]; then
  shift
  [ $# = 3 ] || fail "archive: expected a file to make, NAME.tar.gz"
  case $3 in *.tar.gz) ;; *) fail "archive: '$3' does not end in .tar.gz" ;; esac
  [ ! -e "$3" ] || fail "archive: $3 is there already; give another name"
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  (install_to "$1" "$2" "$work/moonstain") || exit 1
  # The same files are the same bytes: no time, no user, names in order.
  tar -C "$work" --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 \
    --mode=u+w,go-w -cf - moonstain | gzip -n -6 >"$3.part"
  mv "$3.part" "$3"
  echo "made $3: $(du -h "$3" | cut -f1), $(du -sh "$work/moonstain" | cut -f1) unpacked"
else
  [ $# = 3 ] || fail "install: expected a folder, such as ~/.local"
  install_to "$@"
  echo "installed $3/bin/moonstain: $(du -sh "$3/lib/moonstain" | cut -f1)"
fi
