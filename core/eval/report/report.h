#pragma once

#include <string>

#include "core/base/path.h"
#include "core/eval/report/context.h"

namespace moonstain::report {

/// The report as one HTML page: no script, no address outside the page, all
/// charts inline SVG, so that it reads in any browser or mail program, prints,
/// and cannot run what a recipe smuggles into a name.
///
/// @param object  folder of a Findings or a Walk
/// @throws Error  when the folder is neither
std::string render(const fs::path& object, const Context& context);

}  // namespace moonstain::report
