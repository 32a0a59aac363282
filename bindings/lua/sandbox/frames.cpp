#include "bindings/lua/sandbox/frames.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/base/error.h"

namespace moonstain::lua {

namespace {
constexpr std::size_t kFlushBytes = std::size_t{64} << 10;
}

FrameWriter& FrameWriter::begin(FrameKind kind) {
  frame_ = buffer_.size();
  buffer_.append(4, '\0');
  buffer_ += static_cast<char>(kind);
  return *this;
}

FrameWriter& FrameWriter::number(std::uint32_t value) {
  char bytes[4];
  std::memcpy(bytes, &value, 4);
  buffer_.append(bytes, 4);
  return *this;
}

FrameWriter& FrameWriter::byte(std::uint8_t value) {
  buffer_ += static_cast<char>(value);
  return *this;
}

FrameWriter& FrameWriter::text(std::string_view value) {
  number(static_cast<std::uint32_t>(value.size()));
  buffer_ += value;
  return *this;
}

FrameWriter& FrameWriter::texts(const std::vector<std::string>& values) {
  number(static_cast<std::uint32_t>(values.size()));
  for (const std::string& value : values) text(value);
  return *this;
}

FrameWriter& FrameWriter::numbers(const std::vector<std::uint32_t>& values) {
  number(static_cast<std::uint32_t>(values.size()));
  for (const std::uint32_t value : values) number(value);
  return *this;
}

void FrameWriter::end() {
  const auto length = static_cast<std::uint32_t>(buffer_.size() - frame_ - 4);
  std::memcpy(buffer_.data() + frame_, &length, 4);
  if (buffer_.size() >= kFlushBytes) flush();
}

void FrameWriter::flush() {
  std::string_view left = buffer_;
  while (!left.empty()) {
    const auto written = ::write(file_, left.data(), left.size());
    if (written < 0 && errno == EINTR) continue;
    check(written > 0, "planning: the parent is gone");
    left.remove_prefix(static_cast<std::size_t>(written));
  }
  buffer_.clear();
}

std::string_view FrameReader::take(std::size_t count) {
  check(count <= left_.size(), "malformed plan message: it ends too early");
  const std::string_view taken = left_.substr(0, count);
  left_.remove_prefix(count);
  return taken;
}

std::uint32_t FrameReader::number() {
  std::uint32_t value = 0;
  std::memcpy(&value, take(4).data(), 4);
  return value;
}

std::uint8_t FrameReader::byte() {
  return static_cast<std::uint8_t>(take(1).front());
}

std::string_view FrameReader::view() { return take(number()); }

std::vector<std::string> FrameReader::texts() {
  const std::uint32_t count = number();
  check(count <= left_.size() / 4, "malformed plan message: a long list");
  std::vector<std::string> values;
  for (std::uint32_t i = 0; i < count; ++i) values.push_back(text());
  return values;
}

std::vector<std::uint32_t> FrameReader::numbers() {
  const std::uint32_t count = number();
  check(count <= left_.size() / 4, "malformed plan message: a long list");
  std::vector<std::uint32_t> values(count);
  const std::string_view bytes = take(std::size_t{count} * 4);
  if (count > 0) std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

void FrameReader::end() const {
  check(left_.empty(), "malformed plan message: it is too long");
}

void FrameStream::add(std::string_view bytes,
                      const std::function<void(FrameReader&)>& each) {
  buffer_ += bytes;
  std::string_view left = buffer_;
  while (left.size() >= 5) {
    std::uint32_t length = 0;
    std::memcpy(&length, left.data(), 4);
    check(length >= 1 && length <= kMostFrameBytes,
          "malformed plan message: ", length, " bytes");
    if (left.size() - 4 < length) break;
    FrameReader frame(static_cast<FrameKind>(left[4]),
                      left.substr(5, length - 1));
    each(frame);
    left.remove_prefix(std::size_t{4} + length);
  }
  buffer_.erase(0, buffer_.size() - left.size());
}

}  // namespace moonstain::lua
