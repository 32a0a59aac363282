#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/engine/plan/graph.h"
#include "core/engine/store/ledger.h"

namespace moonstain {

/// A source file on this machine, as it was when its content was known.
struct FoundFile {
  fs::path path;
  FileStamp stamp;
  /// It had not changed for longer than the grain of the file system's clock
  /// when it was hashed: as long as the stamp is the same, so is the content.
  bool settled = false;
};

/// Finds the files that leaves name on this machine, by size and sha256, never
/// by path. Only files of a size that is asked for are hashed, and a file that
/// has not changed since it was hashed is not hashed again.
class SourceFinder {
 public:
  /// @param folders  searched in this order, each with all below it; hidden
  ///                 folders and links to folders are left out. A file among
  ///                 them is looked at alone. One that does not exist, or that
  ///                 cannot be read, is said to be so when a file is missing
  /// @param ledger   remembers digests; may be nullptr
  SourceFinder(std::vector<fs::path> folders, Ledger* ledger);

  /// Where each of `sources` lies, by sha256.
  ///
  /// @throws Error with a line for each that is missing, and what to do:
  ///               "picture/B4.jpg of manifest her2st is missing: 10,123,456
  ///               bytes, sha256 9f2c...; looked in /data; name the folder
  ///               with --data DIR, or copy it once: `moonstain fetch her2st
  ///               --from DIR`"; of a file that is there with other bytes,
  ///               which, and how they came about where that can be told
  std::map<Digest, FoundFile> find(const std::vector<SourceFile>& sources);
  /// The same; what is missing is left out.
  std::map<Digest, FoundFile> locate(const std::vector<SourceFile>& sources);
  /// Those of which no folder has a file of that size, in their order. No file
  /// is opened, so that others may be missing, too.
  std::vector<SourceFile> surely_missing(
      const std::vector<SourceFile>& sources) const;

 private:
  /// Files of the sizes and of the names that are asked for.
  struct Index;
  Index index_of(const std::vector<SourceFile>& sources) const;
  std::map<Digest, FoundFile> locate(const std::vector<SourceFile>& sources,
                                     Index& index);

  std::vector<fs::path> folders_;
  Ledger* ledger_;
};

/// $MOONSTAIN_DATA: folders separated by colons; empty parts are left out.
std::vector<fs::path> data_folders_of_environment();

/// Size, times and inode of a file, asked of the file opened: only then does a
/// network file system ask its server. @throws Error when there is none
FileStamp file_stamp(const fs::path& path);

/// Hashes a file, with its stamp from before; not settled where the stamp
/// changed meanwhile.
struct HashedFile {
  FileEntry entry;
  FileStamp stamp;
  bool settled = false;
};
HashedFile hash_source(const fs::path& path);

}  // namespace moonstain
