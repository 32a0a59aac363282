#include "core/data/source/legacy_st.h"
#include "tests/fuzz/fuzz.h"

using namespace moonstain;  // NOLINT

// Counts, a zero byte, positions; or gene names behind another zero byte.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const std::size_t cut = std::min(text.find('\0'), size);
  const std::string_view rest = text.substr(std::min(cut + 1, size));
  const std::size_t second = std::min(rest.find('\0'), rest.size());
  const auto counts = fuzz::put("counts.tsv", text.substr(0, cut));
  const auto spots = fuzz::put("spots.tsv", rest.substr(0, second));
  std::filesystem::path genes;
  if (second < rest.size()) {
    genes = fuzz::put("genes.tsv", rest.substr(second + 1));
  }
  fuzz::answered([&] {
    read_legacy_st(counts, "counts.tsv", spots, "spots.tsv",
                   {"set/A1", "set/A", Lattice::square, 0.5}, genes);
  });
  return 0;
}
