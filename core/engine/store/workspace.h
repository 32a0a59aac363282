#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/digest.h"
#include "core/base/file_lock.h"

namespace moonstain {

/// The folder in which everything lies that runs make and know:
///
///     store/9f/9f2c...   objects, immutable
///     stage/             what running tasks write
///     ledger.sqlite      what is known of results
///     result_folders     where runs have named results,
///     record/result_folders.h plans/, runs/      records, see run_record.h
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
  fs::path result_folders() const { return root / "result_folders"; }
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

/// Makes the workspace's folders where they are missing. The workspace itself
/// may be a link; in it one to a folder is refused, since what lies behind it
/// is not ours to remove.
/// @throws Error "workspace PATH: ..." when it cannot be written
void make_workspace(const Workspace& workspace);

/// Moves what is not ours but has the place of something of ours to `damaged/`
/// as NAME, or NAME-1 and so on; a link is moved, not followed.
/// @return where it lies now
fs::path put_aside(const Workspace& workspace, const fs::path& odd);

/// Puts aside what has a place in the workspace and is of another kind: a file,
/// a pipe or a broken link for a folder, anything but a file for the ledger or
/// where results were named.
/// Call it under the workspace's lock.
/// @return a sentence for each; mostly none
std::vector<std::string> put_odd_aside(const Workspace& workspace);

/// Whether this process may make files in the workspace's folder.
bool can_write(const Workspace& workspace);

/// The one engine at work in a workspace. The lock dies with the process. It is
/// on the file `lock` and on the folder itself: an engine whose file was
/// removed still has the folder. Where folders are not locked (NFS) the file
/// alone must do.
class EngineLock {
 public:
  /// @param command  told to an engine that waits
  /// @return nothing when another engine has it
  static std::optional<EngineLock> try_take(const Workspace& workspace,
                                            const std::string& command);
  /// @throws Error when there is no such workspace, and of `fail_in_use` when
  ///               another engine has it
  static EngineLock take_or_fail(const Workspace& workspace,
                                 const std::string& command);

 private:
  EngineLock(FileLock lock, FileLock folder)
      : lock_(std::move(lock)), folder_(std::move(folder)) {}
  FileLock lock_;
  FileLock folder_;
};

/// @throws Error "workspace PATH is in use by ...; wait for it"
[[noreturn]] void fail_in_use(const Workspace& workspace);

/// Who has the lock: "process 4711 on a since 2026-07-01T12:00:00Z: moonstain
/// run recipes/demo", or "another engine" when it has not said yet.
std::string lock_holder(const Workspace& workspace);

}  // namespace moonstain
