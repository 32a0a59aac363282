#pragma once

#include <string>

#include "core/eval/report/context.h"

namespace moonstain::report {

/// The leaks of the plan as a table, or a sentence where there is none.
std::string leaks_html(const Context& context);

}  // namespace moonstain::report
