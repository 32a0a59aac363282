#include "core/data/stored/transform.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/data/stored/checks.h"
#include "core/data/stored/group.h"
#include "core/data/zarr/reader.h"
#include "core/data/zarr/writer.h"

namespace moonstain {
namespace {

constexpr int kSchema = 1;

}  // namespace

Positions mapped(const AffineMap& map, const Positions& positions) {
  return (positions * map.leftCols<2>().transpose()).rowwise() +
         map.col(2).transpose();
}

void Transform::write(const fs::path& folder) const {
  zarr::Writer out(folder, stored_attributes(kType, kSchema,
                                             {{"section_a", section_a},
                                              {"section_b", section_b},
                                              {"correlation", correlation},
                                              {"inside", inside},
                                              {"dice", dice},
                                              {"mirrored", mirrored()},
                                              {"refusal", refusal},
                                              {"remarks", remarks}}));
  zarr::ArrayOptions options;
  options.dimension_names = {"xy_of_a", "xy_of_b_and_1"};
  out.array<double>("map", {map.data(), 6}, {2, 3}, options);
}

Transform Transform::read(const fs::path& folder) {
  const zarr::Reader in(folder);
  const Json attributes = checked_attributes(in, kType, kSchema);
  const std::string where = folder.string();
  Transform out;
  out.section_a = text_member(attributes, "section_a", where);
  out.section_b = text_member(attributes, "section_b", where);
  out.correlation = number_member(attributes, "correlation", where);
  out.inside = number_member(attributes, "inside", where);
  out.dice = number_member(attributes, "dice", where);
  out.refusal = text_member(attributes, "refusal", where);
  for (const Json& remark : list_member(attributes, "remarks", where)) {
    out.remarks.push_back(remark.get<std::string>());
  }
  check(std::fabs(out.correlation) <= 1 && std::fabs(out.inside) <= 1 &&
            out.dice >= 0 && out.dice <= 1,
        where, ": correlations of ", out.correlation, " and ", out.inside,
        " and a Dice of ", out.dice, ", expected -1 to 1 and 0 to 1");
  check_shape(where, "map", in.info("map").shape, {2, 3},
              "[(x, y), (x, y, 1)]");
  const std::vector<double> map = in.array<double>("map");
  std::copy(map.begin(), map.end(), out.map.data());
  check(out.map.allFinite() && out.determinant() != 0, where,
        ": the map takes (x, y) to (", map[0], " x + ", map[1], " y + ", map[2],
        ", ", map[3], " x + ", map[4], " y + ", map[5],
        "), expected finite numbers and a determinant other than 0");
  return out;
}

}  // namespace moonstain
