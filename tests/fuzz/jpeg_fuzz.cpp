#include "core/data/image/jpeg.h"
#include "tests/fuzz/fuzz.h"

using namespace moonstain;  // NOLINT

// The first byte chooses how it is read.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size == 0) return 0;
  const unsigned how = data[0];
  fuzz::answered([&] {
    JpegReader reader(fuzz::text_of(data + 1, size - 1), "x.jpg");
    reader.use_scale(static_cast<int>(how & 3U));
    const std::int64_t width = reader.width_px();
    if ((how & 4U) != 0 && width > 2) reader.use_columns(1, width - 1);
    std::int64_t left = std::min<std::int64_t>(reader.height_px(), 64);
    if ((how & 8U) != 0 && left > 3) {
      reader.skip_rows(3);
      left -= 3;
    }
    for (; left > 0; --left) reader.read_row();
  });
  return 0;
}
