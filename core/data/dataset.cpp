#include "core/data/dataset.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/data/anndata.h"

namespace moonstain {
namespace {

constexpr int kSchema = 1;

template <typename Array>
auto span_of(const Array& array) {
  return std::span<const typename Array::Scalar>(
      array.data(), static_cast<std::size_t>(array.size()));
}

}  // namespace

void Dataset::write(const fs::path& folder) const {
  const auto rows = static_cast<std::int64_t>(spots.size());
  check(counts.rows == rows &&
            counts.columns_count == static_cast<std::int64_t>(genes.size()) &&
            array_xy.rows() == rows && pixel_xy.rows() == rows,
        "Dataset of section ", section, ": ", spots.size(), " spots and ",
        genes.size(), " genes, but counts are [", counts.rows, ", ",
        counts.columns_count, "], positions ", array_xy.rows(), " and ",
        pixel_xy.rows());
  AnnDataWriter out(folder, kType, kSchema);
  out.sparse("X", Sparse<std::int32_t>{counts.rows, counts.columns_count, false,
                                       counts.row_starts, counts.columns,
                                       counts.values});
  DataFrame obs;
  obs.index = spots;
  std::vector<std::int32_t> x(spots.size());
  std::vector<std::int32_t> y(spots.size());
  for (std::size_t spot = 0; spot < spots.size(); ++spot) {
    x[spot] = array_xy(static_cast<Eigen::Index>(spot), 0);
    y[spot] = array_xy(static_cast<Eigen::Index>(spot), 1);
  }
  obs.columns = {{"array_x", x}, {"array_y", y}};
  out.frame("obs", obs);
  out.frame("var", {.index = genes});
  out.dense("obsm/spatial", span_of(pixel_xy), rows, 2);
  out.text("uns/section", section);
  out.text("uns/patient", patient);
  out.text("uns/lattice", lattice == Lattice::square ? "square" : "hexagonal");
  out.number("uns/um_per_px", um_per_px);
  out.number("uns/picture_width_px", picture_width_px);
  out.number("uns/picture_height_px", picture_height_px);
  std::vector<std::string> reasons;
  std::vector<std::int64_t> numbers;
  for (const auto& [reason, number] : left_out) {
    reasons.push_back(reason);
    numbers.push_back(number);
  }
  out.group("uns/left_out");
  out.strings("uns/left_out/reason", reasons);
  out.vector<std::int64_t>("uns/left_out/spots", numbers);
}

Dataset Dataset::read(const fs::path& folder) {
  const AnnDataReader in(folder);
  in.check_type(kType, kSchema);
  Dataset out;
  const DataFrame obs = in.frame("obs");
  out.spots = obs.index;
  out.genes = in.index("var");
  auto counts = in.sparse<std::int32_t>("X");
  out.counts = {counts.rows, counts.columns, std::move(counts.starts),
                std::move(counts.indices), std::move(counts.values)};
  const auto rows = static_cast<Eigen::Index>(out.spots.size());
  const auto& x = std::get<std::vector<std::int32_t>>(obs.column("array_x"));
  const auto& y = std::get<std::vector<std::int32_t>>(obs.column("array_y"));
  out.array_xy.resize(rows, 2);
  for (Eigen::Index spot = 0; spot < rows; ++spot) {
    out.array_xy(spot, 0) = x[static_cast<std::size_t>(spot)];
    out.array_xy(spot, 1) = y[static_cast<std::size_t>(spot)];
  }
  const auto positions = in.dense<double>("obsm/spatial");
  check(out.counts.rows == rows && positions.size() == 2 * out.spots.size() &&
            out.counts.columns_count ==
                static_cast<std::int64_t>(out.genes.size()),
        folder.string(), ": the parts of the object differ in length");
  out.pixel_xy.resize(rows, 2);
  std::copy(positions.begin(), positions.end(), out.pixel_xy.data());
  out.section = in.text("uns/section");
  out.patient = in.text("uns/patient");
  out.lattice =
      in.text("uns/lattice") == "square" ? Lattice::square : Lattice::hexagonal;
  out.um_per_px = in.number("uns/um_per_px");
  out.picture_width_px = in.integer("uns/picture_width_px");
  out.picture_height_px = in.integer("uns/picture_height_px");
  const auto reasons = in.strings("uns/left_out/reason");
  const auto numbers = in.dense<std::int64_t>("uns/left_out/spots");
  check(reasons.size() == numbers.size(), folder.string(),
        ": uns/left_out has ", reasons.size(), " reasons and ", numbers.size(),
        " numbers");
  for (std::size_t i = 0; i < reasons.size(); ++i) {
    out.left_out.emplace_back(reasons[i], numbers[i]);
  }
  return out;
}

}  // namespace moonstain
