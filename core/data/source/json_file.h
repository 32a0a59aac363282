#pragma once

#include <string_view>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/path.h"
#include "core/base/plain_text.h"

namespace moonstain {

/// What a JSON file holds, which is a text as plain_text.h reads them.
/// @param name   as errors call it
/// @throws Error on what is no text, or no JSON
inline Json read_json_file(const fs::path& path, std::string_view name) {
  return parse_json(plain_text(read_file(path), name), name);
}

}  // namespace moonstain
