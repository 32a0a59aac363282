#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/eval/report/context.h"
#include "core/eval/report/object.h"

namespace moonstain::report {

/// The first screen of a report in words, for the terminal; of foreign text
/// only what is `printable` (core/base/text.h) gets there.
///
/// @param columns  that a line takes at most, but for a word that is longer. A
///                 table that is wider is stacked: each of its rows a block,
///                 with a line for each number
std::string summary(const Object& object, const Context& context,
                    std::size_t columns = 100);

/// What it says in one sentence, in such lines: the end of a run.
std::string headline_text(const Object& object, std::size_t columns = 100);

/// "note: ..." in such lines.
std::string note_text(std::string_view note, std::size_t columns = 100);

}  // namespace moonstain::report
