#pragma once

#include <string>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json.h"

namespace moonstain {

/// What a peer or published code gave; a README or a script beside it says how
/// it was made.
/// @param name  "stats/classes": of tests/golden/stats/classes.json, which is
///              to be among the data of the test
inline Json read_golden(const std::string& name) {
  const std::string path = concat("tests/golden/", name, ".json");
  return parse_json(read_file(path), path);
}

}  // namespace moonstain
