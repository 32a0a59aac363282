#pragma once

#include <string>

#include "core/eval/report/context.h"
#include "core/eval/report/object.h"

namespace moonstain::report {

/// The report as one HTML page: no script, no address outside the page, all
/// charts inline SVG, so that it reads in any browser or mail program, prints,
/// and cannot run what a recipe smuggles into a name.
///
/// Above all numbers stands what they say in one sentence.
std::string render(const Object& object, const Context& context);

}  // namespace moonstain::report
