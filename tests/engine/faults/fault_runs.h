#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/base/file_calls.h"
#include "core/base/folder.h"
#include "core/engine/store/ledger.h"
#include "core/engine/store/object_files.h"
#include "core/engine/store/store.h"
#include "core/engine/store/workspace.h"
#include "tests/engine/test_runs.h"
#include "tests/support/faulty_calls.h"

namespace moonstain {

/// A run of a few tasks that passes all that a run does with files: a source
/// that is hashed, results of one file and of several, one key twice, a named
/// output and a list of them.
///
/// Flushes are not done while it lives, unless a test puts its own calls in
/// place: no power is cut, and a busy disk takes minutes for them.
struct FaultRuns : TestRuns {
  FaultyCalls unflushed;
  ScopedFileCalls scope{unflushed};

  FaultRuns() {
    settings.cores = 1;
    settings.sink = {};
    write_file(folder.path / "genes.txt", "ERBB2");
    settings.data_folders = {folder.path};
    const NodeIndex file = test.add_file("genes.txt", "ERBB2");
    const NodeIndex load = test.add("load", {}, {{"file", {file}}});
    const NodeIndex hello = test.add("write", {{"text", "hello"}});
    const NodeIndex world = test.add("write", {{"text", "world"}});
    const NodeIndex five = test.add("length", {}, {{"note", {hello}}});
    const NodeIndex also = test.add("length", {}, {{"note", {world}}});
    test.output("tree", test.add("tree"));
    test.output("all", test.add("join", {}, {{"notes", {load, five, also}}}));
    test.graph.outputs["notes"] = {hello, world};
  }
  /// The same runs elsewhere.
  void move_to(const fs::path& place) {
    settings.workspace = place / ".moonstain";
    settings.results = place / "results";
  }
};

/// What a workspace and its named results hold, without times and run names:
/// equal for every way to the same results.
struct Holdings {
  std::map<std::string, std::string> results;  ///< path of a file, its bytes
  std::map<std::string, std::string> keys;     ///< key, object
  std::vector<std::string> objects;            ///< in the store

  bool operator==(const Holdings&) const = default;
};

namespace internal {

inline void add_files(const fs::path& folder, const std::string& prefix,
                      std::map<std::string, std::string>& files) {
  for (const std::string& name : list_folder(folder)) {
    const fs::path path = folder / name;
    if (is_folder(path)) {
      add_files(path, prefix + name + "/", files);
    } else {
      files[prefix + name] = read_file(path);
    }
  }
}

inline void find_broken_links(const fs::path& folder, std::string& problems) {
  for (const std::string& name : list_folder(folder)) {
    const fs::path path = folder / name;
    if (!path_exists(path)) {
      problems += concat("a link to something missing: ", path.native(), "\n");
    } else if (is_folder(path) && !fs::is_symlink(path)) {
      find_broken_links(path, problems);
    }
  }
}

}  // namespace internal

inline Holdings holdings(const RunSettings& settings) {
  Holdings all;
  internal::add_files(settings.results, "", all.results);
  const Workspace workspace{settings.workspace};
  Ledger ledger(workspace.ledger(), Ledger::Mode::read);
  for (const auto& [key, known] : ledger.all()) {
    all.keys[key.hex()] =
        known.object.hex() + (known.present ? "" : " (absent)");
  }
  for (const Digest& object : Store(workspace).list()) {
    all.objects.push_back(object.hex());
  }
  return all;
}

/// What must never be seen, whatever happened: a row whose bytes are not there
/// or are others, a link to something missing. @return empty, or what it is
inline std::string half_made(const RunSettings& settings) {
  std::string problems;
  const Workspace workspace{settings.workspace};
  if (path_exists(workspace.ledger())) {
    const Store store(workspace);
    Ledger ledger(workspace.ledger(), Ledger::Mode::read);
    for (const auto& [object, bytes] : ledger.present_objects()) {
      const std::string problem = object_problem(
          store.path(object), object, ledger.files(object), Look::content);
      if (!problem.empty()) problems += problem + "\n";
    }
  }
  if (is_folder(settings.results)) {
    internal::find_broken_links(settings.results, problems);
  }
  return problems;
}

}  // namespace moonstain
