#include "tests/support/power_cut.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "core/base/error.h"
#include "core/base/file.h"

namespace moonstain {

namespace {

constexpr std::size_t kBlock = 4096;

// Names as they are now. By the system alone: these are not calls of the run.
std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    names.push_back(entry.path().filename());
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

void DiskTree::restore(const fs::path& place) const {
  for (const auto& [below, entry] : entries) {
    const fs::path path = below.empty() ? place : place / below;
    if (entry.kind == 'd') {
      fs::create_directories(path);
    } else if (entry.kind == 'l') {
      fs::create_symlink(entry.content, path);
    } else {
      write_file(path, entry.content);
    }
  }
}

PowerCuts::PowerCuts(fs::path root) : root_(std::move(root)) {
  flush_all(root_);
  flushes_ = 0;
}

PowerCuts::~PowerCuts() {
  for (const auto& [inode, thing] : things_) ::close(thing.held);
}

template <typename Call>
auto PowerCuts::counted(const char* name, Call call) {
  const std::lock_guard lock(mutex_);
  const auto result = call();
  const int reason = errno;
  ++calls_;
  moment(name);
  errno = reason;
  return result;
}

// Files stay open until the end: closing one would release SQLite's locks.
PowerCuts::Inode PowerCuts::know(const fs::path& path) {
  struct stat info;
  if (::lstat(path.c_str(), &info) != 0) return 0;
  const auto inode = static_cast<Inode>(info.st_ino);
  if (things_.contains(inode)) return inode;
  Thing thing;
  thing.kind = S_ISDIR(info.st_mode) ? 'd' : S_ISLNK(info.st_mode) ? 'l' : 'f';
  const int way = thing.kind == 'l' ? O_PATH | O_NOFOLLOW : O_RDONLY;
  thing.held = ::open(path.c_str(), way | O_CLOEXEC);
  check(thing.held >= 0, path.native(), ": cannot be held");
  if (thing.kind == 'l') thing.content = fs::read_symlink(path).native();
  things_[inode] = std::move(thing);
  return inode;
}

std::string PowerCuts::content_now(Inode inode) const {
  const Thing& thing = things_.at(inode);
  if (thing.kind != 'f') return thing.content;
  struct stat info;
  check(::fstat(thing.held, &info) == 0, "fstat");
  std::string content(static_cast<std::size_t>(info.st_size), '\0');
  const ssize_t got = ::pread(thing.held, content.data(), content.size(), 0);
  content.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  return content;
}

void PowerCuts::flush_folder(Inode inode, const fs::path& path) {
  std::map<std::string, Inode> names;
  for (const std::string& name : names_in(path)) {
    if (const Inode child = know(path / name)) names[name] = child;
  }
  things_.at(inode).names = std::move(names);
}

void PowerCuts::flush_all(const fs::path& folder) {
  const Inode inode = know(folder);
  flush_folder(inode, folder);
  for (const auto& [name, child] : things_.at(inode).names) {
    Thing& thing = things_.at(child);
    if (thing.kind == 'd') {
      flush_all(folder / name);
    } else {
      thing.content = content_now(child);
    }
  }
}

// A small generator of its own: the states must be the same in each run.
bool PowerCuts::by_chance() {
  chance_ ^= chance_ << 13;
  chance_ ^= chance_ >> 7;
  chance_ ^= chance_ << 17;
  return (chance_ >> 32 & 1U) != 0;
}

std::string PowerCuts::mixed_content(const std::string& old,
                                     const std::string& now) {
  if (old == now) return now;
  std::string mixed(by_chance() ? old.size() : now.size(), '\0');
  for (std::size_t at = 0; at < mixed.size(); at += kBlock) {
    const std::string& from = by_chance() ? old : now;
    if (at < from.size()) {
      from.copy(mixed.data() + at, std::min(kBlock, mixed.size() - at), at);
    }
  }
  return mixed;
}

void PowerCuts::add_left(Left left, Inode inode, const fs::path& path,
                         const std::string& below, DiskTree& tree) {
  // A copy: `know` may move what is in the map.
  const Thing thing = things_.at(inode);
  DiskTree::Entry& entry = tree.entries[below];
  entry.kind = thing.kind;
  if (thing.kind == 'l') entry.content = thing.content;
  if (thing.kind == 'f') {
    entry.content = left == Left::killed ? content_now(inode)
                    : left == Left::mixed
                        ? mixed_content(thing.content, content_now(inode))
                        : thing.content;
  }
  if (thing.kind != 'd') return;
  std::map<std::string, Inode> names;
  // A folder that was moved or removed has no names now.
  struct stat info;
  const bool there = ::lstat(path.c_str(), &info) == 0 &&
                     static_cast<Inode>(info.st_ino) == inode;
  if (left != Left::dropped && there) {
    for (const std::string& name : names_in(path)) {
      if (const Inode child = know(path / name)) names[name] = child;
    }
  }
  if (left == Left::dropped) names = thing.names;
  if (left == Left::mixed) {
    std::map<std::string, std::array<Inode, 2>> both;
    for (const auto& [name, child] : thing.names) both[name][0] = child;
    for (const auto& [name, child] : names) both[name][1] = child;
    names.clear();
    for (const auto& [name, children] : both) {
      const Inode child = children[by_chance() ? 1 : 0];
      if (child != 0) names[name] = child;
    }
  }
  for (const auto& [name, child] : names) {
    add_left(left, child, path / name,
             below.empty() ? name : below + "/" + name, tree);
  }
}

DiskTree PowerCuts::flushed() {
  const std::lock_guard lock(mutex_);
  DiskTree tree;
  add_left(Left::dropped, know(root_), root_, "", tree);
  return tree;
}

void PowerCuts::keep(Left left, const char* name, const char* call) {
  Cut cut;
  cut.label = concat(name, " after call ", calls_, " (", call, ")");
  add_left(left, know(root_), root_, "", cut.tree);
  Sha256 hash;
  for (const auto& [below, entry] : cut.tree.entries) {
    hash.add(concat(below, " ", entry.kind, " ", entry.content.size(), " ",
                    entry.content));
  }
  if (seen_.insert(hash.finish()).second) cuts_.push_back(std::move(cut));
}

void PowerCuts::moment(const char* call) {
  keep(Left::dropped, "dropped", call);
  keep(Left::torn, "torn", call);
  chance_ = 0x9e3779b97f4a7c15U + calls_;
  keep(Left::mixed, "mixed", call);
  keep(Left::killed, "killed", call);
}

int PowerCuts::open(const char* path, int flags, mode_t mode) {
  return counted("open", [&] {
    const int file = FileCalls::open(path, flags, mode);
    if (file >= 0) open_[file] = path;
    return file;
  });
}
// Reading changes nothing: no moment.
ssize_t PowerCuts::read(int file, void* bytes, std::size_t count) {
  return FileCalls::read(file, bytes, count);
}
ssize_t PowerCuts::pread(int file, void* bytes, std::size_t count, off_t at) {
  return FileCalls::pread(file, bytes, count, at);
}
ssize_t PowerCuts::write(int file, const void* bytes, std::size_t count) {
  return counted("write", [&] { return FileCalls::write(file, bytes, count); });
}
ssize_t PowerCuts::pwrite(int file, const void* bytes, std::size_t count,
                          off_t at) {
  return counted("write",
                 [&] { return FileCalls::pwrite(file, bytes, count, at); });
}
int PowerCuts::ftruncate(int file, off_t size) {
  return counted("cut", [&] { return FileCalls::ftruncate(file, size); });
}
int PowerCuts::fsync(int file) {
  return counted("fsync", [&] {
    ++flushes_;
    const fs::path& path = open_.at(file);
    const Inode inode = know(path);
    if (inode == 0) return 0;  // removed since it was opened
    if (things_.at(inode).kind == 'd') {
      flush_folder(inode, path);
    } else {
      things_.at(inode).content = content_now(inode);
    }
    return 0;
  });
}
int PowerCuts::syncfs(int) {
  return counted("syncfs", [&] {
    ++flushes_;
    flush_all(root_);
    return 0;
  });
}
int PowerCuts::close(int file) {
  const std::lock_guard lock(mutex_);
  return FileCalls::close(file);
}
int PowerCuts::rename(const char* from, const char* to) {
  return counted("rename", [&] { return FileCalls::rename(from, to); });
}
int PowerCuts::mkdir(const char* path, mode_t mode) {
  return counted("mkdir", [&] { return FileCalls::mkdir(path, mode); });
}
int PowerCuts::unlink(const char* path) {
  return counted("unlink", [&] { return FileCalls::unlink(path); });
}
int PowerCuts::unlinkat(int folder, const char* name, int flags) {
  return counted((flags & AT_REMOVEDIR) != 0 ? "rmdir" : "unlink",
                 [&] { return FileCalls::unlinkat(folder, name, flags); });
}
int PowerCuts::symlink(const char* target, const char* path) {
  return counted("symlink", [&] { return FileCalls::symlink(target, path); });
}

}  // namespace moonstain
