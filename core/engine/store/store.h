#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/base/digest.h"
#include "core/base/file.h"
#include "core/engine/store/workspace.h"

namespace moonstain {

/// The digest of an object's content: SHA-256 over its files in order of their
/// paths (byte order), each as "SHA256 SIZE PATH\n" with the sha256 in
/// hexadecimal and the size in decimal. `sha256sum` in a shell can repeat it.
Digest object_digest(const std::map<std::string, FileEntry>& files);

/// An object's name and what it consists of, as `object_listing` says it.
struct StoredObject {
  Digest digest;
  std::string listing;
};

/// Objects: immutable folders named by the digest of their content.
///
/// Publishing goes in two parts, so that tasks do not wait for the disk.
/// `publish` renames a finished stage into the store: from then on others may
/// use it. `flush` brings objects to the disk; only then may a row of the
/// ledger name them. An object without a row is removed by `sweep`.
class Store {
 public:
  explicit Store(Workspace workspace) : workspace_(std::move(workspace)) {}

  /// Checks that `stage` holds the files of `files` with their sizes and
  /// nothing else, makes all read-only and renames it. When the store has the
  /// object already, the stage is removed instead.
  ///
  /// @param stage     folder on the file system of the store
  /// @param files     as the worker has written and hashed them
  /// @param recorded  whether an object that is in the store already is known
  ///                  to be whole; one that is not is replaced
  /// @throws Error    naming the first file that is missing, unexpected or of
  ///                  another size; the stage is left as it is
  StoredObject publish(
      const std::string& stage, const std::map<std::string, FileEntry>& files,
      const std::function<bool(const StoredObject&)>& recorded);

  /// Files, their folders, and the store's folders, to the disk.
  void flush(const std::vector<Digest>& objects);

  fs::path path(const Digest& object) const {
    return workspace_.object(object);
  }
  bool has(const Digest& object) const;

  /// Moves an object, or what has its place, out of the store, to `damaged/`;
  /// an object of that name that lies there goes.
  void set_aside(const Digest& object);
  /// @return why it is still there, in part; empty: it is gone
  std::string remove(const Digest& object);

  /// All objects in the store, sorted. What is no folder, or has no object's
  /// name, is passed over.
  std::vector<Digest> list() const;
  /// What was passed over, sorted.
  std::vector<fs::path> strays() const;

 private:
  void make_place(const Digest& object);

  Workspace workspace_;
};

}  // namespace moonstain
