#pragma once

#include <string>

#include "core/engine/step/catalog.h"

namespace moonstain {

/// The catalog as a page of text, one line a step.
std::string steps_page(const Catalog& catalog);

/// All of one step: inputs, options with default, unit and bounds.
/// @throws Error "no step 'patch'; did you mean 'patches'?"
std::string step_page(const Catalog& catalog, const std::string& step);

}  // namespace moonstain
