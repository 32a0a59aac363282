#include <algorithm>

#include "core/data/tissue/label_mask.h"
#include "tests/fuzz/fuzz.h"

using namespace moonstain;  // NOLINT

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const auto path = fuzz::put("mask", fuzz::text_of(data, size));
  fuzz::answered([&] {
    const auto mask = open_label_file(path, "mask");
    // A header may announce any size; a few rows of no giant tell.
    if (mask->width_px() > 65536) return;
    mask->rows(0, std::min<std::int64_t>(mask->height_px(), 64));
  });
  return 0;
}
