#pragma once

#include <string>
#include <vector>

#include "bindings/audit/replanner.h"

namespace moonstain {

/// A param or switch without effect on any output, or a switch that cannot be
/// turned.
struct IdleKnob {
  std::string name;
  std::string where;  ///< of a switch; empty: it is a param
  std::string tried;  ///< of a param: the other value that was tried
  std::string error;  ///< of a switch that cannot be turned: why
};

/// Params that change nothing, and switches that do not at either end nor as
/// they are set; each in its place in the recipe, params first. A param whose
/// other value is refused somewhere is looked at, so it is none of them; texts
/// and lists are not tried. That the recipe states a value (`ms.protocol`) is
/// no effect of it.
std::vector<IdleKnob> idle_knobs(const Replanner& replanner);

}  // namespace moonstain
