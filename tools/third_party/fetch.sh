#!/bin/sh
# fetch.sh LOCK: bring the parts of one lock file into the cache.
#
# The cache holds files named by their sha256. What is missing there comes
# through the package clients, apt's downloader and pip, with whatever mirrors
# they are set up for. Several may run at once.
set -eu
lock=$1
here=$(cd "$(dirname "$0")" && pwd)
. "$here/lock.sh"

missing() {
  rows | while IFS="$tab" read -r kind name version sha rest; do
    in_cache "$sha" ||
      printf '%s\t%s\t%s\t%s\t%s\n' "$kind" "$name" "$version" "$sha" "$rest"
  done
}

# The address of Debian's stable or security archive in apt's own sources.
archive() {
  apt-get indextargets --format '$(REPO_URI) $(RELEASE)' \
    'Created-By: Packages' 'Component: main' |
    awk -v want="$1" '
      /security/ { if (want == "security") { print $1; exit }; next }
      !/-updates|-backports/ { if (want == "stable") { print $1; exit } }'
}

# A Python that has pip: the one on the path, or Debian's.
python() {
  for candidate in python3 /usr/bin/python3; do
    if "$candidate" -m pip --version >/dev/null 2>&1; then
      echo "$candidate"
      return
    fi
  done
  die "no Python with pip is there; install the package python3-pip"
}

# Each client takes rows on standard input and writes into the current folder.
apt_client() {
  # shellcheck disable=SC2046
  PATH=$PATH:/usr/lib/apt apt-helper -q -o APT::Sandbox::User=root download-file $(
    awk -F"$tab" -v stable="$(archive stable)" -v security="$(archive security)" \
      '{ print ($6 ~ /security/ ? security : stable) $8, $4, "SHA256:" $4 }'
  )
}

pip_client() {
  awk -F"$tab" '{ print $2 "==" $3 " --hash=sha256:" $4 }' >"$tmp/requirements"
  TMPDIR=$tmp PYTHONPATH=$here/python_stub "$(python)" -m pip download \
    --quiet --no-cache-dir --no-deps --require-hashes "$@" \
    -r "$tmp/requirements" -d .
}

client_of() {
  case $1 in
    deb | dsrc) apt_client ;;
    pip) pip_client --only-binary=:all: --python-version 3.11 \
      --implementation cp --abi cp311 --abi abi3 --abi none \
      --platform manylinux_2_28_x86_64 --platform manylinux_2_17_x86_64 \
      --platform manylinux2014_x86_64 --platform any ;;
    sdist) pip_client --no-build-isolation --no-binary :all: ;;
  esac
}

# What a client's last words mean for the part NAME VERSION of kind KIND.
explain() {
  part="$2 $3"
  case $1 in
    deb) anew="lock what the mirror has: tools/third_party/relock.py $lock_name" ;;
    *) anew="change its row in $lock_name" ;;
  esac
  if [ "$2" = torch ]; then
    anew="make pip look in PyTorch's own index of CPU wheels (pip config set
global.extra-index-url ADDRESS), or point MOONSTAIN_LIBTORCH to an unpacked libtorch"
  fi
  if disk_is_full "$cache" "$said"; then
    die "$part: the disk of $cache is full. Make room there, or $elsewhere_for_cache."
  elif heard 'hash sum mismatch|do not match the hashes'; then
    die "$part: the mirror's file has another sha256 than the lock says, so it is" \
      "not the file that was locked. Use another mirror, or $anew."
  elif heard 'connect|resolve|unreachable|timed out'; then
    die "$part: the mirror cannot be reached. What was fetched is kept; start again" \
      "when there is a network. The client said: $(echo "$said" | tail -n 1)"
  elif heard '404 +not found|no matching distribution'; then
    die "$part: the mirror no longer has this version. Use a mirror that has it," \
      "or $anew."
  fi
  die "$part: cannot be fetched: $(echo "$said" | tail -n 5)"
}

heard() { echo "$said" | grep -qiE "$1"; }

keep() {
  find "$tmp/files" -type f | while read -r file; do
    sha=$(sha256sum "$file" | cut -d' ' -f1)
    if rows | cut -f4 | grep -qx "$sha"; then
      mv "$file" "$cache/$sha"
    fi
  done
}

# All rows of a kind at once; where that fails, one by one to find the culprit.
fetch_kind() {
  wanted=$(missing | grep "^$1$tab" || true)
  [ -n "$wanted" ] || return 0
  (cd "$tmp/files" && echo "$wanted" | client_of "$1") >/dev/null 2>&1 || true
  keep
  wanted=$(missing | grep "^$1$tab" || true)
  [ -n "$wanted" ] || return 0
  echo "$wanted" | while IFS="$tab" read -r kind name version rest; do
    row=$(printf '%s\t' "$kind" "$name" "$version" "$rest")
    said=$(cd "$tmp/files" && echo "$row" | client_of "$kind" 2>&1) ||
      explain "$kind" "$name" "$version"
    keep
  done
}

mkdir -p "$cache"
exec 9>"$cache/$group.lock"
flock 9
absent=$(missing)
[ -n "$absent" ] || exit 0
enough_room "$cache" "$(($(echo "$absent" | bytes) * 2))" "fetching" \
  "$elsewhere_for_cache"
tmp=$(mktemp -d "$cache/fetching.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
mkdir "$tmp/files"
for kind in deb dsrc pip sdist; do
  fetch_kind "$kind"
done
