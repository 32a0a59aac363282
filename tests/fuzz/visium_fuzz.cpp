#include <algorithm>
#include <array>

#include "core/data/source/visium.h"
#include "tests/fuzz/fuzz.h"

using namespace moonstain;  // NOLINT

// matrix.mtx, barcodes, features, positions and scale factors, with a zero byte
// behind each.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  std::string_view rest = fuzz::text_of(data, size);
  std::array<File, 5> files;
  const char* const names[] = {"matrix.mtx", "barcodes.tsv", "features.tsv",
                               "positions.csv", "factors.json"};
  for (std::size_t i = 0; i < files.size(); ++i) {
    const std::size_t cut = std::min(rest.find('\0'), rest.size());
    std::string_view part = rest.substr(0, cut);
    // HDF5 is another library's to read.
    if (part.starts_with("\x89HDF")) part = {};
    files[i] = {fuzz::put(names[i], part), names[i]};
    rest = rest.substr(std::min(cut + 1, rest.size()));
  }
  fuzz::answered([&] {
    read_visium({.counts = files[0],
                 .barcodes = files[1],
                 .features = files[2],
                 .positions = files[3],
                 .scale_factors = files[4]},
                {"set/S1", "set/P1", Lattice::hexagonal}, PictureIs::lowres,
                0.5);
  });
  return 0;
}
