#include "core/data/image/png.h"
#include "tests/fuzz/fuzz.h"

using namespace moonstain;  // NOLINT

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  fuzz::answered([&] {
    PngReader reader(fuzz::text_of(data, size), "x.png");
    // A header may announce any number of rows; a few tell.
    for (std::int64_t row = 0;
         row < std::min<std::int64_t>(reader.height_px(), 64); ++row) {
      reader.read_row();
    }
  });
  return 0;
}
