#include "core/learn/weights/safetensors.h"
#include "tests/fuzz/fuzz.h"

using namespace moonstain;  // NOLINT

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const auto path = fuzz::put("weights", fuzz::text_of(data, size));
  fuzz::answered([&] { read_safetensors(path); });
  return 0;
}
