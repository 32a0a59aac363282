#include "core/engine/process/host_program.h"

#include <unistd.h>

#include <algorithm>

#include "core/base/error.h"
#include "core/base/file.h"

namespace moonstain {

std::string find_program(std::string_view name) {
  std::string_view left = kProgramPath;
  while (!left.empty()) {
    const std::size_t end = std::min(left.find(':'), left.size());
    const std::string path = concat(left.substr(0, end), "/", name);
    if (::access(path.c_str(), X_OK) == 0 && fs::is_regular_file(path)) {
      return path;
    }
    left.remove_prefix(std::min(end + 1, left.size()));
  }
  return "";
}

Digest program_digest(const std::string& name) {
  const std::string path = find_program(name);
  check(!path.empty(), "no program '", name,
        "' on this machine, looked for in ", kProgramPath);
  return hash_file(fs::canonical(path)).sha256;
}

std::string shell_line(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) {
    const bool plain =
        !word.empty() && word.find_first_not_of(
                             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVW"
                             "XYZ0123456789_=.,:+-/@%") == std::string::npos;
    if (!line.empty()) line += ' ';
    if (plain) {
      line += word;
      continue;
    }
    line += '\'';
    for (const char c : word) {
      if (c == '\'') {
        line += "'\\''";
      } else {
        line += c;
      }
    }
    line += '\'';
  }
  return line;
}

}  // namespace moonstain
