#pragma once

#include <string>

#include "core/base/path.h"

namespace moonstain {

/// `moonstain fetch NAME --from DIR`: brings a data set's files into
/// WORKSPACE/data/NAME, verified. A manifest beside a recipe has NAME in that
/// folder, else it is named by its path.
int fetch_command(const fs::path& workspace, const std::string& named,
                  const std::string& from, const std::string& to);

}  // namespace moonstain
