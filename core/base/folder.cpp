#include "core/base/folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "core/base/error.h"
#include "core/base/file_calls.h"

namespace moonstain {

namespace {

constexpr int kFolderFlags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;

void list_below(const fs::path& root, const std::string& prefix,
                std::vector<std::string>& out) {
  const fs::path folder = prefix.empty() ? root : root / prefix;
  for (const std::string& name : list_folder(folder)) {
    const std::string below = prefix.empty() ? name : prefix + "/" + name;
    struct stat info;
    if (::lstat((root / below).c_str(), &info) != 0) {
      fail_call(root / below, "look at");
    }
    if (S_ISDIR(info.st_mode)) {
      list_below(root, below, out);
    } else {
      check(S_ISREG(info.st_mode), (root / below).native(),
            ": is neither a file nor a folder");
      out.push_back(below);
    }
  }
}

void make_folders_above(const fs::path& path, bool durably) {
  if (path.empty() || is_folder(path)) return;
  make_folders_above(path.parent_path(), durably);
  if (FileCalls::current().mkdir(path.c_str(), 0777) != 0) {
    if (errno == EEXIST && is_folder(path)) return;
    fail_call(path, "make the folder");
  }
  if (durably) sync_path(path.has_parent_path() ? path.parent_path() : ".");
}

}  // namespace

void make_folders(const fs::path& path) { make_folders_above(path, false); }

void make_folders_durably(const fs::path& path) {
  make_folders_above(path, true);
}

std::vector<std::string> list_folder(const fs::path& path) {
  const int file = open_or_fail(path, kFolderFlags, "open the folder");
  DIR* folder = ::fdopendir(file);
  if (folder == nullptr) {
    FileCalls::current().close(file);
    fail_call(path, "list the folder");
  }
  std::vector<std::string> names;
  errno = 0;
  while (const dirent* entry = ::readdir(folder)) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
    errno = 0;
  }
  const int reason = errno;
  ::closedir(folder);
  errno = reason;
  if (reason != 0) fail_call(path, "list the folder");
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> list_files(const fs::path& root) {
  std::vector<std::string> files;
  list_below(root, "", files);
  std::sort(files.begin(), files.end());
  return files;
}

void rename_path(const fs::path& from, const fs::path& to) {
  if (FileCalls::current().rename(from.c_str(), to.c_str()) != 0) {
    fail_call(from, concat("rename to ", to.native()));
  }
}

void sync_path(const fs::path& path) {
  const int file = open_or_fail(path, O_RDONLY, "open to flush");
  const int synced = FileCalls::current().fsync(file);
  const int reason = errno;
  FileCalls::current().close(file);
  if (synced == 0 || (reason == EINVAL && is_folder(path))) return;
  errno = reason;
  fail_call(path, "flush to the disk");
}

void sync_file_system(const fs::path& folder) {
  const int file = open_or_fail(folder, kFolderFlags, "open to flush");
  const int synced = FileCalls::current().syncfs(file);
  const int reason = errno;
  FileCalls::current().close(file);
  errno = reason;
  if (synced != 0) fail_call(folder, "flush to the disk");
}

void remove_file(const fs::path& path) {
  if (FileCalls::current().unlink(path.c_str()) != 0 && errno != ENOENT) {
    fail_call(path, "remove");
  }
}

void make_read_only(const fs::path& root) {
  struct stat info;
  if (::lstat(root.c_str(), &info) != 0) fail_call(root, "look at");
  if (S_ISLNK(info.st_mode)) return;  // what it leads to is not in the folder
  if (S_ISDIR(info.st_mode)) {
    for (const std::string& name : list_folder(root)) {
      make_read_only(root / name);
    }
  }
  if ((info.st_mode & 0222) == 0) return;
  if (FileCalls::current().fchmodat(AT_FDCWD, root.c_str(),
                                    info.st_mode & 07555) != 0) {
    fail_call(root, "make read-only");
  }
}

void replace_link(const fs::path& target, const fs::path& link) {
  const fs::path folder = link.parent_path();
  const fs::path fresh =
      folder / concat(".", link.filename().native(), ".", ::getpid(), ".new");
  FileCalls::current().unlink(fresh.c_str());
  if (FileCalls::current().symlink(target.c_str(), fresh.c_str()) != 0) {
    fail_call(link, "make the link");
  }
  try {
    rename_path(fresh, link);
  } catch (...) {
    FileCalls::current().unlink(fresh.c_str());
    throw;
  }
}

}  // namespace moonstain
