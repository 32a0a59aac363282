#include "core/learn/weights/torch_checkpoint.h"
#include "tests/fuzz/fuzz.h"

using namespace moonstain;  // NOLINT

// The whole archive: zip, pickle, storages; and the form of before 1.6.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const auto path = fuzz::put("checkpoint", fuzz::text_of(data, size));
  fuzz::answered([&] { read_weights(path); });
  return 0;
}
