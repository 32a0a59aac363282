#pragma once

#include <cstddef>
#include <string>

#include "core/base/path.h"
#include "core/eval/report/context.h"

namespace moonstain::report {

/// The first screen of a report in words, for the terminal; of foreign text
/// only what is `printable` (core/base/text.h) gets there.
///
/// @param columns  that a line takes at most, but for a word that is longer. A
///                 table that is wider is stacked: each of its rows a block,
///                 with a line for each number
/// @param object  folder of a Findings or a Walk
/// @throws Error  when the folder is neither
std::string summary(const fs::path& object, const Context& context,
                    std::size_t columns = 100);

}  // namespace moonstain::report
