#include "core/engine/worker/channel.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "core/base/error.h"
#include "core/base/file_calls.h"

namespace moonstain {

namespace {

constexpr std::size_t kLengthBytes = 4;
constexpr std::size_t kMostBytes = std::size_t{1} << 30;

/// Builds a message, not deeper than ours are: the library reads lists within
/// lists by recursion, and a peer that was taken over may send a million.
class ShallowBuilder : public nlohmann::detail::json_sax_dom_parser<Json> {
 public:
  using Base = nlohmann::detail::json_sax_dom_parser<Json>;
  explicit ShallowBuilder(Json& out) : Base(out, false) {}

  bool start_object(std::size_t elements) {
    return ++level_ <= kMostLevels && Base::start_object(elements);
  }
  bool start_array(std::size_t elements) {
    return ++level_ <= kMostLevels && Base::start_array(elements);
  }
  bool end_object() {
    --level_;
    return Base::end_object();
  }
  bool end_array() {
    --level_;
    return Base::end_array();
  }

 private:
  static constexpr std::size_t kMostLevels = 100;
  std::size_t level_ = 0;
};

bool peer_gone(int reason) { return reason == EPIPE || reason == ECONNRESET; }

}  // namespace

std::optional<Json> unpacked(std::string_view bytes) {
  Json value;
  ShallowBuilder builder(value);
  if (!Json::sax_parse(bytes.begin(), bytes.end(), &builder,
                       Json::input_format_t::msgpack)) {
    return std::nullopt;
  }
  return value;
}

Channel::Channel(Channel&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)),
      buffer_(std::move(other.buffer_)),
      start_(std::exchange(other.start_, 0)),
      file_(std::exchange(other.file_, -1)),
      gone_(other.gone_) {}

Channel& Channel::operator=(Channel&& other) noexcept {
  close();
  socket_ = std::exchange(other.socket_, -1);
  buffer_ = std::move(other.buffer_);
  start_ = std::exchange(other.start_, 0);
  file_ = std::exchange(other.file_, -1);
  gone_ = other.gone_;
  return *this;
}

void Channel::close() {
  if (socket_ >= 0) ::close(std::exchange(socket_, -1));
  if (file_ >= 0) ::close(std::exchange(file_, -1));
}

bool Channel::send(const Json& message, int file) {
  std::string bytes(kLengthBytes, '\0');
  Json::to_msgpack(message, nlohmann::detail::output_adapter<char>(bytes));
  const std::size_t length = bytes.size() - kLengthBytes;
  check(length <= kMostBytes, "a message to a worker has ", length,
        " bytes; at most ", kMostBytes, " can be sent");
  for (std::size_t i = 0; i < kLengthBytes; ++i) {
    bytes[i] = static_cast<char>(length >> (8 * i) & 0xff);
  }
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    iovec part{bytes.data() + sent, bytes.size() - sent};
    msghdr header{};
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
    if (file >= 0) {
      header.msg_control = control;
      header.msg_controllen = sizeof control;
      cmsghdr* with = CMSG_FIRSTHDR(&header);
      with->cmsg_level = SOL_SOCKET;
      with->cmsg_type = SCM_RIGHTS;
      with->cmsg_len = CMSG_LEN(sizeof(int));
      std::memcpy(CMSG_DATA(with), &file, sizeof file);
    }
    // A worker's jail leaves it `send`, by which no file can go.
    const ssize_t count =
        file < 0 ? ::send(socket_, part.iov_base, part.iov_len, MSG_NOSIGNAL)
                 : ::sendmsg(socket_, &header, MSG_NOSIGNAL);
    if (count < 0) {
      if (errno == EINTR) continue;
      if (peer_gone(errno)) return false;
      fail("cannot send to a worker process: ", std::strerror(errno));
    }
    sent += static_cast<std::size_t>(count);
    file = -1;
  }
  return true;
}

// A `recvmsg` that waits is woken, for nothing, whenever the peer reads what
// was sent to it; `poll` is not.
bool Channel::wait(int limit_ms) const {
  pollfd file{socket_, POLLIN, 0};
  while (true) {
    const int ready = ::poll(&file, 1, limit_ms);
    if (ready >= 0 || errno != EINTR) return ready > 0;
  }
}

void Channel::read_some() {
  if (gone_ || socket_ < 0) return;
  char bytes[1 << 16];
  while (true) {
    iovec part{bytes, sizeof bytes};
    msghdr header{};
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))];
    header.msg_control = control;
    header.msg_controllen = sizeof control;
    const ssize_t count =
        ::recvmsg(socket_, &header, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
    if (count < 0) {
      if (errno == EINTR) continue;
      if (errno == EAGAIN || errno == EWOULDBLOCK) return;
      if (!peer_gone(errno)) {
        fail("cannot read from a worker process: ", std::strerror(errno));
      }
    }
    if (count <= 0) {
      gone_ = true;
      return;
    }
    for (cmsghdr* with = CMSG_FIRSTHDR(&header); with != nullptr;
         with = CMSG_NXTHDR(&header, with)) {
      if (with->cmsg_level == SOL_SOCKET && with->cmsg_type == SCM_RIGHTS) {
        if (file_ >= 0) ::close(file_);
        std::memcpy(&file_, CMSG_DATA(with), sizeof file_);
      }
    }
    buffer_.append(bytes, static_cast<std::size_t>(count));
    return;
  }
}

std::optional<Json> Channel::next() {
  const std::size_t held = buffer_.size() - start_;
  if (held < kLengthBytes) return std::nullopt;
  std::size_t length = 0;
  for (std::size_t i = kLengthBytes; i-- > 0;) {
    length = length << 8 | static_cast<unsigned char>(buffer_[start_ + i]);
  }
  check(length <= kMostBytes, "a worker process announced a message of ",
        length, " bytes; at most ", kMostBytes, " are read");
  if (held - kLengthBytes < length) return std::nullopt;
  std::optional<Json> message =
      unpacked(std::string_view(buffer_).substr(start_ + kLengthBytes, length));
  check(message.has_value(), "a worker process sent bytes that are no message");
  start_ += kLengthBytes + length;
  if (start_ == buffer_.size()) {
    buffer_.clear();
    start_ = 0;
  } else if (start_ > (std::size_t{1} << 20)) {
    buffer_.erase(0, start_);
    start_ = 0;
  }
  return message;
}

std::optional<Json> Channel::receive(int* file) {
  while (true) {
    if (auto message = next()) {
      if (file != nullptr) *file = take_file();
      return message;
    }
    if (gone_ || socket_ < 0) return std::nullopt;
    wait(-1);
    read_some();
  }
}

int Channel::take_file() { return std::exchange(file_, -1); }

ChannelPair make_channel_pair() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    fail("cannot make a socket for a worker process: ", reason_words(errno));
  }
  return {ends[0], ends[1]};
}

}  // namespace moonstain
