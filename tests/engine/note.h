#pragma once

#include <string>
#include <string_view>

#include "core/base/file.h"

namespace moonstain {

/// A value that is one text.
struct Note {
  static constexpr std::string_view kType = "Note";
  std::string text;

  static Note read(const fs::path& folder) {
    return {read_file(folder / "text")};
  }
  void write(const fs::path& folder) const {
    write_file(folder / "text", text);
  }
};

}  // namespace moonstain
