#include "core/learn/weights/pickle.h"
#include "tests/fuzz/fuzz.h"

using namespace moonstain;  // NOLINT

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  fuzz::answered([&] { read_pickle(fuzz::text_of(data, size), "x.pth"); });
  return 0;
}
