#pragma once

#include "core/base/path.h"

namespace moonstain {

/// `moonstain doctor`: what this machine has and lacks, and which guarantees
/// hold here. Nothing is written.
///
/// @return kNodeFailed when something that every run needs is missing
int doctor_command(const fs::path& workspace, bool json);

}  // namespace moonstain
