#pragma once

#include <string>

#include "core/eval/gate/compare.h"
#include "core/eval/gate/words.h"

namespace moonstain::gate {

/// A comparison as Markdown (GitHub's, which GitLab reads, too) for a pull
/// request: whether the gate passed, a table of what fails and by how much, a
/// table of what got better, leaks, and which input, option or version moved.
/// Names that come from a recipe stand as code: nothing in them is markup, a
/// link or the name of a person.
std::string markdown(const Comparison& comparison, const About& about);

/// The same of a run that failed: no number was compared.
std::string markdown_of_failure(const std::string& recipe,
                                const std::string& message);

/// `text` as code in one line, as a cell of a table where `in_table`.
std::string code(std::string_view text, bool in_table = false);

}  // namespace moonstain::gate
