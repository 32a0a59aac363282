#pragma once

#include <string>

#include "core/data/stored/dataset.h"

namespace moonstain {

/// What the sample sheet says of a section, which its files do not.
struct SectionSheet {
  std::string section;  ///< "her2st/B4"
  std::string patient;  ///< "her2st/B"
  Lattice lattice = Lattice::square;
};

}  // namespace moonstain
