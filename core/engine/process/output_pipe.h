#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace moonstain {

/// A pipe that another process prints into, read here without waiting.
class OutputPipe {
 public:
  /// A good size for `read`'s buffer: what a pipe holds.
  static constexpr std::size_t kPieceBytes = std::size_t{64} << 10;

  /// @throws Error when there is no pipe to be had: FAILURE and the reason
  explicit OutputPipe(std::string_view failure);
  ~OutputPipe();
  OutputPipe(OutputPipe&& other) noexcept;
  OutputPipe& operator=(OutputPipe&&) = delete;

  /// The end the other process prints into; to be closed here once it has it.
  int program_end() const { return program_end_; }
  void close_program_end();
  /// Readable when something was printed; -1 once nobody can print any more.
  int file() const { return file_; }

  /// What was printed and not yet read, at most as much as `buffer` holds.
  /// @return nothing when there is none now or nobody can print any more
  std::optional<std::string_view> read(std::span<char> buffer);

 private:
  int file_ = -1;
  int program_end_ = -1;
};

}  // namespace moonstain
