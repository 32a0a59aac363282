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
#include "core/base/file.h"

namespace moonstain {

/// A result that is known: what its bytes are, and whether they are here.
struct KnownResult {
  Digest object;
  std::uint64_t size_bytes = 0;
  bool present = false;  ///< false: known, but removed by `gc` or `verify`
};

/// What is written of a finished task.
struct TaskRow {
  Digest key;
  Digest object;
  std::uint64_t size_bytes = 0;
  std::string step;
  int version = 0;
  std::string numeric_class;  ///< empty for an exact step
  std::string run;
  std::string host;
  std::string program;  ///< version of the worker: LibTorch, C library
  double seconds = 0;   ///< wall time
  double cpu_s = 0;
  std::uint64_t peak_bytes = 0;
};

/// A source file on this machine, as the file system tells it apart.
struct FileStamp {
  std::uint64_t size_bytes = 0;
  std::int64_t mtime_ns = 0;
  std::int64_t ctime_ns = 0;
  std::uint64_t inode = 0;
  bool operator==(const FileStamp&) const = default;
};

/// The SQLite file that says which results are known. One process writes, under
/// the workspace's lock; readers see the last commit and never wait (WAL).
///
/// @throws Error (all members) "ledger PATH: ..." with SQLite's reason
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

  /// One transaction, durable when it returns. The objects count as present.
  void record(const std::vector<TaskRow>& rows);

  /// Whether the bytes of an object count as present.
  bool has_object(const Digest& object);
  /// Digests of all objects that are present, sorted; their total size.
  std::map<Digest, std::uint64_t> present_objects();
  /// The results stay known, the bytes do not count as present.
  void mark_absent(const std::vector<Digest>& objects);
  /// The results are forgotten.
  void forget(const std::vector<Digest>& objects);

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

 private:
  struct Connection;
  std::unique_ptr<Connection> connection_;
};

}  // namespace moonstain
