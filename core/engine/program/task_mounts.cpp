#include "core/engine/program/task_mounts.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/folder.h"
#include "core/engine/jail/mount_attributes.h"
#include "core/engine/program/sandbox_root.h"

namespace moonstain {

using namespace mount_attribute;

namespace {

// Linux 5.2; older C libraries have no functions of them.
constexpr long kOpenTree = 428;
constexpr long kMoveMount = 429;
constexpr unsigned kClone = 1;
constexpr unsigned kRecursive = 0x8000;
constexpr unsigned kEmptyPath = 4;

constexpr const char* kInputs = "/inputs";
constexpr const char* kShared = "/dev/shm";
/// That the program, too, has to write, and a task has its own of.
constexpr const char* kWritable[] = {"/tmp", "/scratch/home", kShared};
constexpr const char* kOfTask[] = {kInputs, "/output", "/tmp", "/scratch/home",
                                   kShared};

[[noreturn]] void refuse(std::string_view doing, std::string_view what) {
  fail("cannot ", doing, " ", what, ": ", std::strerror(errno));
}

void enter(int mounts) {
  if (::setns(mounts, CLONE_NEWNS) != 0) refuse("enter", "a mount namespace");
}

/// A copy of a mount, or a part of one, that is nowhere yet.
class LooseMount {
 public:
  explicit LooseMount(const ProgramWorld::Mount& mount) : mount_(mount) {
    const fs::path from = fs::canonical(mount.from);
    file_ = static_cast<int>(::syscall(kOpenTree, AT_FDCWD, from.c_str(),
                                       kClone | kRecursive | O_CLOEXEC));
    if (file_ < 0) refuse("find", mount.from.native());
  }
  LooseMount(LooseMount&& other) noexcept
      : mount_(std::move(other.mount_)),
        file_(std::exchange(other.file_, -1)) {}
  LooseMount& operator=(LooseMount&&) = delete;
  ~LooseMount() {
    if (file_ >= 0) ::close(file_);
  }

  void place() const {
    struct stat info {};
    if (::fstat(file_, &info) != 0) refuse("look at", mount_.to);
    // Others are there, in a root that takes no new ones.
    if (mount_.to.starts_with(concat(kInputs, "/"))) {
      make_mount_point(mount_.to, S_ISDIR(info.st_mode));
    }
    if (::syscall(kMoveMount, file_, "", AT_FDCWD, mount_.to.c_str(),
                  kEmptyPath) != 0) {
      refuse("show", mount_.to);
    }
    restrict_mount(mount_.to, attributes_of(mount_));
  }

 private:
  ProgramWorld::Mount mount_;
  int file_ = -1;
};

}  // namespace

TaskMounts::TaskMounts(int host_mounts)
    : host_(host_mounts),
      own_(::open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC)) {
  if (own_ < 0) refuse("open", "the mount namespace");
}

TaskMounts::~TaskMounts() { ::close(own_); }

std::string TaskMounts::shut() const {
  const std::vector<std::string> names = list_folder(kShared);
  if (!names.empty()) return concat("it has made ", kShared, "/", names[0]);
  for (const char* folder : kWritable) {
    if (!set_mount_attributes(folder, false, kReadOnly, 0)) {
      return concat("it holds a file in ", folder, " open");
    }
  }
  return "";
}

void TaskMounts::show(const WarmOrder& order) {
  std::vector<LooseMount> mounts;
  enter(host_);
  for (const ProgramWorld::Mount& mount : order.mounts) {
    mounts.emplace_back(mount);
  }
  enter(own_);
  mount_memory(kInputs, "mode=755,size=1m");
  for (const LooseMount& mount : mounts) mount.place();
  restrict_mount(kInputs, kReadOnly | kNoSetUser | kNoDevices, false);
  mount_shared_memory(kShared, order.shared_bytes);
}

void TaskMounts::hide() {
  for (const char* folder : kOfTask) {
    if (::umount2(folder, MNT_DETACH | UMOUNT_NOFOLLOW) != 0) {
      refuse("take away", folder);
    }
  }
}

}  // namespace moonstain
