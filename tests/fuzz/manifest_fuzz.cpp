#include <string>

#include "core/data/source/manifest.h"
#include "tests/fuzz/fuzz.h"

using namespace moonstain;  // NOLINT

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  fuzz::answered([&] {
    Manifest::parse(std::string(fuzz::text_of(data, size)), "manifest.json");
  });
  return 0;
}
