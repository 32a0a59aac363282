#pragma once

#include <string>

#include "core/base/path.h"
#include "core/engine/record/run_record.h"

namespace moonstain {

/// The record of a run by its number, or of the "latest".
/// @throws Error when it is not there; in a workspace without runs it says how
///               one is made
RunRecord named_run(const fs::path& workspace, const std::string& run);

}  // namespace moonstain
