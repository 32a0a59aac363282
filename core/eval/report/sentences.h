#pragma once

#include <string>

#include "core/eval/findings/findings.h"

namespace moonstain::report {

// What the page and the terminal say in the same words.

/// The recipe's title, or the recipe's name where it has none.
std::string title_of(const Findings& findings, const std::string& recipe);

/// "6 sections of 2 patients, 785 genes; target ln(...)"
std::string data_sentence(const Findings& findings);

/// What stands in for what, one behind the other; "" for nothing.
std::string stand_ins_words(const Findings& findings);

/// The model's predictions are flat in tissue: said in one sentence, or "".
std::string collapse_sentence(const Findings& findings);

/// "the tissue mask alone scores 0.72 on the whole grid ..." or "".
std::string mask_sentence(const Findings& findings);

}  // namespace moonstain::report
