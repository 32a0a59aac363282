#include <string>

#include "core/eval/findings/expected.h"
#include "tests/fuzz/fuzz.h"

using namespace moonstain;  // NOLINT

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  fuzz::answered([&] {
    parse_expected(std::string(fuzz::text_of(data, size)), "expected.json");
  });
  return 0;
}
