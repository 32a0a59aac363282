#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/json.h"

namespace moonstain {

/// The value that MessagePack bytes hold. @return nothing for bytes that hold
/// none, for more than one value, and for one of more than 100 levels
std::optional<Json> unpacked(std::string_view bytes);

/// Messages between engine, template and workers: a JSON value as MessagePack
/// (which keeps any bytes in a path) after its length (32 bits, little endian),
/// over a stream socket. An open file can go with a message.
///
/// @throws Error on a message over 1 GB, on bytes that are no message, and on a
///               failing call other than a peer that is gone
class Channel {
 public:
  /// Takes `socket` over; -1 for none.
  explicit Channel(int socket = -1) : socket_(socket) {}
  ~Channel() { close(); }
  Channel(Channel&& other) noexcept;
  Channel& operator=(Channel&& other) noexcept;

  int socket() const { return socket_; }
  void close();

  /// Waits until there is something to read, also that the peer is gone.
  /// @param limit_ms  below 0: without limit
  /// @return          false when the time is over
  bool wait(int limit_ms) const;

  /// @return false when the peer is gone
  bool send(const Json& message, int file = -1);
  /// Waits for the next message. @return nothing when the peer is gone
  /// @param file  takes a file that came with it, else -1; may be nullptr
  std::optional<Json> receive(int* file = nullptr);
  /// One read of what has come, without waiting; `next` gives the messages.
  void read_some();
  /// The next message that has come whole, without reading.
  std::optional<Json> next();
  /// A file that has come, for the caller to close; else -1. One that nobody
  /// takes is closed when another comes, or with the channel.
  int take_file();
  /// Whether a read has found that the peer is gone.
  bool gone() const { return gone_; }

 private:
  int socket_;
  std::string buffer_;
  std::size_t start_ = 0;  ///< of the first message in the buffer
  int file_ = -1;
  bool gone_ = false;
};

/// Two connected ends, closed on exec.
struct ChannelPair {
  int engine;
  int worker;
};
ChannelPair make_channel_pair();

}  // namespace moonstain
