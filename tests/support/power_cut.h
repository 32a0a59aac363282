#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "core/base/digest.h"
#include "core/base/file_calls.h"

namespace moonstain {

/// What a folder holds: path below it ("" is itself, folders first), and what
/// is there.
struct DiskTree {
  struct Entry {
    char kind = 'f';      ///< 'd' folder, 'f' file, 'l' link
    std::string content;  ///< of a file; target of a link
    bool operator==(const Entry&) const = default;
  };
  std::map<std::string, Entry> entries;

  /// Makes it at `place`, which must not be there.
  void restore(const fs::path& place) const;
};

/// Knows what would be left of a folder if the power went now, after each call.
///
/// A file's bytes are on the disk as they were at its last flush; a name is
/// there when the folder that holds it was flushed since the name was given.
/// All flushes are recorded and not done. Four things may be left:
///
///     dropped  nothing but what was flushed
///     torn     all names, but of bytes only those flushed (as file systems do
///              that write names early and bytes late)
///     mixed    for each name, length and 4 KiB block by chance the flushed
///              state or the newest
///     killed   everything: the process ended, the machine did not
class PowerCuts : public FileCalls {
 public:
  struct Cut {
    std::string label;  ///< "dropped after call 17 (rename)"
    DiskTree tree;
  };

  /// @param root  an absolute path; all in it counts as flushed
  explicit PowerCuts(fs::path root);
  ~PowerCuts() override;

  /// The different states there were, each once, in order.
  const std::vector<Cut>& cuts() const { return cuts_; }
  std::size_t calls() const { return calls_; }
  std::size_t flushes() const { return flushes_; }
  /// What is left now if only what was flushed stays.
  DiskTree flushed();

  int open(const char* path, int flags, mode_t mode) override;
  ssize_t read(int file, void* bytes, std::size_t count) override;
  ssize_t pread(int file, void* bytes, std::size_t count, off_t at) override;
  ssize_t write(int file, const void* bytes, std::size_t count) override;
  ssize_t pwrite(int file, const void* bytes, std::size_t count,
                 off_t at) override;
  int ftruncate(int file, off_t size) override;
  int fsync(int file) override;
  int syncfs(int file) override;
  int close(int file) override;
  int rename(const char* from, const char* to) override;
  int mkdir(const char* path, mode_t mode) override;
  int unlink(const char* path) override;
  int unlinkat(int folder, const char* name, int flags) override;
  int symlink(const char* target, const char* path) override;

 private:
  using Inode = std::uint64_t;
  /// A file, folder or link on the disk, whatever its names.
  struct Thing {
    char kind = 'f';
    int held = -1;  ///< keeps the inode's number from being used again
    std::string content;
    std::map<std::string, Inode> names;
  };
  enum class Left { dropped, torn, mixed, killed };

  template <typename Call>
  auto counted(const char* name, Call call);
  Inode know(const fs::path& path);
  std::string content_now(Inode inode) const;
  void flush_folder(Inode inode, const fs::path& path);
  void flush_all(const fs::path& folder);
  void add_left(Left left, Inode inode, const fs::path& path,
                const std::string& below, DiskTree& tree);
  std::string mixed_content(const std::string& old, const std::string& now);
  bool by_chance();
  void moment(const char* call);
  void keep(Left left, const char* name, const char* call);

  const fs::path root_;
  std::mutex mutex_;
  std::map<Inode, Thing> things_;
  std::map<int, fs::path> open_;
  std::vector<Cut> cuts_;
  std::set<Digest> seen_;
  std::uint64_t chance_ = 1;
  std::size_t calls_ = 0;
  std::size_t flushes_ = 0;
};

}  // namespace moonstain
