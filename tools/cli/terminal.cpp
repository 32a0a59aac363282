#include "tools/cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

#include "core/base/text.h"

namespace moonstain {

bool is_terminal(std::FILE* out) { return ::isatty(fileno(out)) == 1; }

std::size_t terminal_width(std::FILE* out) {
  winsize size{};
  const bool known = ::ioctl(fileno(out), TIOCGWINSZ, &size) == 0;
  return known && size.ws_col > 0 ? size.ws_col : 80;
}

std::size_t text_width(std::FILE* out, std::size_t most) {
  return is_terminal(out) ? std::min(terminal_width(out), most) : most;
}

void StatusLine::show(const std::string& text) {
  if (!shown_) return;
  // The last column is left: a terminal may go to the next line behind it.
  const std::string line =
      cut_to_width(printable_in_line(text), terminal_width(out_) - 1);
  std::fprintf(out_, "\r%s\x1b[K", line.c_str());
  std::fflush(out_);
  drawn_ = true;
}

void StatusLine::clear() {
  if (drawn_) std::fputs("\r\x1b[K", out_);
  std::fflush(out_);
  drawn_ = false;
}

}  // namespace moonstain
