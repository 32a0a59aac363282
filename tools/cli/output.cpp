#include "tools/cli/output.h"

namespace moonstain {

void print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

void say(std::FILE* out, const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), out);
  if (!text.empty() && text.back() != '\n') std::fputc('\n', out);
  std::fflush(out);
}

}  // namespace moonstain
