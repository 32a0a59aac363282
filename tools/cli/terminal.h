#pragma once

#include <cstddef>
#include <cstdio>
#include <string>

namespace moonstain {

/// Whether the stream goes to a terminal.
bool is_terminal(std::FILE* out);

/// Columns of a terminal, at least 1; 80 where it does not say.
std::size_t terminal_width(std::FILE* out);

/// Columns for text that people read: the terminal's, at most `most`; `most`
/// where the stream is none, so that a file reads the same everywhere.
std::size_t text_width(std::FILE* out, std::size_t most);

/// One line of a terminal, written over and over: cut to its width, since what
/// the terminal breaks in two is not written over. Elsewhere nothing.
class StatusLine {
 public:
  explicit StatusLine(std::FILE* out) : out_(out), shown_(is_terminal(out)) {}
  ~StatusLine() { clear(); }
  StatusLine(const StatusLine&) = delete;
  StatusLine& operator=(const StatusLine&) = delete;

  bool shown() const { return shown_; }
  void show(const std::string& text);
  /// Takes the line away.
  void clear();

 private:
  std::FILE* out_;
  bool shown_;
  bool drawn_ = false;
};

}  // namespace moonstain
