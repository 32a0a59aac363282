#pragma once

#include <sys/types.h>

#include <cstdint>
#include <set>

namespace moonstain {

/// What the sockets of a network namespace hold that is not this process's own,
/// asked of the kernel (sock_diag) through a socket made there.
///
/// A socket counts with what lies in its queues and with its own size. What was
/// sent by a UNIX socket that has been closed is charged to nobody who can be
/// asked: where something waits to be read from such a one, its whole buffer
/// counts. For that, programs there may not enlarge their buffers
/// (program/filter.h), and `begin_socket_usage` makes queues of datagrams
/// short.
class SocketUsage {
 public:
  /// @param channel  a UNIX socket from which the socket comes, sent by
  ///                 `begin_socket_usage`; it is not closed here
  explicit SocketUsage(int channel) : channel_(channel) {}
  ~SocketUsage();
  SocketUsage(const SocketUsage&) = delete;
  SocketUsage& operator=(const SocketUsage&) = delete;

  /// Asks anew. Before the socket has come there is nothing to be counted.
  void look();

  std::uint64_t bytes() const { return bytes_; }
  /// UNIX sockets that somebody has accepted or made, by the number by which
  /// /proc/PID/fd names them.
  const std::set<ino_t>& unix_sockets() const { return unix_; }

 private:
  bool has_come();
  void take(const void* message, std::size_t length);
  /// @param family    AF_UNIX, AF_INET or AF_INET6
  /// @param protocol  of IP: IPPROTO_TCP or IPPROTO_UDP
  void ask(int family, int protocol);

  int channel_;
  int socket_ = -1;
  std::uint64_t bytes_ = 0;
  std::set<ino_t> unix_;
};

/// To be called in the namespace, by a process that has its rights, before
/// anybody else is in it: sends the socket over `channel`.
/// @throws Error when the kernel does not let it
void begin_socket_usage(int channel);

}  // namespace moonstain
