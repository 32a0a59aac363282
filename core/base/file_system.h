#pragma once

#include <filesystem>
#include <string_view>

namespace moonstain {

/// The name of a file system that several machines may use at once, by the
/// number that statfs(2) gives as its type: "nfs", "smb", "lustre", ...; FUSE
/// and 9p count, since most of what is mounted by them is remote. Empty for
/// those of one machine, and for unknown numbers.
std::string_view network_file_system(long type);

/// Whether a folder lies on one, so that memory shared between processes
/// cannot be relied on. A folder that cannot be asked counts as local.
bool on_network(const std::filesystem::path& folder);

/// While it lives, all folders are on the file system of this type.
class ScopedFileSystem {
 public:
  explicit ScopedFileSystem(long type);
  ~ScopedFileSystem();
  ScopedFileSystem(const ScopedFileSystem&) = delete;
  ScopedFileSystem& operator=(const ScopedFileSystem&) = delete;

 private:
  long before_;
};

}  // namespace moonstain
