#pragma once

#include <string>
#include <vector>

#include "bindings/audit/statements.h"

namespace moonstain {

/// "recipe.lua:40: findings says unit = patient, but ...", of the
/// contradictions or of the notes.
std::vector<std::string> statement_lines(
    const std::vector<StatementFault>& faults, bool contradictions);

/// All of them, a line each: "error: recipe.lua:40: ..." and "note: ...".
std::string statements_text(const std::vector<StatementFault>& faults);

}  // namespace moonstain
