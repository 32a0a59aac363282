#include "core/engine/program/filter.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <netinet/in.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <initializer_list>
#include <memory>

#include "core/base/error.h"
#include "core/engine/process/group_usage.h"

namespace moonstain {

namespace {

constexpr const char* kRefused[] = {"acct",
                                    "add_key",
                                    "adjtimex",
                                    "bpf",
                                    "chroot",
                                    "clock_adjtime",
                                    "clock_settime",
                                    "delete_module",
                                    "fanotify_init",
                                    "finit_module",
                                    "fsconfig",
                                    "fsmount",
                                    "fsopen",
                                    "fspick",
                                    "init_module",
                                    "ioperm",
                                    "iopl",
                                    "kcmp",
                                    "kexec_file_load",
                                    "kexec_load",
                                    "keyctl",
                                    "lookup_dcookie",
                                    "migrate_pages",
                                    "modify_ldt",
                                    "mount",
                                    "mount_setattr",
                                    "move_mount",
                                    "move_pages",
                                    "name_to_handle_at",
                                    "open_by_handle_at",
                                    "open_tree",
                                    "perf_event_open",
                                    "pidfd_getfd",
                                    "pivot_root",
                                    "process_madvise",
                                    "process_vm_readv",
                                    "process_vm_writev",
                                    "ptrace",
                                    "quotactl",
                                    "reboot",
                                    "request_key",
                                    "setns",
                                    "settimeofday",
                                    "swapoff",
                                    "swapon",
                                    "syslog",
                                    "umount2",
                                    "unshare",
                                    "userfaultfd",
                                    "vhangup"};

/// A program that asks for these looks whether they are there. What clone3 is
/// to do stands in memory, which a filter cannot read; clone takes its place.
constexpr const char* kAbsent[] = {"clone3", "io_uring_enter",
                                   "io_uring_register", "io_uring_setup"};

/// Memory of a program that nobody could count (process/group_usage.h): files
/// without a folder; pages that a pipe or a socket keeps when no process has
/// them any more, where a byte keeps 2 MB; filters and rules that it gives the
/// kernel. All are missing somewhere, so programs go on without them.
constexpr const char* kUncounted[] = {
    "memfd_create", "memfd_secret", "vmsplice", "splice",
    "tee",          "sendfile",     "seccomp",  "landlock_create_ruleset"};

/// Numbers of what libraries of other years have no name for.
constexpr int kOpenTreeAttr = 467;
constexpr int kCloseRange = 436;

/// Namespaces, by the flags of clone: mounts, control groups, names, IPC,
/// users, processes, network. Of these each is refused by itself.
constexpr scmp_datum_t kNamespaces[] = {
    CLONE_NEWNS,   CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC,
    CLONE_NEWUSER, CLONE_NEWPID,    CLONE_NEWNET};

/// A thread that has files of its own, which /proc lists under its process for
/// nobody (process/group_usage.h): it is made so, or goes apart later.
constexpr scmp_datum_t kThreadFiles = CLONE_THREAD | CLONE_FILES;
constexpr scmp_datum_t kFilesApart = CLOSE_RANGE_UNSHARE;

/// What a fork may have in common with its parent, each refused by itself but
/// to threads. One that waits for what it has forked does nothing meanwhile, so
/// memory may be shared that way.
constexpr scmp_datum_t kSharedByThreads[] = {CLONE_FILES, CLONE_FS};
constexpr scmp_datum_t kSharesMemory = CLONE_VM | CLONE_THREAD | CLONE_VFORK;

/// Memory shared without a file stays whole as long as a part of it is mapped,
/// and /proc shows that part alone. So each piece counts for this much at least
/// (process/group_usage.h), and none is larger.
constexpr scmp_datum_t kSharedAnonymous = MAP_SHARED | MAP_ANONYMOUS;

/// To type into a terminal, or to paste into one, for whoever reads it.
constexpr scmp_datum_t kTerminal[] = {TIOCSTI, TIOCLINUX};

using Filter = std::unique_ptr<void, decltype(&seccomp_release)>;

void good(int failed) {
  check(failed == 0,
        "cannot make a filter of system calls: ", std::strerror(-failed));
}

std::uint32_t error(int reason) {
  return SCMP_ACT_ERRNO(static_cast<unsigned>(reason));
}

void refuse(const Filter& filter, const char* call, int reason) {
  const int number = seccomp_syscall_resolve_name(call);
  // A call that the library does not know yet cannot be named by it.
  if (number == __NR_SCMP_ERROR) return;
  good(seccomp_rule_add(filter.get(), error(reason), number, 0));
}

template <typename... Where>
void refuse(const Filter& filter, int call, int reason, Where... where) {
  good(seccomp_rule_add(filter.get(), error(reason), call, sizeof...(where),
                        where...));
}

/// All values of an argument but these, in their order. One whose upper half is
/// not 0 is none of them.
void refuse_others(const Filter& filter, int call, unsigned argument,
                   const std::initializer_list<scmp_datum_t>& allowed,
                   int reason) {
  scmp_datum_t value = 0;
  for (const scmp_datum_t one : allowed) {
    for (; value < one; ++value) {
      refuse(filter, call, reason, SCMP_CMP(argument, SCMP_CMP_EQ, value));
    }
    value = one + 1;
  }
  refuse(filter, call, reason, SCMP_CMP(argument, SCMP_CMP_GE, value));
}

/// All but sockets of these families and protocols, UNIX, TCP and UDP: others
/// load code of the kernel that is seldom looked at, and are not counted
/// (process/socket_usage.h).
void refuse_sockets(const Filter& filter) {
  for (const int call : {SCMP_SYS(socket), SCMP_SYS(socketpair)}) {
    refuse_others(filter, call, 0, {AF_UNIX, AF_INET, AF_INET6}, EAFNOSUPPORT);
    refuse_others(filter, call, 2, {0, PF_UNIX, IPPROTO_TCP, IPPROTO_UDP},
                  EPROTONOSUPPORT);
  }
}

/// An argument of which the kernel takes the lower half alone.
scmp_arg_cmp lower_half(unsigned argument, scmp_datum_t value) {
  return SCMP_CMP(argument, SCMP_CMP_MASKED_EQ, 0xffffffffU, value);
}

/// What makes one thing of the kernel hold much more than others of its kind,
/// or more than is counted.
void refuse_large(const Filter& filter) {
  refuse(filter, SCMP_SYS(mmap), EOPNOTSUPP,
         SCMP_A3(SCMP_CMP_MASKED_EQ, kSharedAnonymous, kSharedAnonymous),
         SCMP_A1(SCMP_CMP_GT, kMostSharedAnonymous));
  refuse(filter, SCMP_SYS(prctl), EINVAL, lower_half(0, PR_SET_SECCOMP));
  refuse(filter, SCMP_SYS(fcntl), EPERM, lower_half(1, F_SETPIPE_SZ));
  const auto option = [&](scmp_datum_t name, int reason) {
    refuse(filter, SCMP_SYS(setsockopt), reason, lower_half(1, SOL_SOCKET),
           lower_half(2, name));
  };
  // The kernel, too, takes the wish for a larger buffer without a word and
  // gives what it gives.
  option(SO_SNDBUF, 0);
  option(SO_ZEROCOPY, ENOPROTOOPT);
  option(SO_ATTACH_REUSEPORT_CBPF, ENOPROTOOPT);
}

void refuse_shared_forks(const Filter& filter) {
  for (const scmp_datum_t one : kSharedByThreads) {
    refuse(filter, SCMP_SYS(clone), EPERM,
           SCMP_A0(SCMP_CMP_MASKED_EQ, one | CLONE_THREAD, one));
  }
  refuse(filter, SCMP_SYS(clone), EPERM,
         SCMP_A0(SCMP_CMP_MASKED_EQ, kSharesMemory, CLONE_VM));
}

}  // namespace

int program_filter(bool forks_tasks) {
  const Filter filter(seccomp_init(SCMP_ACT_ALLOW), &seccomp_release);
  check(filter != nullptr, "cannot make a filter of system calls");
  for (const char* call : kRefused) refuse(filter, call, EPERM);
  for (const char* call : kAbsent) refuse(filter, call, ENOSYS);
  for (const char* call : kUncounted) refuse(filter, call, ENOSYS);
  good(seccomp_rule_add(filter.get(), error(EPERM), kOpenTreeAttr, 0));
  for (const scmp_datum_t one : kNamespaces) {
    refuse(filter, SCMP_SYS(clone), EPERM,
           SCMP_A0(SCMP_CMP_MASKED_EQ, one, one));
  }
  refuse(filter, SCMP_SYS(clone), EPERM,
         SCMP_A0(SCMP_CMP_MASKED_EQ, kThreadFiles, CLONE_THREAD));
  refuse(filter, kCloseRange, EINVAL,
         SCMP_A2(SCMP_CMP_MASKED_EQ, kFilesApart, kFilesApart));
  for (const scmp_datum_t command : kTerminal) {
    refuse(filter, SCMP_SYS(ioctl), EPERM, lower_half(1, command));
  }
  refuse_sockets(filter);
  refuse_large(filter);
  if (forks_tasks) refuse_shared_forks(filter);
  const int file = ::memfd_create("filter", MFD_CLOEXEC);
  check(file >= 0, "cannot make a file in memory: ", std::strerror(errno));
  const int failed = seccomp_export_bpf(filter.get(), file);
  if (failed != 0 || ::lseek(file, 0, SEEK_SET) != 0) {
    ::close(file);
    fail("cannot write a filter of system calls: ", std::strerror(-failed));
  }
  return file;
}

}  // namespace moonstain
