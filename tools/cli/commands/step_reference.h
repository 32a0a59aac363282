#pragma once

#include <functional>
#include <string>

#include "core/engine/step/catalog.h"

namespace moonstain {

/// A call of the step in a recipe, with all that must be given and nothing
/// else: "ms.patches {\n  dataset = dataset,\n  ...\n}". Options without a
/// default have the first value that they allow; those of a sample sheet come
/// from `manifest = data`, and the call is one a section.
///
/// @param value_of  what an input is given; of one that takes many, one of them
std::string step_example(
    const StepDecl& step,
    const std::function<std::string(const InputDecl&)>& value_of);

/// The reference page in Markdown: every step with its inputs, options and an
/// example, in the catalog's order.
std::string step_reference(const Catalog& catalog);

}  // namespace moonstain
