#include "core/engine/process/output_pipe.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "core/base/error.h"
#include "core/base/file_calls.h"

namespace moonstain {

namespace {

void close_file(int& file) {
  if (file >= 0) ::close(std::exchange(file, -1));
}

}  // namespace

OutputPipe::OutputPipe(std::string_view failure) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) {
    fail(failure, ": ", reason_words(errno));
  }
  file_ = ends[0];
  program_end_ = ends[1];
  ::fcntl(file_, F_SETFL, O_NONBLOCK);
}

OutputPipe::~OutputPipe() {
  close_file(file_);
  close_file(program_end_);
}

OutputPipe::OutputPipe(OutputPipe&& other) noexcept
    : file_(std::exchange(other.file_, -1)),
      program_end_(std::exchange(other.program_end_, -1)) {}

void OutputPipe::close_program_end() { close_file(program_end_); }

std::optional<std::string_view> OutputPipe::read(std::span<char> buffer) {
  if (file_ < 0) return std::nullopt;
  ssize_t count = 0;
  do {
    count = ::read(file_, buffer.data(), buffer.size());
  } while (count < 0 && errno == EINTR);
  if (count < 0 && errno == EAGAIN) return std::nullopt;
  if (count <= 0) {
    close_file(file_);
    return std::nullopt;
  }
  return std::string_view(buffer.data(), static_cast<std::size_t>(count));
}

}  // namespace moonstain
