// A stranger's program that is after what is not its own, in each way that we
// know of. Both as root and as a plain user: see plain_user.h.
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cstddef>
#include <cstring>
#include <string>

#include "tests/cli/program_place.h"
#include "tests/support/plain_user.h"
#include "tests/support/short_folder.h"

namespace moonstain {

namespace utf = boost::unit_test;

BOOST_TEST_GLOBAL_FIXTURE(PlainUser);

namespace {

/// What each attack begins with; each says what came of it.
const std::string kTools = R"(import ctypes, os, socket, struct, sys
libc = ctypes.CDLL(None, use_errno=True)
out = open(sys.argv[1] + "/seen", "w")
def say(*words):
    print(*words, file=out)
def attempt(what, call):
    try:
        say(what, "DONE", call())
    except OSError as e:
        say(what, os.strerror(e.errno))
def refused(call):
    try:
        return call() in (b"", [])
    except OSError:
        return True
def call(*numbers):
    done = libc.syscall(*[ctypes.c_long(n) for n in numbers])
    if done < 0:
        raise OSError(ctypes.get_errno(), "")
    return done
def content(path):
    with open(path, "rb") as file:
        return file.read(1 << 16)
)";

/// What the attack says, `under` what it is started with.
std::string seen(const std::string& attack, const std::string& argument = "",
                 const std::string& under = "") {
  const PythonPlace place(
      kTools + attack,
      concat("arguments = { '{program}', '{output}', '", argument, "' }, "));
  const Said said = place.run("run sum", under);
  BOOST_REQUIRE_MESSAGE(said.code == 0, said.err);
  return place.made("seen");
}

/// A UNIX socket at which this test listens.
class HostSocket {
 public:
  explicit HostSocket(const std::string& name)
      : file_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    BOOST_REQUIRE(name.size() < sizeof address.sun_path);
    std::memcpy(address.sun_path, name.data(), name.size());
    const auto length =
        static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    BOOST_REQUIRE(
        ::bind(file_, reinterpret_cast<sockaddr*>(&address), length) == 0);
    BOOST_REQUIRE(::listen(file_, 1) == 0);
  }
  ~HostSocket() { ::close(file_); }
  HostSocket(const HostSocket&) = delete;
  HostSocket& operator=(const HostSocket&) = delete;

 private:
  int file_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(program_attacks_test)

// The first process is the one that came from a worker; a worker is given the
// user's environment.
BOOST_AUTO_TEST_CASE(the_users_environment_and_memory_are_out_of_reach,
                     *utf::precondition(can_confine)) {
  BOOST_TEST(
      seen(
          R"(names = ["environ", "mem", "maps", "smaps", "auxv", "cmdline", "fd",
         "cwd/", "root/", "exe", "status", "stack", "syscall", "io"]
for name in names:
    path = "/proc/1/" + name
    if not refused(lambda: os.listdir(path) if name[-1] in "/d" else
                   content(path)):
        say(path, "is open")
say("processes:", *["self" if int(p) == os.getpid() else p
                    for p in os.listdir("/proc") if p.isdigit()])
for process in [p for p in os.listdir("/proc") if p.isdigit()] + ["1"]:
    for name in ["environ", "cmdline", "maps", "mountinfo"]:
        try:
            if b"of-the-user" in content("/proc/%s/%s" % (process, name)):
                say(process, name, "tells the secret")
        except OSError:
            pass
say("secret:", os.environ.get("SECRET"))
attempt("trace it:", lambda: call(101, 16, 1, 0, 0))
attempt("read its memory:", lambda: call(310, 1, 0, 0, 0, 0, 0))
attempt("write its memory:", lambda: call(311, 1, 0, 0, 0, 0, 0))
attempt("take its files:", lambda: call(438, 3, 0, 0))
attempt("compare with it:", lambda: call(312, 1, os.getpid(), 0, 0, 0))
say("files:", *["%d %s" % (n, os.readlink("/proc/self/fd/%d" % n).split(":")[0])
                for n in range(3)])
say("other files:", [n for n in range(3, 1024) if n != out.fileno() and
                     not refused(lambda: os.fstat(n))])
os.kill(1, 9)
say("and the first process goes on")
)",
          "", "env SECRET=of-the-user") ==
      R"(processes: self
secret: None
trace it: Operation not permitted
read its memory: Operation not permitted
write its memory: Operation not permitted
take its files: Operation not permitted
compare with it: Operation not permitted
files: 0 /dev/null 1 pipe 2 pipe
other files: []
and the first process goes on
)");
}

// All that is neither a process nor empty.
BOOST_AUTO_TEST_CASE(of_the_kernel_only_plain_facts_are_seen,
                     *utf::precondition(can_confine)) {
  BOOST_TEST(seen(R"(for name in sorted(os.listdir("/proc")):
    path = "/proc/" + name
    if not name.isdigit() and not refused(
            lambda: os.listdir(path) if os.path.isdir(path) else content(path)):
        say(name)
def writable(path):
    try:
        os.close(os.open(path, os.O_WRONLY))
        return True
    except OSError:
        return False
for folder, _, files in os.walk("/proc"):
    if folder == "/proc" or not folder[6:].split("/")[0].isdigit():
        for path in [os.path.join(folder, file) for file in files]:
            if writable(path):
                say(path, "may be written")
for path in ["/proc/sys/kernel/core_pattern",
             "/proc/sys/kernel/hostname", "/proc/irq/default_smp_affinity",
             "/sys/kernel/uevent_helper", "/sys/fs/cgroup/cgroup.procs"]:
    attempt(path + ":", lambda: os.open(path, os.O_WRONLY))
say("devices:", *sorted(os.listdir("/dev")))
attempt("device:", lambda: os.mknod(sys.argv[1] + "/mem", 0o020666,
                                    os.makedev(1, 1)))
)") == R"(cpuinfo
filesystems
loadavg
meminfo
mounts
net
self
stat
thread-self
uptime
version
/proc/sys/kernel/core_pattern: No such file or directory
/proc/sys/kernel/hostname: No such file or directory
/proc/irq/default_smp_affinity: No such file or directory
/sys/kernel/uevent_helper: No such file or directory
/sys/fs/cgroup/cgroup.procs: No such file or directory
devices: fd full null ptmx pts random shm stderr stdin stdout urandom zero
device: Operation not permitted
)");
}

BOOST_AUTO_TEST_CASE(nobody_inside_is_root, *utf::precondition(can_confine)) {
  BOOST_TEST(seen(R"(say(os.getresuid(), os.getresgid())
say(content("/proc/self/uid_map").split()[0::2],
    content("/proc/self/setgroups"))
for line in open("/proc/self/status"):
    if line.startswith(("Cap", "NoNewPrivs", "Seccomp:")):
        say(*line.split())
attempt("setuid:", lambda: os.setuid(0))
attempt("setgid:", lambda: os.setgid(0))
attempt("setgroups:", lambda: os.setgroups([0]))
open(sys.argv[1] + "/own", "w").close()
attempt("chown:", lambda: os.chown(sys.argv[1] + "/own", 0, 0))
attempt("capset:", lambda: call(126, id(header := ctypes.create_string_buffer(
    struct.pack("Ii", 0x20080522, 0))) and ctypes.addressof(header),
    ctypes.addressof(ctypes.create_string_buffer(b"\xff" * 24))))
attempt("priority:", lambda: os.setpriority(os.PRIO_PROCESS, 0, -5))
)") == R"((1000, 1000, 1000) (1000, 1000, 1000)
[b'1000', b'1'] b'deny\n'
CapInh: 0000000000000000
CapPrm: 0000000000000000
CapEff: 0000000000000000
CapBnd: 0000000000000000
CapAmb: 0000000000000000
NoNewPrivs: 1
Seccomp: 2
setuid: Invalid argument
setgid: Invalid argument
setgroups: Operation not permitted
chown: Invalid argument
capset: Operation not permitted
priority: Permission denied
)");
}

BOOST_AUTO_TEST_CASE(calls_that_no_program_needs_are_refused,
                     *utf::precondition(can_confine)) {
  BOOST_TEST(
      seen(R"(calls = {
    "acct": 163, "add_key": 248, "adjtimex": 159, "bpf": 321, "chroot": 161,
    "clock_adjtime": 305, "clock_settime": 227, "clone3": 435,
    "delete_module": 176, "fanotify_init": 300, "finit_module": 313,
    "fsconfig": 431, "fsmount": 432, "fsopen": 430, "fspick": 433,
    "init_module": 175, "io_uring_enter": 426, "io_uring_register": 427,
    "io_uring_setup": 425, "ioperm": 173, "iopl": 172, "kcmp": 312,
    "kexec_file_load": 320, "kexec_load": 246, "keyctl": 250,
    "landlock_create_ruleset": 444, "lookup_dcookie": 212,
    "memfd_create": 319, "memfd_secret": 447, "migrate_pages": 256,
    "modify_ldt": 154,
    "mount": 165, "mount_setattr": 442, "move_mount": 429, "move_pages": 279,
    "name_to_handle_at": 303, "open_by_handle_at": 304, "open_tree": 428,
    "open_tree_attr": 467, "perf_event_open": 298, "pidfd_getfd": 438,
    "pivot_root": 155, "process_madvise": 440, "process_vm_readv": 310,
    "process_vm_writev": 311, "ptrace": 101, "quotactl": 179, "reboot": 169,
    "request_key": 249, "seccomp": 317, "sendfile": 40, "setns": 308,
    "settimeofday": 164, "splice": 275, "swapoff": 168, "swapon": 167,
    "syslog": 103, "tee": 276, "umount2": 166, "unshare": 272,
    "userfaultfd": 323, "vhangup": 153, "vmsplice": 278}
answers = {}
for name, number in calls.items():
    try:
        call(number, 0, 0, 0, 0, 0, 0)
        answer = "DONE"
    except OSError as e:
        answer = os.strerror(e.errno)
    answers.setdefault(answer, []).append(name)
for answer in sorted(answers):
    names = answers[answer]
    say(answer, *(names if len(names) < 20 else [len(names)]))
for bit in [0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000,
            0x40000000]:
    attempt("clone %x:" % bit, lambda: call(56, bit | 17, 0, 0, 0, 0))
attempt("thread with files of its own:", lambda: call(56, 0x10900, 0, 0, 0, 0))
attempt("files apart:", lambda: call(436, 900, 901, 2))
attempt("close:", lambda: call(436, 900, 901, 4))
master, slave = os.openpty()
attempt("type:", lambda: call(16, slave, 0x5412, ctypes.addressof(
    ctypes.create_string_buffer(b"x"))))
attempt("type by long number:", lambda: call(16, slave, 0x7f00005412, 0))
attempt("paste:", lambda: call(16, slave, 0x541c, 0))
attempt("filter:", lambda: call(157, 22, 2, 0))
one = socket.socket()
for option in [51, 60]:
    attempt("option %d:" % option, lambda: one.setsockopt(1, option, 1))
def watches():
    for count in range(100): call(253)
attempt("watches:", watches)
child = os.fork()
if child == 0:  # getpid() as a program of 32 bits asks for it
    import mmap
    code = mmap.mmap(-1, 4096, prot=7)
    code.write(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3")
    ctypes.CFUNCTYPE(ctypes.c_int)(
        ctypes.addressof(ctypes.c_char.from_buffer(code)))()
    os._exit(0)
say("another architecture:", os.WTERMSIG(os.waitpid(child, 0)[1]))
)") ==
      R"(Function not implemented clone3 io_uring_enter io_uring_register io_uring_setup landlock_create_ruleset memfd_create memfd_secret seccomp sendfile splice tee vmsplice
Operation not permitted 51
clone 20000: Operation not permitted
clone 2000000: Operation not permitted
clone 4000000: Operation not permitted
clone 8000000: Operation not permitted
clone 10000000: Operation not permitted
clone 20000000: Operation not permitted
clone 40000000: Operation not permitted
thread with files of its own: Operation not permitted
files apart: Invalid argument
close: DONE 0
type: Operation not permitted
type by long number: Operation not permitted
paste: Operation not permitted
filter: Invalid argument
option 51: Protocol not available
option 60: Protocol not available
watches: Too many open files
another architecture: 31
)");
}

// Two listeners of the host, one by a name that is no file; a memory segment.
BOOST_AUTO_TEST_CASE(no_way_to_talk_leads_out,
                     *utf::precondition(can_confine)) {
  const std::string name = concat("moonstain-", ::getpid());
  const HostSocket abstract(std::string(1, '\0') + name);
  const ShortFolder folder;
  const HostSocket file(folder.path / "socket");
  const int segment = ::shmget(0x4d4f4f4e, 4096, IPC_CREAT | 0666);
  BOOST_REQUIRE(segment >= 0);
  const std::string said = seen(concat(R"(works = set()
for family in range(64):
    for kind in [1, 2, 3, 4, 5, 6, 10]:
        try:
            socket.socket(family, kind).close()
            works.add((family, kind))
        except OSError:
            pass
say("sockets:", sorted(works))
for family in [0, 9, 11, 16, 17, 38, 40, 1 << 32 | 16]:
    attempt("family %x:" % family, lambda: call(41, family, 3, 0))
for protocol in [2, 33, 132, 136, 262, 1 << 32 | 6]:
    attempt("protocol %x:" % protocol, lambda: call(41, 2, 1, protocol))
attempt("pair of another:", lambda: call(53, 30, 1, 0, ctypes.addressof(
    ctypes.create_string_buffer(8))))
unix = socket.socket(socket.AF_UNIX)
attempt("abstract:", lambda: unix.connect("\0)",
                                       name, R"("))
attempt("file:", lambda: unix.connect(")",
                                       (folder.path / "socket").native(), R"("))
attempt("segment:", lambda: call(29, 0x4d4f4f4e, 0, 0))
one, two = socket.socketpair()
one.sendall(b"to a child of its own")
say(two.recv(64).decode())
)"));
  ::shmctl(segment, IPC_RMID, nullptr);
  BOOST_TEST(
      said ==
      R"(sockets: [(1, 1), (1, 2), (1, 3), (1, 5), (2, 1), (2, 2), (10, 1), (10, 2)]
family 0: Address family not supported by protocol
family 9: Address family not supported by protocol
family b: Address family not supported by protocol
family 10: Address family not supported by protocol
family 11: Address family not supported by protocol
family 26: Address family not supported by protocol
family 28: Address family not supported by protocol
family 100000010: Address family not supported by protocol
protocol 2: Protocol not supported
protocol 21: Protocol not supported
protocol 84: Protocol not supported
protocol 88: Protocol not supported
protocol 106: Protocol not supported
protocol 100000006: Protocol not supported
pair of another: Address family not supported by protocol
abstract: Connection refused
file: No such file or directory
segment: Operation not permitted
to a child of its own
)");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
