#pragma once

#include <string>

#include "core/base/path.h"
#include "core/engine/step/catalog.h"

namespace moonstain {

/// `moonstain cost`: what each predictor of a run's findings took, in time and
/// memory, and how many parameters it has. Of what was kept from another run it
/// says what that took there; what is nowhere recorded was "not run here".
/// A page has the same at its end, but for parameters; no result has it.
/// @throws Error as `named_run`, and for a run whose plan scores nothing
int cost_command(const fs::path& workspace, const Catalog& catalog,
                 const std::string& run, bool json);

}  // namespace moonstain
