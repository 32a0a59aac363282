#pragma once

#include <string>

#include "tools/cli/session.h"

namespace moonstain {

/// `moonstain lint`: leaks, oracles, what is of no use and names that are
/// aliases, from plans alone.
/// @param with_sheet  the model info sheet is printed, too (info_sheet.h)
/// @param sarif_file  is written too, whatever is found (sarif.h); or empty
/// @return kWrong when a leak is unacknowledged, or findings say of their
///         experiment what the plan contradicts
int lint_command(const Session& session, const std::string& sarif_file,
                 bool with_sheet);

}  // namespace moonstain
