#include "core/engine/program/program_end.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <string_view>

#include "core/base/error.h"
#include "core/base/lines.h"
#include "core/engine/process/children.h"
#include "core/engine/process/host_program.h"

namespace moonstain {

namespace {

std::string indented(const std::string& text) {
  std::string lines;
  for (const std::string_view line : lines_of(text)) {
    lines += concat("\n    ", line);
  }
  return lines;
}

}  // namespace

void check_end(const ProcessEnd& end, const std::vector<std::string>& words,
               std::uint64_t disk_bytes) {
  if (end.reason.empty() && end.signal == 0 && end.code == 0) return;
  std::string message =
      end.reason.empty() ? end_words(end.signal, end.code) : end.reason;
  if (end.signal == SIGXFSZ ||
      end.printed.find(std::strerror(EFBIG)) != std::string::npos) {
    message += concat(
        "; no file of it may be larger than its needs say, "
        "disk_gb = ",
        gigabytes(disk_bytes));
  }
  message += concat("\n  command: ", shell_line(words));
  const std::string said = indented(last_lines(end.printed, kShownLines));
  fail(message,
       said.empty() ? "\n  it printed nothing" : "\n  it printed at the end:",
       said);
}

}  // namespace moonstain
