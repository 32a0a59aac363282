#include "core/data/source/cell_tables.h"
#include "core/data/source/outline_table.h"
#include "tests/fuzz/fuzz.h"

using namespace moonstain;  // NOLINT

// Counts, a zero byte, positions; or outlines behind another zero byte.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const std::size_t cut = std::min(text.find('\0'), size);
  const std::string_view rest = text.substr(std::min(cut + 1, size));
  const std::size_t second = std::min(rest.find('\0'), rest.size());
  const auto counts = fuzz::put("counts.csv", text.substr(0, cut));
  const auto cells = fuzz::put("cells.csv", rest.substr(0, second));
  fuzz::answered([&] {
    read_cell_tables({counts, "counts.csv"}, {cells, "cells.csv"},
                     {"set/S1", "set/P1", Lattice::none}, 0.5);
  });
  if (second == rest.size()) return 0;
  const auto outlines = fuzz::put("outlines.csv", rest.substr(second + 1));
  fuzz::answered([&] {
    read_outline_table(outlines, "outlines.csv", {"set/S1", OutlineKind::cell});
  });
  return 0;
}
