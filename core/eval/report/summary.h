#pragma once

#include <string>

#include "core/base/path.h"
#include "core/eval/report/context.h"

namespace moonstain::report {

/// The first screen of a report in words, for the terminal: lines of at most
/// some 100 characters; of foreign text only what is `printable`
/// (core/base/text.h) gets there.
///
/// @param object  folder of a Findings or a Walk
/// @throws Error  when the folder is neither
std::string summary(const fs::path& object, const Context& context);

}  // namespace moonstain::report
