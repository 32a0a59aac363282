// Part of jail.h: system calls that a worker's task has no business with.
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "core/base/error.h"
#include "core/engine/jail/jail.h"

namespace moonstain {

namespace {

// Calls that the pinned libseccomp has no names for.
constexpr int kFchmodat2 = 452;
constexpr int kSetxattrat = 463;
constexpr int kRemovexattrat = 466;
constexpr int kOpenTreeAttr = 467;
constexpr int kFileSetattr = 469;

constexpr int kNetwork[] = {SCMP_SYS(socket), SCMP_SYS(connect),
                            SCMP_SYS(bind),   SCMP_SYS(listen),
                            SCMP_SYS(accept), SCMP_SYS(accept4)};

// A program may talk to its own children over a socket pair.
constexpr int kOpenSockets[] = {SCMP_SYS(socketpair), SCMP_SYS(sendmsg),
                                SCMP_SYS(sendmmsg)};

constexpr int kProcesses[] = {SCMP_SYS(fork), SCMP_SYS(vfork), SCMP_SYS(execve),
                              SCMP_SYS(execveat)};

constexpr int kSignals[] = {SCMP_SYS(tkill), SCMP_SYS(rt_sigqueueinfo),
                            SCMP_SYS(pidfd_open), SCMP_SYS(pidfd_send_signal)};

constexpr int kOtherProcesses[] = {SCMP_SYS(ptrace),
                                   SCMP_SYS(process_vm_readv),
                                   SCMP_SYS(process_vm_writev),
                                   SCMP_SYS(process_madvise),
                                   SCMP_SYS(kcmp),
                                   SCMP_SYS(pidfd_getfd),
                                   SCMP_SYS(move_pages),
                                   SCMP_SYS(migrate_pages),
                                   SCMP_SYS(perf_event_open)};

constexpr int kMounts[] = {
    SCMP_SYS(sethostname), SCMP_SYS(setdomainname), SCMP_SYS(mount),
    SCMP_SYS(umount2),     SCMP_SYS(pivot_root),    SCMP_SYS(chroot),
    SCMP_SYS(setns),       SCMP_SYS(unshare),       SCMP_SYS(open_tree),
    SCMP_SYS(fsopen),      SCMP_SYS(move_mount),    SCMP_SYS(fsconfig),
    SCMP_SYS(fsmount),     SCMP_SYS(fspick),        SCMP_SYS(mount_setattr),
    kOpenTreeAttr};

constexpr int kSystem[] = {SCMP_SYS(bpf),
                           SCMP_SYS(keyctl),
                           SCMP_SYS(add_key),
                           SCMP_SYS(request_key),
                           SCMP_SYS(userfaultfd),
                           SCMP_SYS(io_uring_setup),
                           SCMP_SYS(io_uring_enter),
                           SCMP_SYS(io_uring_register),
                           SCMP_SYS(init_module),
                           SCMP_SYS(finit_module),
                           SCMP_SYS(delete_module),
                           SCMP_SYS(kexec_load),
                           SCMP_SYS(kexec_file_load),
                           SCMP_SYS(reboot),
                           SCMP_SYS(swapon),
                           SCMP_SYS(swapoff),
                           SCMP_SYS(acct),
                           SCMP_SYS(quotactl),
                           SCMP_SYS(syslog),
                           SCMP_SYS(settimeofday),
                           SCMP_SYS(clock_settime),
                           SCMP_SYS(clock_adjtime),
                           SCMP_SYS(adjtimex),
                           SCMP_SYS(iopl),
                           SCMP_SYS(ioperm),
                           SCMP_SYS(modify_ldt),
                           SCMP_SYS(vhangup),
                           SCMP_SYS(open_by_handle_at),
                           SCMP_SYS(fanotify_init),
                           SCMP_SYS(shmget),
                           SCMP_SYS(shmat),
                           SCMP_SYS(shmctl),
                           SCMP_SYS(msgget),
                           SCMP_SYS(msgsnd),
                           SCMP_SYS(msgrcv),
                           SCMP_SYS(msgctl),
                           SCMP_SYS(semget),
                           SCMP_SYS(semop),
                           SCMP_SYS(semtimedop),
                           SCMP_SYS(semctl),
                           SCMP_SYS(mq_open),
                           SCMP_SYS(mq_unlink)};

// Landlock does not look at these.
constexpr int kAttributes[] = {
    SCMP_SYS(chmod), SCMP_SYS(fchmod), SCMP_SYS(fchmodat),  kFchmodat2,
    SCMP_SYS(chown), SCMP_SYS(fchown), SCMP_SYS(lchown),    SCMP_SYS(fchownat),
    SCMP_SYS(utime), SCMP_SYS(utimes), SCMP_SYS(futimesat), SCMP_SYS(utimensat),
    kFileSetattr};
constexpr int kExtendedAttributes[] = {
    SCMP_SYS(setxattr),    SCMP_SYS(lsetxattr),    SCMP_SYS(fsetxattr),
    SCMP_SYS(removexattr), SCMP_SYS(lremovexattr), SCMP_SYS(fremovexattr),
    kSetxattrat,           kRemovexattrat};
constexpr unsigned kSetFlags = 0x40086602;  // FS_IOC_SETFLAGS
constexpr unsigned kSetXattr = 0x401c5820;  // FS_IOC_FSSETXATTR
constexpr unsigned kTypeForUser = 0x5412;   // TIOCSTI

constexpr int kMostRefused = 16;
std::atomic<int> refused_calls[kMostRefused];
std::atomic<int> refused_count;

// The call has not been made. It is noted, and gives EPERM like one that the
// kernel refuses: a library that only tried goes on without.
void on_refused(int, siginfo_t* info, void* context) {
  auto* registers = static_cast<ucontext_t*>(context)->uc_mcontext.gregs;
  registers[REG_RAX] = -EPERM;
  const int call = info->si_syscall;
  const int count = refused_count.load();
  for (int i = 0; i < count; ++i) {
    if (refused_calls[i].load() == call) return;
  }
  if (count < kMostRefused) {
    refused_calls[count].store(call);
    refused_count.store(count + 1);
  }
}

/// For a worker alone. The filters of a program (program/filter.cpp) and of a
/// recipe (bindings/lua/sandbox/jail.cpp) differ in what they do by default, in
/// how they come into force and in what is said when they do not: what is left
/// for the three to share is libseccomp.
class Filter {
 public:
  explicit Filter(std::uint32_t refusal)
      : filter_(seccomp_init(SCMP_ACT_ALLOW)), refusal_(refusal) {
    good(filter_ != nullptr ? 0 : -ENOMEM);
    good(seccomp_attr_set(filter_, SCMP_FLTATR_ACT_BADARCH,
                          SCMP_ACT_KILL_PROCESS));
  }
  ~Filter() { seccomp_release(filter_); }
  Filter(const Filter&) = delete;
  Filter& operator=(const Filter&) = delete;

  template <std::size_t kCount>
  void refuse(const int (&calls)[kCount]) {
    for (const int call : calls) {
      good(seccomp_rule_add(filter_, refusal_, call, 0));
    }
  }
  void refuse(int call, scmp_arg_cmp where) {
    good(seccomp_rule_add(filter_, refusal_, call, 1, where));
  }
  void missing(int call) {
    good(seccomp_rule_add(filter_, SCMP_ACT_ERRNO(ENOSYS), call, 0));
  }
  void load() { good(seccomp_load(filter_)); }

 private:
  static void good(int result) {
    check(result == 0, "the worker's jail: the filter of system calls: ",
          std::strerror(-result));
  }

  scmp_filter_ctx filter_;
  std::uint32_t refusal_;
};

scmp_arg_cmp argument(unsigned number, scmp_compare how, scmp_datum_t a,
                      scmp_datum_t b = 0) {
  return {number, how, a, b};
}

// The kernel takes the lower half of such an argument alone.
void refuse_command(Filter& filter, int call, unsigned number,
                    unsigned command) {
  filter.refuse(call,
                argument(number, SCMP_CMP_MASKED_EQ, 0xffffffffU, command));
}

void refuse_processes(Filter& filter) {
  filter.refuse(kProcesses);
  filter.refuse(kSignals);
  // The C library then makes threads by clone, whose flags can be seen.
  filter.missing(SCMP_SYS(clone3));
  filter.refuse(SCMP_SYS(clone),
                argument(0, SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0));
  const auto self = static_cast<scmp_datum_t>(::getpid());
  for (const int call :
       {SCMP_SYS(kill), SCMP_SYS(tgkill), SCMP_SYS(rt_tgsigqueueinfo)}) {
    filter.refuse(call, argument(0, SCMP_CMP_NE, self));
  }
  refuse_command(filter, SCMP_SYS(prctl), 0, PR_SET_PDEATHSIG);
  filter.refuse(kOpenSockets);
  filter.refuse(SCMP_SYS(sendto), argument(4, SCMP_CMP_NE, 0));
}

// Before version 3 Landlock lets a file be cut that may not be written.
void refuse_truncation(Filter& filter) {
  constexpr int cut[] = {SCMP_SYS(truncate)};
  filter.refuse(cut);
  filter.missing(SCMP_SYS(openat2));
  for (const int mode : {O_RDONLY, 3}) {
    const auto flags = static_cast<scmp_datum_t>(mode | O_TRUNC);
    filter.refuse(SCMP_SYS(open),
                  argument(1, SCMP_CMP_MASKED_EQ, O_ACCMODE | O_TRUNC, flags));
    filter.refuse(SCMP_SYS(openat),
                  argument(2, SCMP_CMP_MASKED_EQ, O_ACCMODE | O_TRUNC, flags));
  }
}

}  // namespace

bool has_call_filter() {
  constexpr unsigned kAsk = 2;  // SECCOMP_GET_ACTION_AVAIL
  static const bool works = [] {
    const std::uint32_t action = SCMP_ACT_TRAP;
    return ::syscall(SYS_seccomp, kAsk, 0U, &action) == 0;
  }();
  return works;
}

void filter_calls(const JailPlan& plan) {
  // A program that is started has no handler, and would die of a refusal.
  Filter filter(plan.starts_programs ? SCMP_ACT_ERRNO(EPERM) : SCMP_ACT_TRAP);
  filter.refuse(kOtherProcesses);
  filter.refuse(kSystem);
  refuse_command(filter, SCMP_SYS(ioctl), 1, kTypeForUser);
  if (plan.writes != WriteJail::mounts) {
    filter.refuse(kAttributes);
    filter.refuse(kExtendedAttributes);
    refuse_command(filter, SCMP_SYS(ioctl), 1, kSetFlags);
    refuse_command(filter, SCMP_SYS(ioctl), 1, kSetXattr);
  }
  if (!plan.has_own_network()) filter.refuse(kNetwork);
  if (!plan.starts_programs) {
    filter.refuse(kMounts);
    refuse_processes(filter);
    struct sigaction action {};
    action.sa_sigaction = on_refused;
    action.sa_flags = SA_SIGINFO | SA_NODEFER;
    ::sigaction(SIGSYS, &action, nullptr);
  } else if (plan.writes == WriteJail::mounts) {
    // A file of root's with a right in it would keep it in the store.
    filter.refuse(kExtendedAttributes);
  } else {
    filter.refuse(kMounts);
  }
  const int abi = plan.landlock_abi > 0 ? plan.landlock_abi : landlock_abi();
  if (plan.writes == WriteJail::landlock && abi < 3) refuse_truncation(filter);
  filter.load();
}

std::vector<std::string> take_refused_calls() {
  std::vector<std::string> names;
  const int count = refused_count.load();
  for (int i = 0; i < count; ++i) {
    const int call = refused_calls[i].load();
    char* name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, call);
    names.push_back(name != nullptr ? name : concat("system call ", call));
    std::free(name);
  }
  refused_count.store(0);
  return names;
}

}  // namespace moonstain
