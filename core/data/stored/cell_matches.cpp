#include "core/data/stored/cell_matches.h"

#include <unordered_set>

#include "core/base/error.h"
#include "core/data/stored/checks.h"
#include "core/data/stored/group.h"
#include "core/data/zarr/reader.h"
#include "core/data/zarr/writer.h"

namespace moonstain {
namespace {

constexpr int kSchema = 1;

void check_pairs(const CellMatches& matches, const std::string& where) {
  check(matches.every_px >= 1, where, ": every_px is ", matches.every_px,
        ", expected at least 1");
  check(matches.nucleus.size() == matches.cell.size() &&
            matches.shared_px.size() == matches.cell.size() &&
            matches.nucleus_px.size() == matches.cell.size(),
        where, ": ", matches.cell.size(), " cells, ", matches.nucleus.size(),
        " nuclei, ", matches.shared_px.size(), " and ",
        matches.nucleus_px.size(), " numbers of pixels");
  std::unordered_set<std::int32_t> cells;
  for (std::size_t i = 0; i < matches.cell.size(); ++i) {
    const std::int32_t cell = matches.cell[i];
    const std::int32_t nucleus = matches.nucleus[i];
    check(cell > 0 && nucleus > 0, where, ": pair ", i, " is of cell ", cell,
          " and nucleus ", nucleus, ", expected labels above 0");
    check(cells.insert(cell).second, where, ": cell ", cell,
          " is in two pairs");
    check(i == 0 || matches.nucleus[i - 1] < nucleus, where, ": nucleus ",
          nucleus, " stands behind ", i == 0 ? 0 : matches.nucleus[i - 1],
          ", expected rising labels");
    check(matches.shared_px[i] > 0 &&
              matches.shared_px[i] <= matches.nucleus_px[i],
          where, ": nucleus ", nucleus, " of ", matches.nucleus_px[i],
          " pixels shares ", matches.shared_px[i], " with its cell");
  }
}

}  // namespace

void CellMatches::write(const fs::path& folder) const {
  check_pairs(*this, concat("CellMatches of section ", section));
  zarr::Writer out(folder, stored_attributes(kType, kSchema,
                                             {{"section", section},
                                              {"rule", rule},
                                              {"every_px", every_px},
                                              {"cells", cells},
                                              {"nuclei", nuclei}}));
  const zarr::Shape shape{static_cast<std::int64_t>(cell.size())};
  zarr::ArrayOptions options;
  options.dimension_names = {"pairs"};
  out.array<std::int32_t>("cell", cell, shape, options);
  out.array<std::int32_t>("nucleus", nucleus, shape, options);
  out.array<std::int64_t>("shared_px", shared_px, shape, options);
  out.array<std::int64_t>("nucleus_px", nucleus_px, shape, options);
}

CellMatches CellMatches::read(const fs::path& folder) {
  const zarr::Reader in(folder);
  const Json attributes = checked_attributes(in, kType, kSchema);
  const std::string where = folder.string();
  CellMatches out;
  out.section = text_member(attributes, "section", where);
  out.rule = text_member(attributes, "rule", where);
  out.every_px = number_member(attributes, "every_px", where);
  out.cells = integer_member(attributes, "cells", where);
  out.nuclei = integer_member(attributes, "nuclei", where);
  out.cell = in.array<std::int32_t>("cell");
  out.nucleus = in.array<std::int32_t>("nucleus");
  out.shared_px = in.array<std::int64_t>("shared_px");
  out.nucleus_px = in.array<std::int64_t>("nucleus_px");
  check_pairs(out, where);
  return out;
}

}  // namespace moonstain
