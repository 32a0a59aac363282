#include "core/data/source/xenium_cells.h"

#include <cmath>
#include <iterator>
#include <unordered_map>
#include <utility>

#include "core/base/error.h"
#include "core/data/source/bundle_table.h"

namespace moonstain {

XeniumCells read_xenium_cells(const File& file) {
  const BundleTable table(file);
  XeniumCells out;
  out.name = file.name;
  const auto append = [](auto& all, auto part) {
    all.insert(all.end(), std::make_move_iterator(part.begin()),
               std::make_move_iterator(part.end()));
  };
  std::unordered_map<std::string, std::string> seen;
  for (std::size_t part = 0; part < table.parts(); ++part) {
    std::vector<std::string> names = table.texts("cell_id", part);
    std::vector<double> x = table.numbers("x_centroid", part);
    std::vector<double> y = table.numbers("y_centroid", part);
    for (std::size_t row = 0; row < names.size(); ++row) {
      const std::string place = table.place(part, row);
      check(std::isfinite(x[row]) && std::isfinite(y[row]), place, ": cell ",
            printable_in_line(names[row], 40), " has no position");
      check(seen.emplace(names[row], place).second, place, ": cell ",
            printable_in_line(names[row], 40), " is there twice");
    }
    if (table.has("transcript_counts")) {
      append(out.transcripts, table.numbers("transcript_counts", part));
    }
    append(out.names, std::move(names));
    append(out.x_um, std::move(x));
    append(out.y_um, std::move(y));
  }
  check(!out.names.empty(), file.name, ": has no cells");
  return out;
}

}  // namespace moonstain
