#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/eval/report/context.h"

namespace moonstain::report {

/// What the page of some outputs says: leaks whose scores are in others alone
/// are none of its own, and go to `leaks_elsewhere`.
Context of_outputs(Context recipe, std::span<const std::string_view> outputs);

/// The leaks of a page as a table, or a sentence where there is none; and how
/// many the recipe has elsewhere.
std::string leaks_html(const Context& context);

}  // namespace moonstain::report
