#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/base/digest.h"
#include "core/base/file_lock.h"

namespace moonstain {

/// The folder in which everything lies that runs make and know:
///
///     store/9f/9f2c...   objects, immutable
///     stage/             what running tasks write
///     ledger.sqlite      what is known of results
///     plans/, runs/      records, see run_record.h
///     slurm/             what goes to a cluster's jobs and comes back
///     damaged/           objects and plans that were found damaged
///     lock, engine.json  who is at work
struct Workspace {
  fs::path root;

  fs::path store() const { return root / "store"; }
  /// A text: it is asked for with every task, and a path is taken apart.
  std::string object(const Digest& digest) const;
  fs::path stage() const { return root / "stage"; }
  fs::path ledger() const { return root / "ledger.sqlite"; }
  fs::path plans() const { return root / "plans"; }
  fs::path runs() const { return root / "runs"; }
  /// Folders of the arrays of jobs that a cluster has; slurm/files.h.
  fs::path slurm() const { return root / "slurm"; }
  fs::path damaged() const { return root / "damaged"; }
  fs::path lock() const { return root / "lock"; }
  fs::path holder() const { return root / "engine.json"; }
  /// Is there while objects may lie in the store without a row in the ledger.
  fs::path unrecorded() const { return root / "unrecorded"; }
};

/// Makes the workspace's folders where they are missing.
/// @throws Error "workspace PATH: ..." when it cannot be written
void make_workspace(const Workspace& workspace);

/// The one engine at work in a workspace. The lock dies with the process.
class EngineLock {
 public:
  /// @param command  told to an engine that waits
  /// @return nothing when another engine has it
  static std::optional<EngineLock> try_take(const Workspace& workspace,
                                            const std::string& command);
  /// @throws Error when there is no such workspace, or another engine has it:
  ///               "workspace PATH is in use by ...; wait for it"
  static EngineLock take_or_fail(const Workspace& workspace,
                                 const std::string& command);
  /// Waits for another engine.
  static EngineLock take(const Workspace& workspace,
                         const std::string& command);

 private:
  explicit EngineLock(FileLock lock) : lock_(std::move(lock)) {}
  FileLock lock_;
};

/// Who has the lock: "process 4711 on a since 2026-07-01T12:00:00Z: moonstain
/// run recipes/demo", or "another engine" when it has not said yet.
std::string lock_holder(const Workspace& workspace);

}  // namespace moonstain
