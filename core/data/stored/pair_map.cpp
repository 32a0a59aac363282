#include "core/data/stored/pair_map.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/data/stored/checks.h"
#include "core/data/stored/group.h"
#include "core/data/zarr/reader.h"
#include "core/data/zarr/writer.h"

namespace moonstain {
namespace {

constexpr int kSchema = 1;
constexpr Eigen::Index kMost = NearPoints::kMost;

std::int64_t size_of(const std::vector<std::string>& names) {
  return static_cast<std::int64_t>(names.size());
}

template <typename Fixed, typename T>
void read_rows(const zarr::Reader& in, const std::string& name,
               std::int64_t rows, std::string_view axes, Fixed& out) {
  const zarr::Shape shape{rows, std::int64_t{Fixed::ColsAtCompileTime}};
  check_shape(in.folder().string(), name, in.info(name).shape, shape, axes);
  const std::vector<T> values = in.array<T>(name);
  out.resize(rows, Fixed::ColsAtCompileTime);
  std::copy(values.begin(), values.end(), out.data());
}

// Values are taken by these places without another look.
void check_near(const PairMap& map, const std::string& where) {
  const auto others = static_cast<Eigen::Index>(map.spots_b.size());
  for (Eigen::Index spot = 0; spot < map.near.near.rows(); ++spot) {
    const auto near = map.near.near.row(spot);
    const auto weight = map.near.weight.row(spot);
    bool right = near.maxCoeff() < others && near.minCoeff() >= -1;
    for (Eigen::Index i = 0; i < kMost; ++i) {
      right =
          right &&
          (near[i] >= 0 ? weight[i] > 0 && weight[i] <= 1 : weight[i] == 0) &&
          (i == 0 || near[i] < 0 || near[i - 1] >= 0);
    }
    const double sum = weight.sum();
    check(right && std::fabs(sum - (near[0] >= 0 ? 1 : 0)) < 1e-9, where,
          ": spot '", map.spots_a[static_cast<std::size_t>(spot)],
          "' is near to places (", near[0], ", ", near[1], ", ", near[2], ", ",
          near[3], ") with weights (", weight[0], ", ", weight[1], ", ",
          weight[2], ", ", weight[3], "), expected places below ", others,
          ", weights of sum 1, and -1 with 0 behind the last");
  }
}

}  // namespace

std::vector<Eigen::Index> PairMap::mapped_spots() const {
  std::vector<Eigen::Index> out;
  for (Eigen::Index spot = 0; spot < near.near.rows(); ++spot) {
    if (near.has(spot)) out.push_back(spot);
  }
  return out;
}

void PairMap::write(const fs::path& folder) const {
  const std::int64_t a = size_of(spots_a), b = size_of(spots_b);
  check(xy_a.rows() == a && xy_b.rows() == b && near.near.rows() == a &&
            near.weight.rows() == a,
        "PairMap of sections ", section_a, " and ", section_b, ": ", a, " and ",
        b, " spots, ", xy_a.rows(), " and ", xy_b.rows(), " positions, ",
        near.near.rows(), " rows of places and ", near.weight.rows(),
        " of weights");
  zarr::Writer out(folder, stored_attributes(kType, kSchema,
                                             {{"section_a", section_a},
                                              {"section_b", section_b},
                                              {"patient_a", patient_a},
                                              {"patient_b", patient_b},
                                              {"correlation", correlation},
                                              {"dice", dice},
                                              {"mirrored", mirrored},
                                              {"refusal", refusal},
                                              {"reach_px", reach_px}}));
  const auto array = [&](const char* name, const auto& values, const char* rows,
                         const char* columns) {
    using T = typename std::decay_t<decltype(values)>::Scalar;
    zarr::ArrayOptions options;
    options.dimension_names = {rows, columns};
    out.array<T>(name, {values.data(), static_cast<std::size_t>(values.size())},
                 {values.rows(), values.cols()}, options);
  };
  zarr::ArrayOptions names;
  names.dimension_names = {"spots_a"};
  out.strings("spots_a", spots_a, names);
  names.dimension_names = {"spots_b"};
  out.strings("spots_b", spots_b, names);
  array("xy_a", xy_a, "spots_a", "xy");
  array("xy_b", xy_b, "spots_b", "xy");
  array("near", near.near, "spots_a", "nearest");
  array("weight", near.weight, "spots_a", "nearest");
}

PairMap PairMap::read(const fs::path& folder) {
  const zarr::Reader in(folder);
  const Json attributes = checked_attributes(in, kType, kSchema);
  const std::string where = folder.string();
  PairMap out;
  out.section_a = text_member(attributes, "section_a", where);
  out.section_b = text_member(attributes, "section_b", where);
  out.patient_a = text_member(attributes, "patient_a", where);
  out.patient_b = text_member(attributes, "patient_b", where);
  out.correlation = number_member(attributes, "correlation", where);
  out.dice = number_member(attributes, "dice", where);
  out.mirrored = member(attributes, "mirrored", where).get<bool>();
  out.refusal = text_member(attributes, "refusal", where);
  out.reach_px = number_member(attributes, "reach_px", where);
  out.spots_a = in.strings("spots_a");
  out.spots_b = in.strings("spots_b");
  check_unique(where, "spot", out.spots_a);
  check_unique(where, "spot", out.spots_b);
  const std::int64_t a = size_of(out.spots_a), b = size_of(out.spots_b);
  read_rows<Positions, double>(in, "xy_a", a, "[spots_a, (x, y)]", out.xy_a);
  read_rows<Positions, double>(in, "xy_b", b, "[spots_b, (x, y)]", out.xy_b);
  read_rows<decltype(out.near.near), std::int32_t>(
      in, "near", a, "[spots_a, nearest]", out.near.near);
  read_rows<decltype(out.near.weight), double>(
      in, "weight", a, "[spots_a, nearest]", out.near.weight);
  check_near(out, where);
  return out;
}

}  // namespace moonstain
