#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/engine/record/plan_record.h"

namespace moonstain {

/// One thing that is not the same in two plans, said once for all nodes that
/// have it.
struct Moved {
  std::string what;       ///< "hist_model option epochs = 5, was 60"
  std::string path;       ///< of the first node that has it; empty: of none
  std::size_t nodes = 0;  ///< how many have it; 0: it is of the whole plan
};

/// All that made the results of one plan other ones than those of another:
/// params, the numeric class, and, going down from the outputs that both have,
/// steps, versions, options, source files and inputs in which two nodes at the
/// same place differ themselves. What only follows from such a difference is
/// left out. Values by section are paired by their sections, others by their
/// place.
///
/// @return params first, then in the order of the outputs' names and inputs
std::vector<Moved> moved_between(const StoredPlan& before,
                                 const StoredPlan& after);

}  // namespace moonstain
