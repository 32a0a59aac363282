#include "core/engine/program/filter.h"

#include <seccomp.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "core/base/error.h"

namespace moonstain {

namespace {

constexpr const char* kRefused[] = {"acct",
                                    "add_key",
                                    "bpf",
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
                                    "mount",
                                    "mount_setattr",
                                    "move_mount",
                                    "name_to_handle_at",
                                    "open_by_handle_at",
                                    "open_tree",
                                    "perf_event_open",
                                    "pivot_root",
                                    "process_vm_readv",
                                    "process_vm_writev",
                                    "ptrace",
                                    "quotactl",
                                    "reboot",
                                    "request_key",
                                    "setns",
                                    "swapoff",
                                    "swapon",
                                    "syslog",
                                    "umount2",
                                    "unshare",
                                    "userfaultfd",
                                    "vhangup"};

/// A program that asks for these looks whether they are there.
constexpr const char* kAbsent[] = {"io_uring_enter", "io_uring_register",
                                   "io_uring_setup"};

using Filter = std::unique_ptr<void, decltype(&seccomp_release)>;

void refuse(const Filter& filter, const char* call, int reason) {
  const int number = seccomp_syscall_resolve_name(call);
  // A call that the library does not know yet cannot be named by it.
  if (number == __NR_SCMP_ERROR) return;
  const int failed = seccomp_rule_add(
      filter.get(), SCMP_ACT_ERRNO(static_cast<unsigned>(reason)), number, 0);
  check(failed == 0, "cannot refuse the system call ", call, ": ",
        std::strerror(-failed));
}

}  // namespace

int program_filter() {
  const Filter filter(seccomp_init(SCMP_ACT_ALLOW), &seccomp_release);
  check(filter != nullptr, "cannot make a filter of system calls");
  for (const char* call : kRefused) refuse(filter, call, EPERM);
  for (const char* call : kAbsent) refuse(filter, call, ENOSYS);
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
