#include "core/engine/process/socket_usage.h"

#include <fcntl.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include "core/base/error.h"

namespace moonstain {

namespace {

/// Of the kernel's own records of a socket: a TCP socket with its file.
constexpr std::uint64_t kSocketBytes = 4096;
/// A message may be begun when a buffer is not quite full.
constexpr std::uint64_t kLastMessageBytes = 64 << 10;
/// Messages that wait at one datagram socket for all who are not its partner.
constexpr const char* kDatagrams = "10";
constexpr std::uint64_t kMostDatagrams = 11;
constexpr std::size_t kAnswerBytes = 64 << 10;
constexpr std::uint32_t kAllStates = ~0U;

void write_setting(const char* path, const char* text) {
  const int file = ::open(path, O_WRONLY | O_CLOEXEC);
  const auto size = static_cast<ssize_t>(std::strlen(text));
  const bool written =
      file >= 0 && ::write(file, text, std::strlen(text)) == size;
  const int reason = errno;
  if (file >= 0) ::close(file);
  check(written, "cannot write ", path, ": ", std::strerror(reason));
}

/// A message of one byte with an open file.
struct FileMessage {
  char byte = 'x';
  iovec part{&byte, 1};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  msghdr message{};

  FileMessage() {
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
  }
  FileMessage(const FileMessage&) = delete;
  FileMessage& operator=(const FileMessage&) = delete;
};

/// The attribute of this kind behind a message's fixed part, at least `size`
/// long; null where there is none.
const void* attribute(const char* at, const char* end, int kind,
                      std::size_t size) {
  while (end - at >= static_cast<std::ptrdiff_t>(sizeof(nlattr))) {
    nlattr head{};
    std::memcpy(&head, at, sizeof head);
    if (head.nla_len < sizeof head || head.nla_len > end - at) break;
    if (head.nla_type == kind && head.nla_len >= NLA_HDRLEN + size) {
      return at + NLA_HDRLEN;
    }
    at += std::min<std::ptrdiff_t>(NLA_ALIGN(head.nla_len), end - at);
  }
  return nullptr;
}

struct Memory {
  std::uint32_t values[SK_MEMINFO_VARS] = {};

  std::uint64_t bytes() const {
    return std::uint64_t{values[SK_MEMINFO_RMEM_ALLOC]} +
           std::max(values[SK_MEMINFO_WMEM_ALLOC],
                    values[SK_MEMINFO_WMEM_QUEUED]) +
           values[SK_MEMINFO_OPTMEM] + values[SK_MEMINFO_BACKLOG];
  }
};

template <typename T>
T read_attribute(const char* at, const char* end, int kind) {
  T value{};
  if (const void* found = attribute(at, end, kind, sizeof value)) {
    std::memcpy(&value, found, sizeof value);
  }
  return value;
}

// What may lie in its queue beside what its senders are charged with. Of one
// that listens, in the queues of those that nobody has accepted.
std::uint64_t unseen_bytes(const unix_diag_msg& socket, const char* at,
                           const char* end, const Memory& memory) {
  const std::uint64_t waits =
      read_attribute<unix_diag_rqlen>(at, end, UNIX_DIAG_RQLEN).udiag_rqueue;
  const std::uint64_t buffer =
      memory.values[SK_MEMINFO_SNDBUF] + kLastMessageBytes;
  if (waits == 0) return 0;
  if (socket.udiag_state == TCP_LISTEN) return waits * buffer;
  if (socket.udiag_type == SOCK_DGRAM) return kMostDatagrams * buffer;
  const bool has_partner =
      read_attribute<std::uint32_t>(at, end, UNIX_DIAG_PEER) != 0;
  return has_partner ? 0 : buffer;
}

}  // namespace

SocketUsage::~SocketUsage() {
  if (socket_ >= 0) ::close(socket_);
}

bool SocketUsage::has_come() {
  if (socket_ >= 0) return true;
  FileMessage one;
  if (::recvmsg(channel_, &one.message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC) != 1) {
    return false;
  }
  const cmsghdr* header = CMSG_FIRSTHDR(&one.message);
  if (header != nullptr && header->cmsg_type == SCM_RIGHTS) {
    std::memcpy(&socket_, CMSG_DATA(header), sizeof socket_);
  }
  return socket_ >= 0;
}

void SocketUsage::look() {
  if (!has_come()) return;
  bytes_ = 0;
  unix_.clear();
  ask(AF_UNIX, 0);
  for (const int family : {AF_INET, AF_INET6}) {
    for (const int protocol : {IPPROTO_TCP, IPPROTO_UDP}) {
      ask(family, protocol);
    }
  }
}

void SocketUsage::ask(int family, int protocol) {
  struct {
    nlmsghdr header{};
    union {
      unix_diag_req of_unix;
      inet_diag_req_v2 of_ip;
    };
  } request{};
  static_assert(sizeof(nlmsghdr) == NLMSG_HDRLEN);
  std::size_t length = NLMSG_HDRLEN;
  if (family == AF_UNIX) {
    request.of_unix = {};
    request.of_unix.sdiag_family = AF_UNIX;
    request.of_unix.udiag_states = kAllStates;
    request.of_unix.udiag_show =
        UDIAG_SHOW_MEMINFO | UDIAG_SHOW_RQLEN | UDIAG_SHOW_PEER;
    length += sizeof request.of_unix;
  } else {
    request.of_ip = {};
    request.of_ip.sdiag_family = static_cast<std::uint8_t>(family);
    request.of_ip.sdiag_protocol = static_cast<std::uint8_t>(protocol);
    request.of_ip.idiag_ext = 1 << (INET_DIAG_SKMEMINFO - 1);
    request.of_ip.idiag_states = kAllStates;
    length += sizeof request.of_ip;
  }
  request.header.nlmsg_len = static_cast<std::uint32_t>(length);
  request.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
  request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  if (::send(socket_, &request, length, 0) != static_cast<ssize_t>(length)) {
    return;
  }
  std::vector<char> answer(kAnswerBytes);
  for (;;) {
    const ssize_t got = ::recv(socket_, answer.data(), answer.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return;
    const char* end = answer.data() + got;
    for (const char* at = answer.data();
         end - at >= static_cast<std::ptrdiff_t>(sizeof(nlmsghdr));) {
      nlmsghdr header{};
      std::memcpy(&header, at, sizeof header);
      if (header.nlmsg_len < sizeof header || header.nlmsg_len > end - at ||
          header.nlmsg_type == NLMSG_DONE || header.nlmsg_type == NLMSG_ERROR) {
        return;
      }
      take(at + NLMSG_HDRLEN, header.nlmsg_len - NLMSG_HDRLEN);
      at += std::min<std::ptrdiff_t>(NLMSG_ALIGN(header.nlmsg_len), end - at);
    }
  }
}

void SocketUsage::take(const void* message, std::size_t length) {
  const char* at = static_cast<const char*>(message);
  const char* end = at + length;
  bytes_ += kSocketBytes;
  if (length == 0 || *at != AF_UNIX) {
    if (length < sizeof(inet_diag_msg)) return;
    bytes_ += read_attribute<Memory>(at + sizeof(inet_diag_msg), end,
                                     INET_DIAG_SKMEMINFO)
                  .bytes();
    return;
  }
  unix_diag_msg socket{};
  if (length < sizeof socket) return;
  std::memcpy(&socket, at, sizeof socket);
  at += sizeof socket;
  if (socket.udiag_ino != 0) unix_.insert(socket.udiag_ino);
  const auto memory = read_attribute<Memory>(at, end, UNIX_DIAG_MEMINFO);
  bytes_ += memory.bytes() + unseen_bytes(socket, at, end, memory);
}

void begin_socket_usage(int channel) {
  write_setting("/proc/sys/net/unix/max_dgram_qlen", kDatagrams);
  const int file =
      ::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
  check(file >= 0, "cannot ask what sockets hold: ", std::strerror(errno));
  FileMessage one;
  cmsghdr* header = CMSG_FIRSTHDR(&one.message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof file);
  std::memcpy(CMSG_DATA(header), &file, sizeof file);
  const bool sent = ::sendmsg(channel, &one.message, MSG_NOSIGNAL) == 1;
  const int reason = errno;
  ::close(file);
  check(sent, "cannot hand out what sockets hold: ", std::strerror(reason));
}

}  // namespace moonstain
