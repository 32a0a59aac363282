#include "core/engine/record/recovery.h"

#include <algorithm>
#include <unordered_set>

#include "core/base/error.h"
#include "core/base/folder.h"
#include "core/engine/record/result_folders.h"
#include "core/engine/record/run_record.h"
#include "core/engine/store/ledger.h"
#include "core/engine/store/store.h"
#include "core/engine/store/task_record.h"

namespace moonstain {

namespace {

// Beside the ledger itself; SQLite would play an old one into a new ledger.
constexpr const char* kParts[] = {"", "-wal", "-shm", "-journal"};

struct TakenOver {
  std::uint64_t rows = 0;
  std::uint64_t present = 0;
  std::uint64_t damaged = 0;
  std::vector<std::string> runs;
  std::vector<std::string> aside;  ///< notes of what was no record
};

// @return the name it has now
std::string put_away(const fs::path& ledger) {
  fs::path aside;
  for (int number = 1;; ++number) {
    aside = concat(ledger.native(), ".damaged-", number);
    if (!path_exists(aside)) break;
  }
  for (const char* part : kParts) {
    const fs::path from = ledger.native() + part;
    if (path_exists(from)) rename_path(from, aside.native() + part);
  }
  return aside.filename();
}

TakenOver take_over(const Workspace& workspace, Ledger& ledger) {
  const Store store(workspace);
  const auto positions = ledger.record_positions();
  TakenOver taken;
  for (const std::string& run : run_names(workspace.root)) {
    const fs::path path = task_record_path(workspace, run);
    if (!entry_exists(path)) continue;
    if (is_link(path) || !fs::is_regular_file(path)) {
      taken.aside.push_back(concat(path.native(), " is no file; it is kept as ",
                                   put_aside(workspace, path).native()));
      continue;
    }
    const auto known = positions.find(run);
    const std::uint64_t from = known == positions.end() ? 0 : known->second;
    if (fs::file_size(path) <= from) continue;
    const RecordRead read =
        read_task_record(workspace, run, from, [&](std::vector<TaskRow>& rows) {
          for (TaskRow& row : rows) {
            // An object without a listing would not be known to be whole.
            row.present = sha256(row.files) == row.object &&
                          object_problem(store.path(row.object), row.object,
                                         row.files, Look::shape)
                              .empty();
            taken.present += row.present ? 1 : 0;
          }
          ledger.record(rows);
        });
    ledger.record({}, {run, read.bytes});
    taken.rows += read.rows;
    taken.damaged += read.damaged;
    if (read.rows > 0) taken.runs.push_back(run);
  }
  return taken;
}

// The folders of results by their own file, and by the runs' records.
void remember_folders(const Workspace& workspace, Ledger& ledger) {
  restore_result_folders(workspace, ledger);
  for (const std::string& run : run_names(workspace.root)) {
    try {
      const std::string results = read_run(workspace.root, run).results;
      if (!results.empty()) remember_results(workspace, ledger, results);
    } catch (const Error&) {
      // It is damaged, or its engine was killed before it had written it.
    }
  }
}

std::string runs_words(const std::vector<std::string>& runs) {
  if (runs.size() == 1) return "run " + runs.front();
  return concat("runs ", runs.front(), " to ", runs.back());
}

std::uint64_t unknown_objects(const Workspace& workspace, Ledger& ledger) {
  const auto known = ledger.present_objects();
  std::uint64_t unknown = 0;
  for (const Digest& object : Store(workspace).list()) {
    unknown += known.contains(object) ? 0 : 1;
  }
  return unknown;
}

bool has_history(const Workspace& workspace) {
  return !run_names(workspace.root).empty() || !Store(workspace).list().empty();
}

}  // namespace

std::vector<std::string> recover_ledger(const Workspace& workspace, Look look) {
  std::vector<std::string> notes = put_odd_aside(workspace);
  const fs::path path = workspace.ledger();
  bool anew = false;
  if (!path_exists(path)) {
    if (has_history(workspace)) {
      notes.push_back(concat("ledger ", path.native(), " was missing"));
      anew = true;
    }
    for (const char* part : kParts) remove_file(path.native() + part);
  } else if (const std::string damage =
                 ledger_damage(path, look == Look::content);
             !damage.empty()) {
    const std::string aside = put_away(path);
    notes.push_back(concat("ledger ", path.native(), " was damaged (", damage,
                           "); it is kept as ", aside));
    anew = true;
  }
  if (!is_folder(workspace.runs())) return notes;
  Ledger ledger(path, Ledger::Mode::write);
  const TakenOver taken = take_over(workspace, ledger);
  notes.insert(notes.end(), taken.aside.begin(), taken.aside.end());
  if (anew || taken.rows > 0) remember_folders(workspace, ledger);
  if (taken.rows > 0) {
    notes.push_back(concat(
        "ledger ", path.native(), ": ", taken.rows,
        anew ? " results are known again"
             : " results it lacked are known again",
        " from the ", taken.runs.size() == 1 ? "record of " : "records of ",
        runs_words(taken.runs), "; the files of ", taken.present,
        " are in the store with their sizes, `moonstain verify` hashes them"));
  }
  if (taken.damaged > 0) {
    notes.push_back(
        concat("ledger ", path.native(), ": ", taken.damaged,
               taken.damaged == 1 ? " line" : " lines",
               " of the runs' records are damaged; what they say is lost, and "
               "made again when it is asked for"));
  }
  if (!anew) return notes;
  if (const std::uint64_t unknown = unknown_objects(workspace, ledger)) {
    notes.push_back(concat("ledger ", path.native(), ": of ", unknown,
                           unknown == 1 ? " object" : " objects",
                           " in the store nothing is known any more; they are "
                           "made again when they are asked for, and `moonstain "
                           "gc` removes what is left"));
  }
  return notes;
}

}  // namespace moonstain
