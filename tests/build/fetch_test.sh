#!/bin/sh
# fetch.sh and unpack.sh with clients that say what the real ones say: each
# failure names the part and what to do, and nothing is fetched twice.
set -eu
scripts=$PWD/tools/third_party
work=$TEST_TMPDIR/scratch
mkdir -p "$work/bin" "$work/mirror" "$work/part/usr/lib" "$work/part/DEBIAN"
cd "$work"
PATH=$work/bin:$PATH
export MOONSTAIN_FETCH_CACHE="$work/cache"

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

# client NAME: a command that takes its shell lines from standard input.
client() {
  { echo '#!/bin/sh' && cat; } >"$work/bin/$1"
  chmod +x "$work/bin/$1"
}

# says CLIENT WORDS: a client that fails with these words.
says() {
  client "$1" <<EOF
case "\$*" in *--version*) exit 0 ;; esac
echo '$2' >&2
exit 1
EOF
}

# row KIND NAME VERSION SHA256 ORIGIN: writes tiny.tsv, a lock of one part.
row() {
  printf '%s\t' "$1" "$2" "$3" "$4" MIT "$5" 1000 >tiny.tsv
  echo "pool/$2.deb" >>tiny.tsv
}

# refused SCRIPT MESSAGE: the whole message, after the name of the group.
refused() {
  rm -rf out
  if "$scripts/$1" tiny.tsv out >said 2>&1; then
    fail "$1 did not fail; wanted: $2"
  fi
  [ "$(cat said)" = "tiny: $2" ] || fail "$1 said: $(cat said)
wanted: tiny: $2"
  echo "as it should: $(cat said)"
}

# A part, and apt's and pip's clients that serve it and count how often.
printf 'Package: part\nVersion: 1\nArchitecture: all\nMaintainer: x <x@x>\n' \
  >part/DEBIAN/control
echo "Description: a part" >>part/DEBIAN/control
echo content >part/usr/lib/file
ln -s /etc/hostname part/usr/lib/link
dpkg-deb --build part mirror/part.deb >/dev/null
sha=$(sha256sum mirror/part.deb | cut -d' ' -f1)
wrong=$(echo wrong | sha256sum | cut -d' ' -f1)
client apt-get <<'EOF'
echo stable/ bookworm
echo fixes/ bookworm-updates
echo security/ bookworm-security
EOF
serving_client() {
  client apt-helper <<'EOF'
echo "$@" >>"$TEST_TMPDIR/scratch/calls"
for last; do :; done
sleep 1
cp "$TEST_TMPDIR/scratch/mirror/part.deb" "${last#SHA256:}"
EOF
}
client df <<'EOF'
echo head
echo disk 0 0 100000000 0 /
EOF

# --- what works ---------------------------------------------------------------
serving_client
row deb part 1 "$sha" "Debian bookworm"
"$scripts/unpack.sh" tiny.tsv out &
"$scripts/unpack.sh" tiny.tsv out2
wait
[ "$(cat out/usr/lib/file out2/usr/lib/file)" = "content
content" ] || fail "two at once did not both unpack"
[ ! -e out/usr/lib/link ] && [ ! -L out/usr/lib/link ] || fail "a link leads out"
[ "$(wc -l <calls)" = 1 ] || fail "fetched more than once: $(cat calls)"
grep -q "stable/pool/part.deb $sha SHA256:$sha" calls || fail "asked for $(cat calls)"
says apt-helper "must not be called"
rm -rf out && "$scripts/unpack.sh" tiny.tsv out || fail "the cache was not used"

echo rubbish >"cache/$sha"
serving_client
row deb part 1 "$sha" "Debian bookworm-security"
rm -rf out && "$scripts/unpack.sh" tiny.tsv out || fail "a bad cache file stays"
grep -q "security/pool/part.deb" calls || fail "asked for $(cat calls)"

# --- what fails, with the words of the real clients ---------------------------
relock="lock what the mirror has: tools/third_party/relock.py tools/third_party/locks/tiny.tsv"
change="change its row in tools/third_party/locks/tiny.tsv"
cache="point MOONSTAIN_FETCH_CACHE to a folder on a larger disk"
differs="the mirror's file has another sha256 than the lock says, so it is not the file that was locked. Use another mirror, or"
gone="the mirror no longer has this version. Use a mirror that has it, or"
away="the mirror cannot be reached. What was fetched is kept; start again when there is a network. The client said:"

row deb part 1 "$wrong" "Debian bookworm"
says apt-helper "E: Failed to fetch pool/part.deb  Hash Sum mismatch"
refused fetch.sh "part 1: $differs $relock."
says apt-helper "E: Failed to fetch pool/part.deb  404  Not Found"
refused fetch.sh "part 1: $gone $relock."
says apt-helper "E: Could not connect to mirror:80"
refused fetch.sh "part 1: $away E: Could not connect to mirror:80"
says apt-helper "write (28: No space left on device)"
refused fetch.sh "part 1: the disk of $work/cache is full. Make room there, or $cache."

row pip part 1 "$wrong" PyPI
says python3 "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE."
refused fetch.sh "part 1: $differs $change."
says python3 "ERROR: No matching distribution found for part==1"
refused fetch.sh "part 1: $gone $change."
says python3 "ERROR: Could not install packages due to an OSError: [Errno 28]"
refused fetch.sh "part 1: the disk of $work/cache is full. Make room there, or $cache."
row pip torch 1+cpu "$wrong" "PyTorch wheel index, cpu"
says python3 "ERROR: No matching distribution found for torch==1+cpu"
refused fetch.sh "torch 1+cpu: $gone make pip look in PyTorch's own index of CPU wheels (pip config set
global.extra-index-url ADDRESS), or point MOONSTAIN_LIBTORCH to an unpacked libtorch."

row deb part 1 "$sha" "Debian bookworm"
says dpkg-deb "dpkg-deb (subprocess): failed to write: No space left on device"
refused unpack.sh "part 1: the disk of $work/out is full. Make room there, or point XDG_CACHE_HOME to a folder on a larger disk."
says dpkg-deb "dpkg-deb: error: not a Debian format archive"
refused unpack.sh "part 1: cannot be unpacked: dpkg-deb: error: not a Debian format archive"

# A disk that fills up meanwhile leaves a client no room for words.
says dpkg-deb ""
client df <<'EOF'
echo head
[ -e "$TEST_TMPDIR/scratch/filled" ] && echo disk 0 0 90 0 / || echo disk 0 0 9000 0 /
touch "$TEST_TMPDIR/scratch/filled"
EOF
refused unpack.sh "part 1: the disk of $work/out is full. Make room there, or point XDG_CACHE_HOME to a folder on a larger disk."

client df <<'EOF'
echo head
echo disk 0 0 900 0 /
EOF
refused unpack.sh "unpacking needs 1 MB in $work/out, where 0 MB are free. Make room there, or point XDG_CACHE_HOME to a folder on a larger disk."
rm "cache/$sha"
refused fetch.sh "fetching needs 1 MB in $work/cache, where 0 MB are free. Make room there, or $cache."

# --- LibTorch at hand ---------------------------------------------------------
mv tiny.tsv torch.tsv
mkdir -p libtorch/include/ATen libtorch/lib
touch libtorch/include/ATen/ATen.h
rm -rf out
if MOONSTAIN_LIBTORCH=$work/libtorch "$scripts/unpack.sh" torch.tsv out 2>said; then
  fail "half a libtorch was taken"
fi
[ "$(cat said)" = "torch: MOONSTAIN_LIBTORCH=$work/libtorch has no lib/libtorch_cpu.so; it must be an unpacked libtorch, or a torch wheel" ] ||
  fail "$(cat said)"
touch libtorch/lib/libtorch_cpu.so
rm -rf out
MOONSTAIN_LIBTORCH=$work/libtorch "$scripts/unpack.sh" torch.tsv out
[ -e out/torch/lib/libtorch_cpu.so ] || fail "libtorch at hand was not taken"
