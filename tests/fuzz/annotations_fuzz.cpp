#include "core/data/source/annotations.h"
#include "tests/fuzz/fuzz.h"

using namespace moonstain;  // NOLINT

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  fuzz::answered([&] {
    if (!Annotations::is_geojson(text)) return;
    const Annotations areas =
        Annotations::parse(std::string(text), "annotations");
    for (const double at : {-1.0, 0.0, 5.0, 1e9}) areas.label_at(at, at / 2);
  });
  return 0;
}
