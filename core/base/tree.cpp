// Part of folder.h: whole trees, removed or measured.
//
// A program may leave paths longer than any call takes, and more levels than a
// process may have files open. So a folder is opened by its name in the folder
// above it, and only the lowest few stay open. The way back to one that was
// closed is "..", believed where it leads to the folder it came from.
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "core/base/error.h"
#include "core/base/file_calls.h"
#include "core/base/folder.h"

namespace moonstain {

namespace {

constexpr int kFolderFlags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
constexpr std::size_t kMostOpen = 32;
constexpr mode_t kOurs = 0700;
constexpr std::size_t kMostShown = 400;
/// In which st_blocks is counted, whatever the file system's blocks are.
constexpr std::uint64_t kBlockBytes = 512;

struct Level {
  std::string name;  ///< in the folder above; of the first its whole path
  int file = -1;     ///< -1: closed
  dev_t device = 0;
  ino_t inode = 0;
  std::vector<std::string> folders;  ///< yet to be entered
  bool stays = false;                ///< something in it could not be removed
};

/// Names in an open folder, sorted. @return false with errno
bool read_names(int folder, std::vector<std::string>& names) {
  alignas(dirent64) char bytes[16384];
  ssize_t count = 0;
  while ((count = ::getdents64(folder, bytes, sizeof bytes)) > 0) {
    for (ssize_t at = 0; at < count;) {
      const auto* entry = reinterpret_cast<const dirent64*>(bytes + at);
      const std::string_view name = entry->d_name;
      if (name != "." && name != "..") names.emplace_back(name);
      at += entry->d_reclen;
    }
  }
  std::sort(names.begin(), names.end());
  return count == 0;
}

// By the file's number: a name could have become a link meanwhile.
void take_over(int file) {
  FileCalls::current().fchmodat(AT_FDCWD,
                                concat("/proc/self/fd/", file).c_str(), kOurs);
}

// @param take  whether the folder is to be made readable and writable
// @return -1 with errno
int open_folder(int above, const char* name, bool take) {
  FileCalls& calls = FileCalls::current();
  int file = calls.openat(above, name, kFolderFlags);
  if (file < 0 && errno == EACCES && take) {
    const int place = calls.openat(
        above, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (place < 0) return -1;
    take_over(place);
    file = calls.openat(place, ".", kFolderFlags);
    const int reason = errno;
    calls.close(place);
    errno = reason;
  }
  struct stat info {};
  if (file >= 0 && take && ::fstat(file, &info) == 0 &&
      (info.st_mode & kOurs) != kOurs) {
    take_over(file);
  }
  return file;
}

/// The folders from the top of a tree to where one is.
class Way {
 public:
  explicit Way(bool take) : take_(take) {}
  ~Way() {
    for (const Level& level : levels_) close(level.file);
  }
  Way(const Way&) = delete;
  Way& operator=(const Way&) = delete;

  bool empty() const { return levels_.empty(); }
  Level& here() { return levels_.back(); }
  /// What names in the lowest folder are names in.
  int file() const { return empty() ? AT_FDCWD : levels_.back().file; }

  /// @return false with errno: one stays where one is
  bool enter(std::string name) {
    Level level;
    level.file = open_folder(file(), name.c_str(), take_);
    struct stat info {};
    if (level.file < 0) return false;
    if (::fstat(level.file, &info) != 0) {
      close(level.file);
      return false;
    }
    level.name = std::move(name);
    level.device = info.st_dev;
    level.inode = info.st_ino;
    levels_.push_back(std::move(level));
    if (levels_.size() > kMostOpen) {
      close(std::exchange(levels_[levels_.size() - 1 - kMostOpen].file, -1));
    }
    return true;
  }

  /// Goes back up. @return false with errno where the folder above is lost
  bool leave() {
    const Level left = std::move(levels_.back());
    levels_.pop_back();
    bool found = true;
    if (!empty() && here().file < 0) {
      here().file = FileCalls::current().openat(left.file, "..", kFolderFlags);
      struct stat info {};
      found = here().file >= 0 && ::fstat(here().file, &info) == 0 &&
              info.st_dev == here().device && info.st_ino == here().inode;
      if (!found && here().file >= 0) errno = ESTALE;
    }
    const int reason = errno;
    close(left.file);
    errno = reason;
    return found;
  }

  /// For people: the path of a name in the lowest folder.
  std::string path_of(const std::string& name) const {
    std::string path;
    for (const Level& level : levels_) path += level.name + "/";
    path += name;
    if (path.size() <= kMostShown) return path;
    return concat(path.substr(0, kMostShown / 2), "...",
                  path.substr(path.size() - kMostShown / 2));
  }

 private:
  static void close(int file) {
    if (file >= 0) FileCalls::current().close(file);
  }

  const bool take_;
  std::vector<Level> levels_;
};

class Removal {
 public:
  std::string remove(const std::string& root) {
    enter(root);
    while (!way_.empty()) {
      if (way_.here().folders.empty()) {
        if (!leave()) break;
        continue;
      }
      std::string name = std::move(way_.here().folders.back());
      way_.here().folders.pop_back();
      enter(std::move(name));
    }
    return std::move(problem_);
  }

 private:
  void enter(std::string name) {
    if (!way_.enter(name)) {
      // What is no folder, or none any more, goes by itself.
      const bool file = errno == ENOTDIR || errno == ELOOP;
      if (errno != ENOENT && (!file || !unlink(name, 0))) {
        stays(name, file ? "remove" : "open the folder");
      }
      return;
    }
    std::vector<std::string> names;
    if (!read_names(way_.file(), names)) stays("", "list the folder");
    for (std::string& below : names) {
      if (unlink(below, 0)) continue;
      if (errno == EISDIR || is_folder_here(below)) {
        way_.here().folders.push_back(std::move(below));
      } else {
        stays(below, "remove");
      }
    }
    // The last is entered first.
    std::reverse(way_.here().folders.begin(), way_.here().folders.end());
  }

  bool leave() {
    const std::string name = way_.here().name;
    const bool kept = way_.here().stays;
    if (!way_.leave()) {
      stays("..", "find the folder again");
      return false;
    }
    if (kept) {
      if (!way_.empty()) way_.here().stays = true;
    } else if (!unlink(name, AT_REMOVEDIR)) {
      stays(name, "remove the folder");
    }
    return true;
  }

  /// @return whether it is gone
  bool unlink(const std::string& name, int flags) const {
    return FileCalls::current().unlinkat(way_.file(), name.c_str(), flags) ==
               0 ||
           errno == ENOENT;
  }

  // A folder is refused with EISDIR by Linux, with EPERM by others.
  bool is_folder_here(const std::string& name) const {
    const int reason = errno;
    struct stat info {};
    const bool folder =
        ::fstatat(way_.file(), name.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0 &&
        S_ISDIR(info.st_mode);
    errno = reason;
    return folder;
  }

  void stays(const std::string& name, std::string_view doing) {
    if (!way_.empty()) way_.here().stays = true;
    if (!problem_.empty()) return;
    try {
      fail_call(way_.path_of(name), doing);
    } catch (const Error& e) {
      problem_ = e.what();
    }
  }

  Way way_{true};
  std::string problem_;
};

}  // namespace

std::string try_remove_tree(const fs::path& path) {
  return Removal().remove(path.native());
}

void remove_tree(const fs::path& path) {
  const std::string problem = try_remove_tree(path);
  check(problem.empty(), problem);
}

TreeSize tree_size(const fs::path& folder, const TreeSize& enough) {
  TreeSize size;
  Way way(false);
  const auto look = [&] {
    std::vector<std::string> names;
    read_names(way.file(), names);
    for (std::string& name : names) {
      struct stat info {};
      if (::fstatat(way.file(), name.c_str(), &info, AT_SYMLINK_NOFOLLOW) !=
          0) {
        continue;
      }
      ++size.entries;
      if (S_ISDIR(info.st_mode)) {
        way.here().folders.push_back(std::move(name));
      } else {
        size.bytes += static_cast<std::uint64_t>(info.st_blocks) * kBlockBytes /
                      std::max<nlink_t>(info.st_nlink, 1);
      }
    }
  };
  if (way.enter(folder.native())) look();
  while (!way.empty() && size.bytes <= enough.bytes &&
         size.entries <= enough.entries) {
    if (way.here().folders.empty()) {
      if (!way.leave()) break;
      continue;
    }
    std::string name = std::move(way.here().folders.back());
    way.here().folders.pop_back();
    if (way.enter(std::move(name))) look();
  }
  return size;
}

}  // namespace moonstain
