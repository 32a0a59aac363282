#include <string>

#include "bindings/bundle/bundle.h"
#include "tests/fuzz/fuzz.h"

using namespace moonstain;  // NOLINT

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string_view bytes = fuzz::text_of(data, size);
  fuzz::answered([&] {
    const Bundle bundle = parse_bundle(bytes, "x.moon");
    // What is taken is what would be written.
    if (bundle_bytes(bundle) != bytes) std::abort();
  });
  return 0;
}
