#pragma once

#include "core/base/error.h"

namespace moonstain {

/// What a network makes of its inputs does not fit into a GPU's memory.
struct OutOfDeviceMemory : Error {
  using Error::Error;
};

}  // namespace moonstain
