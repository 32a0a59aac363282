// A stranger's program that takes memory or disk where neither its processes
// nor its folders show it. Both as root and as a plain user: see plain_user.h.
#include <boost/test/unit_test.hpp>

#include "tests/cli/program_place.h"
#include "tests/support/plain_user.h"

namespace moonstain {

namespace utf = boost::unit_test;

BOOST_TEST_GLOBAL_FIXTURE(PlainUser);

namespace {

/// What each begins with. Of each socket pair one end is filled.
const std::string kTools = R"(import array, ctypes, mmap, os, socket, sys, time
libc = ctypes.CDLL(None, use_errno=True)
def fill(one, message=b"x" * 30_000):
    one.setblocking(False)
    try:
        while True:
            one.send(message)
    except (BlockingIOError, OSError):
        return one
def send_files(one, *files):
    one.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS,
                          array.array("i", files))])
def stay():
    open("/output/done", "w").write("done")
    time.sleep(3)
)";

/// The first line of what a run says that is ended, else "done".
std::string said(const std::string& script, const std::string& needs) {
  const PythonPlace place(kTools + script, concat("needs = { ", needs, " }, "));
  const Said said = place.run("run sum");
  if (said.code == 0) return place.made("done");
  const std::string text = failure(said);
  return text.substr(0, text.find("\n  command: "));
}

/// 0.1 GB, of which Python takes a tenth.
std::string with_memory(const std::string& script) {
  return said(script, "memory_gb = 0.1");
}

const std::string kTooMuchMemory =
    "recipe.lua:3: theirs: was ended: it took more memory than its needs say, "
    "memory_gb = 0.1";
const std::string kTooMuchDisk =
    "recipe.lua:3: theirs: was ended: it wrote more than its needs say, "
    "disk_gb = 0.1";

}  // namespace

BOOST_AUTO_TEST_SUITE(program_hidden_use_test)

// 1,000 times 200 kB; 100 of these are nothing.
BOOST_AUTO_TEST_CASE(what_lies_in_sockets_counts,
                     *utf::precondition(can_confine)) {
  const std::string pairs = R"(kept = []
for i in range(count):
    pair = socket.socketpair(type=kind)
    fill(pair[0])
    kept.append(pair)
stay()
)";
  for (const char* kind : {"STREAM", "DGRAM", "SEQPACKET"}) {
    BOOST_TEST(with_memory(concat("count, kind = 1000, socket.SOCK_", kind,
                                  "\n", pairs)) == kTooMuchMemory,
               kind);
  }
  BOOST_TEST(with_memory("count, kind = 100, socket.SOCK_STREAM\n" + pairs) ==
             "done");
}

// It is charged to the one that has sent it, of whom nothing is known any more;
// small messages take the room of large ones.
BOOST_AUTO_TEST_CASE(what_a_closed_socket_has_sent_counts,
                     *utf::precondition(can_confine)) {
  const std::string pairs = R"(kept = []
for i in range(1000):
    pair = socket.socketpair(type=kind)
    fill(pair[0], b"x").close()
    kept.append(pair[1])
stay()
)";
  for (const char* kind : {"STREAM", "DGRAM", "SEQPACKET"}) {
    BOOST_TEST(with_memory(concat("kind = socket.SOCK_", kind, "\n", pairs)) ==
                   kTooMuchMemory,
               kind);
  }
  // Twelve at each, of which each has sent one large message and is closed.
  BOOST_TEST(with_memory(R"(kept = []
for i in range(100):
    kept.append(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
    kept[-1].bind("\0%d" % i)
    for j in range(12):
        one = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        one.setblocking(False)
        try:
            one.sendto(b"x" * 200_000, "\0%d" % i)
        except BlockingIOError:
            pass
        one.close()
stay()
)") == kTooMuchMemory);
}

// Nor is one seen that nobody has accepted, or that is on its way itself.
BOOST_AUTO_TEST_CASE(what_lies_in_sockets_of_nobody_counts,
                     *utf::precondition(can_confine)) {
  BOOST_TEST(with_memory(R"(server = socket.socket(socket.AF_UNIX)
server.bind("\0server")
server.listen(2000)
for i in range(1000):
    one = socket.socket(socket.AF_UNIX)
    one.connect("\0server")
    fill(one).close()
stay()
)") == kTooMuchMemory);
  BOOST_TEST(with_memory(R"(way = socket.socketpair()
for i in range(10):
    sent = []
    for j in range(100):
        sent += socket.socketpair()
        fill(sent[-1])
    send_files(way[0], *[one.fileno() for one in sent])
    for one in sent:
        one.close()
stay()
)") == kTooMuchMemory);
}

BOOST_AUTO_TEST_CASE(what_lies_in_sockets_of_ip_counts,
                     *utf::precondition(can_confine)) {
  BOOST_TEST(with_memory(R"(kept = []
server = socket.create_server(("127.0.0.1", 0))
for i in range(100):
    one = socket.create_connection(server.getsockname())
    other = server.accept()[0]
    for end in [one, other]:
        kept.append(fill(end))
        time.sleep(0.005)
        fill(end)
stay()
)") == kTooMuchMemory);
  BOOST_TEST(with_memory(R"(kept = []
for i in range(1000):
    server = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    server.bind(("::1", 0))
    one = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    one.connect(server.getsockname())
    for j in range(300):
        one.send(b"x" * 1000)
    kept.append(server)
stay()
)") == kTooMuchMemory);
}

// A wish for more is taken, and changes nothing.
BOOST_AUTO_TEST_CASE(buffers_are_as_the_kernel_makes_them,
                     *utf::precondition(can_confine)) {
  BOOST_TEST(with_memory(R"(pair = socket.socketpair()
def size(): return pair[0].getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF)
before = size()
pair[0].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 << 20)
open("/output/done", "w").write("same" if size() == before else "other")
)") == "same");
}

BOOST_AUTO_TEST_CASE(pipes_count, *utf::precondition(can_confine)) {
  BOOST_TEST(with_memory(R"(import fcntl
kept = []
def one():
    ends = os.pipe()
    os.set_blocking(ends[1], False)
    try:
        while True:
            os.write(ends[1], b"x" * 65536)
    except BlockingIOError:
        kept.append(ends)
try:
    fcntl.fcntl(os.pipe()[0], 1031, 1 << 20)
    raise SystemExit("a pipe became larger")
except PermissionError:
    pass
for i in range(6000): one()
stay()
)") == kTooMuchMemory);
}

// 1,000 pieces that are let go but for a page each. Larger ones cannot be had,
// nor through the device that gives zeros, which gives them to whoever reads.
BOOST_AUTO_TEST_CASE(memory_shared_without_a_file_is_had_in_small_pieces,
                     *utf::precondition(can_confine)) {
  BOOST_TEST(
      with_memory(R"(libc.munmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 4
libc.mmap.restype = ctypes.c_void_p
for i in range(2000):
    at = libc.mmap(None, 65536, 3, 0x21, -1, 0)
    ctypes.memset(at, 1, 65536)
    libc.munmap(at + 4096, 61440)
stay()
)") == kTooMuchMemory);
  BOOST_TEST(with_memory(R"(def reason(call):
    try:
        call()
    except OSError as e:
        return os.strerror(e.errno)
zero = os.open("/dev/zero", os.O_RDWR)
said = [reason(lambda: mmap.mmap(-1, 65537)),
        reason(lambda: mmap.mmap(zero, 4096)),
        reason(lambda: mmap.mmap(-1, 65536)),
        str(os.read(zero, 3))]
open("/output/done", "w").write("\n".join(map(str, said)))
)") == "Operation not supported\nNo such device\nNone\nb'\\x00\\x00\\x00'");
}

// 16 MB of records of the kernel in each of 60 processes: what tells of it must
// not take longer than they do.
BOOST_AUTO_TEST_CASE(open_files_count, *utf::precondition(can_confine)) {
  BOOST_TEST(with_memory(R"(for i in range(60):
    if os.fork() == 0:
        try:
            while True:
                os.eventfd(0)
        except OSError:
            time.sleep(600)
time.sleep(600)
)") == kTooMuchMemory);
}

// 15 MB of records of the kernel in each of ten processes.
BOOST_AUTO_TEST_CASE(mappings_count, *utf::precondition(can_confine)) {
  BOOST_TEST(
      with_memory(
          R"(libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 4
libc.mmap.restype = ctypes.c_void_p
for at in range(60_000):
    libc.mmap(0x100000000000 + 8192 * at, 4096, 1, 0x32, -1, 0)
for i in range(9):
    if os.fork() == 0:
        time.sleep(600)
time.sleep(600)
)") == kTooMuchMemory);
}

// Nobody has them open, and no folder shows them: 150 MB in files that go
// between processes, alone or in a socket that goes there itself.
BOOST_AUTO_TEST_CASE(files_on_their_way_count,
                     *utf::precondition(can_confine)) {
  const std::string files = R"(way = socket.socketpair()
sent = way
if how == "nested":
    sent = socket.socketpair()
for i in range(30):
    file = os.open("x", os.O_RDWR | os.O_CREAT)
    os.unlink("x")
    os.write(file, bytes(5_000_000))
    os.fsync(file)
    send_files(sent[0], file)
    os.close(file)
if how == "nested":
    send_files(way[0], sent[0].fileno(), sent[1].fileno())
    for one in sent:
        one.close()
if how == "read":
    for i in range(30):
        os.close(array.array("i", way[1].recvmsg(1, 64)[1][0][2])[0])
stay()
)";
  const std::string needs = "disk_gb = 0.1";
  BOOST_TEST(said("how = 'plain'\n" + files, needs) == kTooMuchDisk);
  BOOST_TEST(said("how = 'nested'\n" + files, needs) == kTooMuchDisk);
}

// What of a file without a name is mapped shows a part of it.
BOOST_AUTO_TEST_CASE(files_that_are_mapped_in_part_count,
                     *utf::precondition(can_confine)) {
  BOOST_TEST(said(R"(kept = []
for i in range(30):
    file = os.open("x", os.O_RDWR | os.O_CREAT)
    os.unlink("x")
    os.write(file, bytes(5_000_000))
    os.fsync(file)
    kept.append(mmap.mmap(file, 4096))
    os.close(file)
for name in os.listdir("/proc/self/fd"):
    try:
        if os.stat("/proc/self/fd/" + name).st_nlink == 0: os.close(int(name))
    except OSError:
        pass
stay()
)",
                  "disk_gb = 0.1") == kTooMuchDisk);
}

// As PyTorch's data loaders do: files of /dev/shm go to another process, while
// more is written on disk, and removed, than there may be at one time.
BOOST_AUTO_TEST_CASE(a_program_may_pass_files_on_and_write_again_and_again,
                     *utf::precondition(can_confine)) {
  BOOST_TEST(said(R"(way = socket.socketpair()
for i in range(40):
    file = os.open("/dev/shm/x", os.O_RDWR | os.O_CREAT)
    os.unlink("/dev/shm/x")
    os.write(file, bytes(1_000_000))
    send_files(way[0], file)
    os.close(file)
    with open("y", "wb") as scratch:
        scratch.write(bytes(10_000_000))
    time.sleep(0.05)
    os.close(array.array("i", way[1].recvmsg(1, 64)[1][0][2])[0])
    os.unlink("y")
stay()
)",
                  "disk_gb = 0.1, memory_gb = 0.1") == "done");
}

// The calls that are missing are those that such programs do without.
BOOST_AUTO_TEST_CASE(copies_pools_and_shared_arrays_work_as_ever,
                     *utf::precondition(can_confine)) {
  BOOST_TEST(with_memory(R"(import multiprocessing, shutil, subprocess
from multiprocessing import shared_memory
def square(x): return x * x
open("a", "wb").write(bytes(range(256)) * 1000)
shutil.copyfile("a", "b")
subprocess.run("cp b c && cat c | cat > d && head -c 1000 /dev/zero > e && "
               "dd if=/dev/zero of=f bs=1000 count=2 2> /dev/null && "
               "cmp a d && cat e e | cmp - f", shell=True, check=True)
with multiprocessing.Pool(2) as pool:
    squares = pool.map(square, range(5))
block = shared_memory.SharedMemory(create=True, size=10_000_000)
block.buf[0] = 7
array = multiprocessing.RawArray("d", 100_000)
sent, way = multiprocessing.Pipe()
sent.send(squares)
with socket.create_server(("127.0.0.1", 0)) as server:
    one = socket.create_connection(server.getsockname())
    with open("a", "rb") as file:
        one.sendfile(file, count=1000)
    got = server.accept()[0].recv(1000, socket.MSG_WAITALL)
open("/output/done", "w").write("%s %d %d" % (way.recv(), block.buf[0],
                                              len(got)))
block.unlink()
)") == "[0, 1, 4, 9, 16] 7 1000");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
