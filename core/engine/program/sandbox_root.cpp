#include "core/engine/program/sandbox_root.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <utility>

#include "core/base/error.h"
#include "core/base/folder.h"
#include "core/engine/jail/mount_attributes.h"

namespace moonstain {

using namespace mount_attribute;

namespace {

/// While the root is made, the old one is below /old, the new one below /new,
/// and beside them lie an empty folder and an empty file that cover others.
constexpr const char* kOld = "/old";
constexpr const char* kNew = "/new";
constexpr const char* kEmptyFolder = "/empty/folder";
constexpr const char* kEmptyFile = "/empty/file";

/// What programs ask of a machine, and nothing that tells one from another.
constexpr std::string_view kFacts[] = {"cpuinfo", "filesystems", "loadavg",
                                       "meminfo", "stat",        "uptime",
                                       "version"};
/// With the host's own for each. /dev/full gives zeros as /dev/zero does, but
/// nobody can map it: of memory that is shared that way, nobody could say how
/// much there is.
constexpr std::pair<const char*, const char*> kDevices[] = {
    {"null", "null"},
    {"zero", "full"},
    {"full", "full"},
    {"random", "random"},
    {"urandom", "urandom"}};

[[noreturn]] void refuse(std::string_view doing, const std::string& what) {
  fail("cannot ", doing, " ", what, ": ", std::strerror(errno));
}

void bind_mount(const std::string& from, const std::string& to,
                std::uint64_t attributes) {
  if (::mount(from.c_str(), to.c_str(), nullptr, MS_BIND | MS_REC, nullptr) !=
      0) {
    refuse("show", to);
  }
  restrict_mount(to, attributes);
}

void make_folder(const fs::path& path) {
  if (::mkdir(path.c_str(), 0755) != 0 && errno != EEXIST) {
    refuse("make", path.native());
  }
}

void make_folders_to(const fs::path& path) {
  fs::path folder;
  for (const fs::path& part : path.parent_path()) make_folder(folder /= part);
}

void make_file(const fs::path& path) {
  const int file =
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0444);
  if (file < 0) refuse("make", path.native());
  ::close(file);
}

void make_link(const std::string& target, const fs::path& path) {
  make_folders_to(path);
  if (::symlink(target.c_str(), path.c_str()) != 0) {
    refuse("make", path.native());
  }
}

void enter_root(const char* path, const char* old) {
  if (::chdir(path) != 0 || ::syscall(SYS_pivot_root, ".", old) != 0) {
    refuse("enter the root", path);
  }
}

void show(const ProgramWorld::Mount& mount) {
  const std::string from = kOld + mount.from.native();
  const std::string to = kNew + mount.to;
  struct stat info {};
  if (::stat(from.c_str(), &info) != 0) {
    refuse("find", mount.from.native());
  }
  make_mount_point(to, S_ISDIR(info.st_mode));
  bind_mount(from, to, attributes_of(mount));
}

void make_proc(const std::string& proc) {
  make_folder(proc);
  // Without the processes that the program may not look into: the first one.
  if (::mount("proc", proc.c_str(), "proc", MS_NOSUID | MS_NOEXEC | MS_NODEV,
              "hidepid=ptraceable") != 0) {
    refuse("mount", "/proc");
  }
  for (const std::string& name : list_folder(proc)) {
    if (name.find_first_not_of("0123456789") == std::string::npos ||
        std::find(std::begin(kFacts), std::end(kFacts), name) !=
            std::end(kFacts)) {
      continue;
    }
    const std::string path = concat(proc, "/", name);
    struct stat info {};
    // A link leads to a process: `self`, `net`.
    if (::lstat(path.c_str(), &info) != 0 || S_ISLNK(info.st_mode)) continue;
    bind_mount(S_ISDIR(info.st_mode) ? kEmptyFolder : kEmptyFile, path,
               kReadOnly);
  }
}

void make_devices(const std::string& folder, std::uint64_t shared_bytes) {
  make_folder(folder);
  mount_memory(folder, "mode=755,size=64k");
  for (const auto& [name, of_host] : kDevices) {
    make_file(concat(folder, "/", name));
    bind_mount(concat(kOld, "/dev/", of_host), concat(folder, "/", name),
               kNoSetUser);
  }
  for (const auto& [name, target] : {std::pair{"fd", "/proc/self/fd"},
                                     {"stdin", "/proc/self/fd/0"},
                                     {"stdout", "/proc/self/fd/1"},
                                     {"stderr", "/proc/self/fd/2"},
                                     {"ptmx", "pts/ptmx"}}) {
    make_link(target, concat(folder, "/", name));
  }
  const std::string terminals = folder + "/pts";
  make_folder(terminals);
  if (::mount("devpts", terminals.c_str(), "devpts", MS_NOSUID | MS_NOEXEC,
              "newinstance,ptmxmode=0666,mode=620,max=16") != 0) {
    refuse("mount", "/dev/pts");
  }
  const std::string shared = folder + "/shm";
  make_folder(shared);
  mount_shared_memory(shared, shared_bytes);
  restrict_mount(folder, kReadOnly, false);
}

}  // namespace

void restrict_mount(const std::string& path, std::uint64_t attributes,
                    bool below) {
  if (!set_mount_attributes(path.c_str(), below, attributes, 0)) {
    refuse("restrict", path);
  }
}

std::uint64_t attributes_of(const ProgramWorld::Mount& mount) {
  return kNoSetUser | kNoDevices |
         (mount.writable ? std::uint64_t{0} : kReadOnly);
}

void mount_memory(const std::string& to, const std::string& options) {
  if (::mount("tmpfs", to.c_str(), "tmpfs", MS_NOSUID | MS_NODEV,
              options.c_str()) != 0) {
    refuse("mount a file system in memory on", to);
  }
}

void mount_shared_memory(const std::string& to, std::uint64_t bytes) {
  mount_memory(to, concat("mode=1777,nr_inodes=64k,size=", bytes));
}

void make_mount_point(const std::string& path, bool is_folder) {
  make_folders_to(path);
  if (is_folder) {
    make_folder(path);
  } else {
    make_file(path);
  }
}

void enter_sandbox_root(const ProgramWorld& world) {
  ProgramWorld found = world;
  for (ProgramWorld::Mount& mount : found.mounts) {
    mount.from = fs::canonical(mount.from);
  }
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) {
    refuse("keep apart", "the mounts");
  }
  // A folder that is on every system; it lies bare again below the old root.
  mount_memory("/tmp", "mode=755,size=1m");
  for (const char* name : {kOld, kNew, "/empty", kEmptyFolder}) {
    make_folder(concat("/tmp", name));
  }
  make_file(concat("/tmp", kEmptyFile));
  enter_root("/tmp", "old");
  if (::chdir("/") != 0) refuse("enter", "/");
  mount_memory(kNew, "mode=755,size=1m");
  for (const auto& [target, path] : found.links) make_link(target, kNew + path);
  for (const ProgramWorld::Mount& mount : found.mounts) show(mount);
  make_proc(concat(kNew, "/proc"));
  make_devices(concat(kNew, "/dev"), found.shared_bytes);
  if (::umount2(kOld, MNT_DETACH) != 0) refuse("leave", "the old root");
  enter_root(kNew, ".");
  // Both lie at "/" here, the one that is left above.
  if (::umount2(".", MNT_DETACH) != 0 || ::chdir("/") != 0) {
    refuse("leave", "the old root");
  }
  restrict_mount("/", kReadOnly | kNoSetUser | kNoDevices, false);
}

}  // namespace moonstain
