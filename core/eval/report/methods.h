#pragma once

#include <string>

#include "core/eval/findings/findings.h"
#include "core/eval/report/context.h"

namespace moonstain::report {

/// Methods as run: versions, switches, params, steps with every option, other
/// people's programs, sources, and what it took. Switches are the plan's, or
/// those of the findings where the plan names none.
std::string methods_html(const Findings& findings, const Context& context);

/// The commands that repeat the report; "" when there is none.
std::string repeat_html(const Context& context);

}  // namespace moonstain::report
