#pragma once

#include <string>

#include "core/eval/report/context.h"

namespace moonstain::report {

/// The model info sheet as a table, a row a kind of leakage: what the plan
/// tells of it and by which nodes, and what is left to be asked; "" where a run
/// has none.
std::string sheet_html(const Context& context);

}  // namespace moonstain::report
