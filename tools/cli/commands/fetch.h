#pragma once

#include <string>

#include "tools/cli/session.h"

namespace moonstain {

/// `moonstain fetch NAME --from DIR`: brings a data set's files into
/// WORKSPACE/data/NAME, verified. A manifest beside a recipe has NAME in that
/// folder, else it is named by its path. Of a bundle (FILE.moon, SHELF/NAME) it
/// brings what its lock names and is not at hand, a folder a manifest.
///
/// @param options  with what is named as `recipe`
/// @param to       in place of WORKSPACE/data/NAME; of a bundle in place of
///                 WORKSPACE/data; may be empty
int fetch_command(const CommonOptions& options, const std::string& from,
                  const std::string& to);

}  // namespace moonstain
