#pragma once

#include <string>
#include <vector>

#include "bindings/audit/leaks.h"
#include "bindings/audit/statements.h"

namespace moonstain {

/// What the findings of a plan say, beside its leaks as they were judged.
std::vector<StatementFault> stated_faults(const lua::Plan& plan,
                                          const LeakReport& leaks);

/// "recipe.lua:40: findings says unit = patient, but ...", of the
/// contradictions or of the notes.
std::vector<std::string> statement_lines(
    const std::vector<StatementFault>& faults, bool contradictions);

/// All of them, a line each: "error: recipe.lua:40: ..." and "note: ...".
std::string statements_text(const std::vector<StatementFault>& faults);

}  // namespace moonstain
