#pragma once

#include <cstddef>
#include <cstdlib>
#include <regex>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/base/text.h"

namespace moonstain::report {

/// What tests ask of the text of a page.

inline bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

inline std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos;
       at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

/// Names of elements that are opened and not closed, or the other way round.
inline std::string unbalanced(const std::string& page) {
  static const std::regex tag("<(/?)([a-zA-Z0-9]+)([^>]*)>");
  std::vector<std::string> open;
  for (std::sregex_iterator at(page.begin(), page.end(), tag), end; at != end;
       ++at) {
    const std::string name = (*at)[2];
    const std::string rest = (*at)[3];
    if (name == "meta" || name == "br" ||
        (!rest.empty() && rest.back() == '/')) {
      continue;
    }
    if ((*at)[1] == "") {
      open.push_back(name);
    } else if (open.empty() || open.back() != name) {
      return concat("</", name, "> after <", open.empty() ? "" : open.back(),
                    ">");
    } else {
      open.pop_back();
    }
  }
  return open.empty() ? "" : "<" + open.back() + ">";
}

/// A page to look at: in Bazel's folder for further outputs.
inline void keep(const std::string& name, const std::string& text) {
  const char* folder = std::getenv("TEST_UNDECLARED_OUTPUTS_DIR");
  if (folder != nullptr) {
    write_file(fs::path(folder) / name, text);
  }
}

}  // namespace moonstain::report
