"""Looking after a large store: what verify, verify --quick and gc take and read.

    python3 tools/bench/store.py --bin BIN [--gb 100] [--folder FOLDER]

Results of 1 GB, four sparse files each, so that 100 GB need no disk: what is
timed is the walk, the ledger and, for verify, the hashing, not a disk. verify
hashes on all cores; its peer is `sha256sum` of the same files, as many at once.
gc takes away the half that no link names; it and --quick have no peer. Bytes
read are those of the process (rchar of /proc/self/io), the ledger's included:
of results verify must read each byte once, the others none.
"""

import json
import os
import shutil
import subprocess
import tempfile

from common import Sample, arguments, by_turns, child, parse, print_case, print_machine


def main():
    parser = arguments(__doc__, rounds=1, program="tools/bench/store_bench")
    parser.add_argument("--gb", type=int, default=100)
    parser.add_argument("--folder", help="where the sparse files go (a temporary folder)")
    options = parse(parser)
    folder = tempfile.mkdtemp(dir=options.folder)
    lines = []

    def ours(how):
        def measured():
            row = json.loads(child([options.program, how, folder])[1])
            lines.append(row)
            return Sample(row["wall_s"], row["cpu_s"])
        return measured

    def sha256sum():
        command = (f"find {folder}/.moonstain/store -type f -print0 | "
                   f"xargs -0 -n 4 -P {len(os.sched_getaffinity(0))} sha256sum > /dev/null")
        return child(["sh", "-c", command])[0]

    try:
        child([options.program, "make", folder, str(options.gb)])
        print_machine()
        turns = by_turns(options.rounds, {
            "verify": ours("verify"), "sha256sum": sha256sum,
            "quick": ours("quick"), "gc --dry-run": ours("dry")})
        turns["gc"] = by_turns(1, {"gc": ours("gc")})["gc"]
    finally:
        subprocess.run(["chmod", "-R", "u+w", folder], check=False)
        shutil.rmtree(folder)
    for row in lines:
        print(json.dumps(row))
    case = f"{options.gb} GB of results"
    print_case(f"{case}, hashed", "store", {name: turns[name] for name in ("verify", "sha256sum")})
    for name in "quick", "gc --dry-run", "gc":
        print_case(f"{case}, {name}", "store", {name: turns[name]})


main()
