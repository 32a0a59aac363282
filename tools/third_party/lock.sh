# Reading a lock file and the cache of fetched parts; sourced by fetch.sh and
# unpack.sh with $lock set.
case $lock in
  *.tsv) group=$(basename "$lock" .tsv) lock_name=tools/third_party/locks/$group.tsv ;;
  *) group=peers lock_name=tests/peers/requirements.lock ;;
esac
cache=${MOONSTAIN_FETCH_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/moonstain/fetch}
tab=$(printf '\t')

die() {
  echo "$group: $*" >&2
  exit 1
}

# Rows of the lock: kind name version sha256 licence origin size path. A file of
# pip requirements says the same in its own form.
rows() {
  case $group in
    peers)
      sed -nE 's/^([^#]+)==(\S+) --hash=sha256:(\S+)  # ([0-9]+) (.*)/\1\t\2\t\3\t\5\tPyPI\t\4/p' \
        "$lock" | sed 's/^/pip\t/; s/$/\t-/'
      ;;
    *) grep -v '^#' "$lock" ;;
  esac
}

in_cache() {
  [ -f "$cache/$1" ] && echo "$1  $cache/$1" | sha256sum -c --status
}

# Bytes of the rows on standard input.
bytes() { awk -F"$tab" '{ sum += $7 } END { printf "%d", sum }'; }

# enough_room FOLDER BYTES WHAT HOW
enough_room() {
  free=$(df -Pk "$1" | awk 'NR == 2 { print int($4 / 1024) }')
  needed=$(($2 / 1048576 + 1))
  [ "$free" -ge "$needed" ] || die "$3 needs $needed MB in $1, where $free MB" \
    "are free. Make room there, or $4."
}

# disk_is_full FOLDER WORDS: after a failure, by what was said or what is left.
disk_is_full() {
  echo "$2" | grep -qiE 'no space left|disk full|Errno 28' ||
    [ "$(df -Pk "$1" | awk 'NR == 2 { print $4 }')" -lt 256 ]
}

elsewhere_for_cache="point MOONSTAIN_FETCH_CACHE to a folder on a larger disk"
elsewhere_for_build="point XDG_CACHE_HOME to a folder on a larger disk"
