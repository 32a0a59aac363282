#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/data/stored/dataset.h"

namespace moonstain {

/// A place in a section's picture where nothing was measured.
struct OtherPlace {
  std::string name;
  std::int32_t array_x = 0;
  std::int32_t array_y = 0;
  double x_px = 0;
  double y_px = 0;
};

/// A section with these places for its spots, in their order, and without
/// genes; all else is the section's.
Dataset at_other_places(Dataset section, const std::vector<OtherPlace>& places);

}  // namespace moonstain
