// Looking after a large store: what `verify`, `verify --quick` and `gc` take.
//
//     store_bench make FOLDER GB    sparse objects of 1 GB, four files each;
//                                   every second one is a named result
//     store_bench quick|verify|dry|gc FOLDER
//
// The second form prints a line of JSON: objects, their bytes, bytes read by
// the process (rchar of /proc/self/io), wall and CPU seconds.

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/engine/check/gc.h"
#include "core/engine/check/verify.h"
#include "core/engine/store/ledger.h"
#include "core/engine/store/object_files.h"
#include "core/engine/store/workspace.h"
#include "tools/bench/stopwatch.h"

namespace moonstain {
namespace {

constexpr std::uint64_t kFileBytes = std::uint64_t{256} << 20;
constexpr int kFiles = 4;

void make_sparse(const fs::path& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0444);
  check(file >= 0 && ::ftruncate(file, kFileBytes) == 0, path.native(),
        ": cannot be made");
  ::close(file);
}

void make(const fs::path& folder, int objects) {
  const Workspace workspace{folder / ".moonstain"};
  make_workspace(workspace);
  make_folders(folder / "results");
  make_sparse(folder / "zeros");
  const FileEntry zeros = hash_file(folder / "zeros");
  Ledger ledger(workspace.ledger(), Ledger::Mode::write);
  std::vector<TaskRow> rows;
  for (int i = 0; i < objects; ++i) {
    std::map<std::string, FileEntry> files;
    for (int k = 0; k < kFiles; ++k) {
      files[concat("shard_", kFiles * i + k)] = zeros;
    }
    TaskRow row;
    row.files = object_listing(files);
    row.object = sha256(row.files);
    row.key = sha256(concat(i));
    row.size_bytes = kFiles * kFileBytes;
    row.step = "sparse";
    const fs::path object = workspace.object(row.object);
    make_folders(object);
    for (const auto& [name, entry] : files) make_sparse(object / name);
    if (i % 2 == 0) {
      replace_link(object, folder / "results" / concat("result_", i));
    }
    rows.push_back(std::move(row));
  }
  ledger.record(rows);
}

std::uint64_t bytes_read() {
  std::ifstream io("/proc/self/io");
  std::string name;
  std::uint64_t bytes = 0;
  io >> name >> bytes;
  check(name == "rchar:", "/proc/self/io has no rchar");
  return bytes;
}

void look_after(const std::string& how, const fs::path& folder) {
  const std::uint64_t read_before = bytes_read();
  const Stopwatch watch;
  std::uint64_t objects = 0;
  std::uint64_t bytes = 0;
  if (how == "quick" || how == "verify") {
    VerifySettings settings;
    settings.workspace = folder / ".moonstain";
    settings.quick = how == "quick";
    const VerifyReport report = verify(settings);
    check(report.problems.empty(),
          report.problems.empty() ? std::string() : report.problems.front());
    objects = report.objects;
    bytes = report.bytes;
  } else {
    GcSettings settings{folder / ".moonstain", folder / "results", 10,
                        how == "dry"};
    const GcReport report = collect_garbage(Catalog(), settings);
    objects = report.removed_objects;
    bytes = report.removed_bytes;
  }
  const std::string line = concat(
      "{\"side\": \"", how, "\", \"objects\": ", objects,
      ", \"bytes\": ", bytes, ", \"read_bytes\": ", bytes_read() - read_before,
      ", ", json_members(watch.elapsed()), "}\n");
  std::fputs(line.c_str(), stdout);
}

}  // namespace
}  // namespace moonstain

int main(int argc, char** argv) {
  using namespace moonstain;
  try {
    const std::string how = argc > 2 ? argv[1] : "";
    if (how == "make" && argc == 4) {
      make(argv[2], std::atoi(argv[3]));
      return 0;
    }
    if (argc == 3 &&
        (how == "quick" || how == "verify" || how == "dry" || how == "gc")) {
      look_after(how, argv[2]);
      return 0;
    }
    std::fprintf(stderr,
                 "store_bench make FOLDER GB\n"
                 "store_bench quick|verify|dry|gc FOLDER\n");
    return 2;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "store_bench: %s\n", e.what());
    return 1;
  }
}
