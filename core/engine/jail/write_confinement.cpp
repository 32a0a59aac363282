// Part of jail.h: writes of a worker: Landlock, or mounts of its own.
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>

#include "core/base/error.h"
#include "core/engine/jail/jail.h"
#include "core/engine/jail/mount_attributes.h"

namespace moonstain {

using namespace mount_attribute;

namespace {

// linux/landlock.h of the pinned headers ends at version 2 of the interface.
constexpr long kCreateRuleset = 444;
constexpr long kAddRule = 445;
constexpr long kRestrictSelf = 446;
constexpr unsigned kAskVersion = 1;
constexpr int kPathBeneath = 1;

struct Ruleset {
  std::uint64_t files = 0;
  std::uint64_t network = 0;
  std::uint64_t scoped = 0;
};
struct PathRule {
  std::uint64_t allowed;
  std::int32_t folder;
} __attribute__((packed));

constexpr std::uint64_t bit(int n) { return std::uint64_t{1} << n; }
constexpr std::uint64_t kWriteFile = bit(1);
// Remove folder, file; make device, folder, file, socket, pipe, block device,
// link.
constexpr std::uint64_t kChangeFolder = bit(4) | bit(5) | bit(6) | bit(7) |
                                        bit(8) | bit(9) | bit(10) | bit(11) |
                                        bit(12);
constexpr std::uint64_t kMove = bit(13);            // from version 2
constexpr std::uint64_t kTruncate = bit(14);        // 3
constexpr std::uint64_t kDevice = bit(15);          // 5: ioctl
constexpr std::uint64_t kTcp = bit(0) | bit(1);     // 4: bind, connect
constexpr std::uint64_t kScopes = bit(0) | bit(1);  // 6: sockets, signals
constexpr std::uint64_t kMakeDevice = bit(6) | bit(11);

std::size_t ruleset_size(int abi) {
  return abi >= 6   ? sizeof(Ruleset)
         : abi >= 4 ? 2 * sizeof(std::uint64_t)
                    : sizeof(std::uint64_t);
}

void refuse(std::string_view what) {
  fail("the worker's jail: ", what, ": ", std::strerror(errno));
}

void add_rule(int rules, const char* path, std::uint64_t allowed) {
  const int file = ::open(path, O_PATH | O_CLOEXEC);
  if (file < 0) refuse(path);
  const PathRule rule{allowed, file};
  const long done = ::syscall(kAddRule, rules, kPathBeneath, &rule, 0U);
  ::close(file);
  if (done != 0) refuse("a Landlock rule");
}

void enter_landlock(const JailPlan& plan, bool files) {
  const int abi = plan.landlock_abi > 0 ? plan.landlock_abi : landlock_abi();
  Ruleset rules;
  if (files) {
    rules.files = kWriteFile | kChangeFolder | kMove;
    if (abi >= 3) rules.files |= kTruncate;
    if (abi >= 5) rules.files |= kDevice;
  }
  if (abi >= 4 && !plan.has_own_network()) rules.network = kTcp;
  if (abi >= 6) rules.scoped = kScopes;
  const int file = static_cast<int>(
      ::syscall(kCreateRuleset, &rules, ruleset_size(abi), 0U));
  if (file < 0) refuse("Landlock");
  if (files) {
    const std::uint64_t below = rules.files & ~kMakeDevice & ~kDevice;
    add_rule(file, plan.folder.c_str(), below);
    add_rule(file, "/dev/null", kWriteFile | (rules.files & kTruncate));
    for (const std::string& device : plan.devices) {
      add_rule(file, device.c_str(), rules.files & (kWriteFile | kDevice));
    }
  }
  const long done = ::syscall(kRestrictSelf, file, 0U);
  const int reason = errno;
  ::close(file);
  errno = reason;
  if (done != 0) refuse("Landlock");
}

bool write_text(const char* path, std::string_view text) {
  const int file = ::open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return false;
  const bool written = ::write(file, text.data(), text.size()) ==
                       static_cast<ssize_t>(text.size());
  ::close(file);
  return written;
}

// Ids stay what they are: all of them where root may say so, else the own one.
bool map_all_ids(pid_t process) {
  constexpr std::string_view all = "0 0 4294967295";
  return write_text(concat("/proc/", process, "/uid_map").c_str(), all) &&
         write_text(concat("/proc/", process, "/gid_map").c_str(), all);
}

bool map_own_id(uid_t user, gid_t group) {
  return write_text("/proc/self/setgroups", "deny") &&
         write_text("/proc/self/uid_map", concat(user, " ", user, " 1")) &&
         write_text("/proc/self/gid_map", concat(group, " ", group, " 1"));
}

// Only who is outside of a user namespace may map more ids into it than one: a
// fork stays behind, and maps when it is told that there is one.
bool unshare_mapped(int kinds) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return false;
  const pid_t self = ::getpid();
  const pid_t outside = ::fork();
  if (outside == 0) {
    ::close(ends[1]);
    char byte = 0;
    ::_exit(::read(ends[0], &byte, 1) == 1 && map_all_ids(self) ? 0 : 1);
  }
  const bool made = outside > 0 && ::unshare(kinds) == 0;
  if (made && ::write(ends[1], "x", 1) != 1) ::kill(outside, SIGKILL);
  ::close(ends[0]);
  ::close(ends[1]);
  int status = 1;
  while (outside > 0 && ::waitpid(outside, &status, 0) < 0 && errno == EINTR) {
  }
  return made && (status == 0 || map_own_id(0, 0));
}

// A user namespace gives the right to make mounts. A program gets a network of
// its own, in which there is nothing: it may need sockets for itself.
bool own_namespaces(bool starts_programs) {
  const uid_t user = ::geteuid();
  const gid_t group = ::getegid();
  const int kinds =
      CLONE_NEWUSER | CLONE_NEWNS | (starts_programs ? CLONE_NEWNET : 0);
  if (user == 0 && group == 0) return unshare_mapped(kinds);
  return ::unshare(kinds) == 0 && map_own_id(user, group);
}

constexpr const char* kPlainDevices[] = {"/dev/null", "/dev/zero", "/dev/full",
                                         "/dev/random", "/dev/urandom"};

bool mount_read_only(const char* writable, bool starts_programs,
                     const std::vector<std::string>& own_devices) {
  const auto bind = [](const char* path) {
    return ::mount(path, path, nullptr, MS_BIND, nullptr) == 0;
  };
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_SLAVE, nullptr) != 0 ||
      !bind(writable)) {
    return false;
  }
  std::vector<std::string> devices = own_devices;
  devices.insert(devices.end(), std::begin(kPlainDevices),
                 std::end(kPlainDevices));
  for (const std::string& device : devices) {
    if (::access(device.c_str(), F_OK) == 0 && !bind(device.c_str())) {
      return false;
    }
  }
  if (!set_mount_attributes("/", true, kReadOnly | kNoDevices, 0)) return false;
  for (const std::string& device : devices) {
    // Where they were without devices before, they cannot be given.
    set_mount_attributes(device.c_str(), false, 0, kNoDevices);
  }
  // What makes a sandbox of its own writes there which ids are whose, and
  // mounts a fresh one, which the kernel allows where this one is whole.
  if (starts_programs) set_mount_attributes("/proc", false, 0, kReadOnly);
  return set_mount_attributes(writable, false, 0, kReadOnly);
}

void enter_mounts(const JailPlan& plan) {
  if (!own_namespaces(plan.starts_programs)) refuse("a user namespace");
  if (!mount_read_only(plan.folder.c_str(), plan.starts_programs,
                       plan.devices)) {
    refuse("mounts");
  }
}

// In a process of its own, so that this one stays as it is. The folder to be
// written is on a mount of its own: what was read-only before stays so.
bool try_mounts() {
  constexpr const char* place = "/usr";
  const pid_t child = ::fork();
  if (child == 0) {
    const bool works = own_namespaces(true) &&
                       ::mount("tmpfs", place, "tmpfs", 0, nullptr) == 0 &&
                       mount_read_only(place, false, {});
    ::_exit(works ? 0 : 1);
  }
  int status = 1;
  while (child > 0 && ::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return child > 0 && status == 0;
}

// Root may write everywhere and mount; what a step needs is to read. Whoever is
// not root has no right but in a namespace of its own, and needs none there.
// For a program that is put into a sandbox root gives way to nobody, maps ids
// that are not its own, and takes over what nobody has written.
void drop_rights(bool makes_sandboxes) {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct rights[2] = {};
  if (::syscall(SYS_capget, &header, rights) != 0) return;
  std::uint32_t keep = 0;
  if (::geteuid() == 0) {
    keep = 1U << CAP_DAC_OVERRIDE | 1U << CAP_DAC_READ_SEARCH;
    if (makes_sandboxes) {
      keep |= 1U << CAP_SETFCAP | 1U << CAP_SETUID | 1U << CAP_SETGID |
              1U << CAP_CHOWN | 1U << CAP_FOWNER;
    }
  }
  for (int i = 0; i < 2; ++i) {
    rights[i].effective &= i == 0 ? keep : 0;
    rights[i].permitted &= i == 0 ? keep : 0;
    rights[i].inheritable = 0;
  }
  if (::syscall(SYS_capset, &header, rights) != 0) refuse("capset");
}

}  // namespace

std::string_view write_jail_name(WriteJail jail) {
  switch (jail) {
    case WriteJail::landlock:
      return "landlock";
    case WriteJail::mounts:
      return "mounts";
    case WriteJail::none:
      break;
  }
  return "none";
}

int landlock_abi() {
  // -1 where it is not built in (ENOSYS) or was not switched on (EOPNOTSUPP).
  static const int abi = static_cast<int>(
      std::max(0L, ::syscall(kCreateRuleset, nullptr, 0UL, kAskVersion)));
  return abi;
}

bool has_landlock() { return landlock_abi() >= kLeastLandlock; }

bool has_own_mounts() {
  static const bool works = try_mounts();
  return works;
}

WriteJail best_write_jail(bool starts_programs) {
  if (starts_programs && has_own_mounts()) return WriteJail::mounts;
  if (has_landlock()) return WriteJail::landlock;
  return has_own_mounts() ? WriteJail::mounts : WriteJail::none;
}

void confine_writes(const JailPlan& plan) {
  if (plan.writes == WriteJail::mounts) enter_mounts(plan);
  drop_rights(plan.starts_programs);
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) refuse("no new rights");
  const bool files = plan.writes == WriteJail::landlock;
  // Without rules for files it still bounds signals and TCP.
  if (files || landlock_abi() >= 6) enter_landlock(plan, files);
}

void enter_worker_jail(const JailPlan& plan) {
  confine_writes(plan);
  if (has_call_filter()) filter_calls(plan);
}

void drop_sandbox_rights() { drop_rights(false); }

void narrow_worker_jail() {
  drop_sandbox_rights();
  JailPlan narrow;
  narrow.writes = WriteJail::mounts;  // what they are is settled
  if (has_call_filter()) filter_calls(narrow);
}

}  // namespace moonstain
