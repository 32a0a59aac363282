#include "core/data/grid_map.h"

#include "core/base/error.h"
#include "core/data/stored_group.h"
#include "core/data/zarr.h"

namespace moonstain {
namespace {

constexpr int kSchema = 1;

}  // namespace

void GridMap::write(const fs::path& folder) const {
  check(row.size() == spots.size() && column.size() == spots.size(),
        "GridMap of section ", section, ": ", spots.size(), " spots, ",
        row.size(), " rows and ", column.size(), " columns");
  ZarrWriter out(folder, stored_attributes(kType, kSchema,
                                           {{"section", section},
                                            {"rows", rows},
                                            {"columns", columns},
                                            {"kept_row_begin", kept_row_begin},
                                            {"kept_row_end", kept_row_end}}));
  const Shape shape{static_cast<std::int64_t>(spots.size())};
  ArrayOptions options;
  options.dimension_names = {"spots"};
  out.strings("spots", spots, options);
  out.array<std::int32_t>("row", row, shape, options);
  out.array<std::int32_t>("column", column, shape, options);
}

GridMap GridMap::read(const fs::path& folder) {
  const ZarrReader in(folder);
  const Json attributes = checked_attributes(in, kType, kSchema);
  const std::string where = folder.string();
  GridMap out;
  out.section = text_member(attributes, "section", where);
  out.rows = integer_member(attributes, "rows", where);
  out.columns = integer_member(attributes, "columns", where);
  out.kept_row_begin = integer_member(attributes, "kept_row_begin", where);
  out.kept_row_end = integer_member(attributes, "kept_row_end", where);
  out.spots = in.strings("spots");
  out.row = in.array<std::int32_t>("row");
  out.column = in.array<std::int32_t>("column");
  check(out.row.size() == out.spots.size() &&
            out.column.size() == out.spots.size(),
        where, ": ", out.spots.size(), " spots, ", out.row.size(), " rows and ",
        out.column.size(), " columns");
  return out;
}

}  // namespace moonstain
