#include "core/engine/program/filter.h"

#include <linux/close_range.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "core/base/error.h"

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
/// Memory in files without a folder could not be counted
/// (process/group_usage.h).
constexpr const char* kAbsent[] = {
    "clone3",         "io_uring_enter", "io_uring_register",
    "io_uring_setup", "memfd_create",   "memfd_secret"};

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

void refuse(const Filter& filter, int call, int reason, scmp_arg_cmp where) {
  good(seccomp_rule_add(filter.get(), error(reason), call, 1, where));
}

/// All but sockets of these families, AF_UNIX and the two of IP: others load
/// code of the kernel that is seldom looked at. One whose upper half is not 0
/// is no family.
void refuse_sockets(const Filter& filter) {
  constexpr scmp_datum_t allowed[] = {AF_UNIX, AF_INET, AF_INET6};
  for (const int call : {SCMP_SYS(socket), SCMP_SYS(socketpair)}) {
    scmp_datum_t family = 0;
    for (const scmp_datum_t one : allowed) {
      for (; family < one; ++family) {
        refuse(filter, call, EAFNOSUPPORT, SCMP_A0(SCMP_CMP_EQ, family));
      }
      family = one + 1;
    }
    refuse(filter, call, EAFNOSUPPORT, SCMP_A0(SCMP_CMP_GE, family));
  }
}

}  // namespace

int program_filter() {
  const Filter filter(seccomp_init(SCMP_ACT_ALLOW), &seccomp_release);
  check(filter != nullptr, "cannot make a filter of system calls");
  for (const char* call : kRefused) refuse(filter, call, EPERM);
  for (const char* call : kAbsent) refuse(filter, call, ENOSYS);
  good(seccomp_rule_add(filter.get(), error(EPERM), kOpenTreeAttr, 0));
  for (const scmp_datum_t one : kNamespaces) {
    refuse(filter, SCMP_SYS(clone), EPERM,
           SCMP_A0(SCMP_CMP_MASKED_EQ, one, one));
  }
  refuse(filter, SCMP_SYS(clone), EPERM,
         SCMP_A0(SCMP_CMP_MASKED_EQ, kThreadFiles, CLONE_THREAD));
  refuse(filter, kCloseRange, EINVAL,
         SCMP_A2(SCMP_CMP_MASKED_EQ, kFilesApart, kFilesApart));
  // The kernel takes the lower half of such an argument alone.
  for (const scmp_datum_t command : kTerminal) {
    refuse(filter, SCMP_SYS(ioctl), EPERM,
           SCMP_A1(SCMP_CMP_MASKED_EQ, 0xffffffffU, command));
  }
  refuse_sockets(filter);
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
