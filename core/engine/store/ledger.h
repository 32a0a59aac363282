#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/base/path.h"
#include "core/engine/store/known_results.h"

namespace moonstain {

class LedgerFile;

/// What was read from the ledger's file is not what was written: a page that is
/// damaged shows only when it is used. `ledger_damage` tells whether it is in
/// the file; the ledger is then made again (recovery.h).
class DamagedLedger : public Error {
 public:
  using Error::Error;
};

/// What is written of a finished task.
struct TaskRow {
  Digest key;
  Digest object;
  std::uint64_t size_bytes = 0;
  std::uint64_t unpacked_bytes = 0;  ///< that its files hold; 0: not known
  std::string step;
  int version = 0;
  std::string numeric_class;  ///< empty for an exact step
  std::string run;
  std::string host;
  std::string program;  ///< version of the worker: LibTorch, C library
  double seconds = 0;   ///< wall time
  double cpu_s = 0;
  std::uint64_t peak_bytes = 0;
  std::int64_t node = -1;  ///< in the run's plan; -1: not known
  std::string section;     ///< "her2st/B4"; empty where it has none
  std::string files;       ///< the object's listing, object_files.h
  bool present = true;     ///< false only where a ledger is rebuilt
};

/// How far a run's record of tasks (task_record.h) has been taken over.
struct RecordPosition {
  std::string run;  ///< empty: none
  std::uint64_t bytes = 0;
};

/// What a task took.
struct TaskCost {
  std::string run;     ///< that it was a part of
  double seconds = 0;  ///< wall time
  double cpu_s = 0;
  std::uint64_t peak_bytes = 0;
};

/// Which task made an object.
struct Maker {
  std::string run, step, section;
  std::int64_t node = -1;
};
/// "made by patches her2st/B4, task 7 of run 0012".
std::string maker_words(const Maker& maker);

/// A source file on this machine, as the file system tells it apart.
struct FileStamp {
  std::uint64_t size_bytes = 0;
  std::int64_t mtime_ns = 0;
  std::int64_t ctime_ns = 0;
  std::uint64_t inode = 0;
  bool operator==(const FileStamp&) const = default;
};

/// The SQLite file that says which results are known. One process writes, under
/// the workspace's lock; readers see the last commit.
///
/// On a local disk it has a write-ahead log, and readers never wait. That needs
/// memory shared between processes, which a network file system has not: there
/// (file_system.h) it has a rollback journal, and a reader may wait for the
/// milliseconds of a commit. `status` and `log` do not read it at all.
///
/// It is an index of what the runs' records say (task_record.h): one that is
/// lost or damaged is made again from them (recovery.h).
///
/// Its commits are durable all the same. Not to flush them saves nothing (of a
/// trivial task's 100 us of CPU, flushes and rows take 20 either way), while to
/// make 100,000 rows again after a power cut takes 5 s of CPU, a million over a
/// minute; and a reader would have to know which ledger it may believe.
///
/// @throws Error (all members) "ledger PATH: ..." with SQLite's reason;
///               DamagedLedger where that is what is in the file
class Ledger {
 public:
  enum class Mode { read, write };

  /// `write` makes the file and its tables. `read` of a file that is not there
  /// gives a ledger without rows.
  Ledger(const fs::path& path, Mode mode);
  ~Ledger();
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  std::optional<KnownResult> find(const Digest& key);
  /// Every result.
  std::unordered_map<Digest, KnownResult> all();
  /// Look-ups for a plan of so many nodes: each by itself, or in one scan where
  /// the plan has more than a tenth of the rows. Used while the ledger lives.
  std::function<std::optional<KnownResult>(const Digest& key)> lookup(
      std::uint64_t nodes);
  std::uint64_t results();
  /// One transaction, durable when it returns.
  /// @param position  where in the run's record the rows end
  void record(const std::vector<TaskRow>& rows,
              const RecordPosition& position = {});
  /// By run, how far its record has been taken over.
  std::map<std::string, std::uint64_t> record_positions();

  /// The listing of an object that is present; empty where none was written.
  std::string files(const Digest& object);
  /// The task that made each of these objects last, where one is known.
  std::map<Digest, Maker> makers(const std::vector<Digest>& objects);

  /// What the tasks with these keys took, where it is recorded: when they were
  /// run last, up to this run where they were run by then.
  std::unordered_map<Digest, TaskCost> costs(const std::vector<Digest>& keys,
                                             const std::string& up_to);

  /// Whether the bytes of an object count as present.
  bool has_object(const Digest& object);
  /// Digests of all objects that are present, sorted; their total size.
  std::map<Digest, std::uint64_t> present_objects();
  /// The results stay known, the bytes do not count as present.
  void mark_absent(const std::vector<Digest>& objects);

  /// Typical wall time of a step in seconds (mean that favours the newest).
  std::map<std::string, double> step_seconds();

  /// The digest of a source file if it was hashed under this very stamp.
  std::optional<Digest> source_digest(const fs::path& path,
                                      const FileStamp& stamp);
  struct SourceRow {
    fs::path path;
    FileStamp stamp;
    Digest sha256;
  };
  void record_sources(const std::vector<SourceRow>& rows);

  /// Folders in which links to results were made, as paths from the
  /// workspace's folder, sorted by bytes: like the links themselves they hold
  /// where workspace and results are moved together. For who writes.
  std::vector<fs::path> result_folders();
  void remember_results(const fs::path& folder);
  void forget_results(const fs::path& folder);

 private:
  std::unique_ptr<LedgerFile> file_;
  /// What is read as the table of objects: an older file's lacks a column.
  std::string objects_ = "objects";
};

/// What of a ledger's file is damaged, in SQLite's words; empty when it can be
/// used, is not there, or cannot be opened for another reason. Call it under
/// the workspace's lock.
/// @param whole  reads every page and looks at every digest; else only what
///               opening it shows
std::string ledger_damage(const fs::path& path, bool whole);

}  // namespace moonstain
