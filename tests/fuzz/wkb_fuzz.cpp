#include <cmath>

#include "core/data/source/wkb.h"
#include "tests/fuzz/fuzz.h"

using namespace moonstain;  // NOLINT

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  fuzz::answered([&] {
    const auto centre = wkb_centre(fuzz::text_of(data, size), "geometry");
    // A cell that lies nowhere would go on to a section's positions.
    if (!std::isfinite(centre[0]) || !std::isfinite(centre[1])) std::abort();
  });
  return 0;
}
