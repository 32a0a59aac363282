#include "core/data/stored/dataset.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/data/anndata/reader.h"
#include "core/data/anndata/writer.h"
#include "core/data/stored/checks.h"

namespace moonstain {
namespace {

constexpr int kSchema = 1;

template <typename Array>
auto span_of(const Array& array) {
  return std::span<const typename Array::Scalar>(
      array.data(), static_cast<std::size_t>(array.size()));
}

// Twice the same column would be one expression and two in the total; a count
// below 0 makes it NaN.
void check_counts(const Dataset& d, const std::string& where) {
  const SparseCounts& counts = d.counts;
  for (std::size_t spot = 0; spot < d.spots.size(); ++spot) {
    const auto begin = static_cast<std::size_t>(counts.row_starts[spot]);
    const auto end = static_cast<std::size_t>(counts.row_starts[spot + 1]);
    for (std::size_t at = begin; at < end; ++at) {
      const auto gene = static_cast<std::size_t>(counts.columns[at]);
      check(counts.values[at] > 0, where, ": X: spot '", d.spots[spot],
            "' has count ", counts.values[at], " of gene '", d.genes[gene],
            "', expected above 0 (zeros are left out: eliminate_zeros() of "
            "scipy)");
      if (at == begin) continue;
      const auto before = static_cast<std::size_t>(counts.columns[at - 1]);
      check(before != gene, where, ": X: spot '", d.spots[spot],
            "' has two counts of gene '", d.genes[gene],
            "', expected one (sum_duplicates() of scipy adds them)");
      check(before < gene, where, ": X: spot '", d.spots[spot],
            "' has its count of gene '", d.genes[gene], "' after that of '",
            d.genes[before],
            "', expected the order of var (sort_indices() of scipy)");
    }
  }
}

// That their array is the pixels of the picture.
void check_cells(const Dataset& d, const std::string& where) {
  check(d.spot_pitch_um == 0, where, ": uns/spot_pitch_um is ", d.spot_pitch_um,
        ", expected 0 where uns/lattice is 'none': cells lie on no array");
  for (std::size_t spot = 0; spot < d.spots.size(); ++spot) {
    const auto i = static_cast<Eigen::Index>(spot);
    const auto at = d.pixel_xy.row(i);
    check(d.array_xy(i, 0) == std::floor(at.x()) &&
              d.array_xy(i, 1) == std::floor(at.y()),
          where, ": obs/array_x, array_y: cell '", d.spots[spot], "' has (",
          d.array_xy(i, 0), ", ", d.array_xy(i, 1), "), expected the pixel (",
          std::floor(at.x()), ", ", std::floor(at.y()),
          ") of its position, as uns/lattice is 'none'");
  }
}

// Except the counts.
void check_parts(const Dataset& d, const std::string& where) {
  for (std::size_t spot = 0; spot < d.spots.size(); ++spot) {
    const auto at = d.pixel_xy.row(static_cast<Eigen::Index>(spot));
    check(std::isfinite(at.x()) && std::isfinite(at.y()), where,
          ": obsm/spatial: spot '", d.spots[spot], "' lies at (", at.x(), ", ",
          at.y(), "), expected finite numbers");
  }
  check(std::isfinite(d.um_per_px) && d.um_per_px >= 0, where,
        ": uns/um_per_px is ", d.um_per_px,
        ", expected a positive number, or 0 where unknown");
  check(std::isfinite(d.spot_pitch_um) && d.spot_pitch_um >= 0, where,
        ": uns/spot_pitch_um is ", d.spot_pitch_um,
        ", expected a positive number, or 0 where unknown");
  check(std::isfinite(d.spot_diameter_px) && d.spot_diameter_px >= 0, where,
        ": uns/spot_diameter_px is ", d.spot_diameter_px,
        ", expected a positive number, or 0 where unknown");
  check(d.geometry.empty() || d.geometry == "checked" ||
            d.geometry == "not checked" || d.geometry == "as_given",
        where, ": uns/geometry is '", d.geometry,
        "', expected 'checked', 'not checked' or 'as_given'");
  check(d.picture_width_px >= 0 && d.picture_height_px >= 0, where,
        ": uns: the picture has ", d.picture_width_px, " x ",
        d.picture_height_px, " px, expected none below 0");
  if (d.lattice == Lattice::none) check_cells(d, where);
}

CountsContent counts_content(const Dataset& d) {
  return content_of_counts(d.counts.row_starts, d.counts.columns,
                           d.counts.values, d.genes);
}

}  // namespace

void Dataset::leave_out(std::string reason, std::int64_t number) {
  if (number > 0) left_out.emplace_back(std::move(reason), number);
}

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
  out.text("uns/lattice", word_of(lattice));
  out.number("uns/um_per_px", um_per_px);
  out.number("uns/picture_width_px", picture_width_px);
  out.number("uns/picture_height_px", picture_height_px);
  if (spot_pitch_um > 0) out.number("uns/spot_pitch_um", spot_pitch_um);
  if (spot_diameter_px > 0) {
    out.number("uns/spot_diameter_px", spot_diameter_px);
  }
  if (!geometry.empty()) out.text("uns/geometry", geometry);
  if (!remarks.empty()) out.strings("uns/remarks", remarks);
  out.group("uns/content");
  const CountsContent content = counts_content(*this);
  out.text("uns/content/counts", content.all);
  out.vector<std::int64_t>("uns/content/spots", content.spots);
  out.text("uns/content/picture", picture_content);
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
  Dataset out = read_places(folder);
  const AnnDataReader in(folder);
  const std::string where = folder.string();
  check_shape(where, "X", in.shape("X"),
              {static_cast<std::int64_t>(out.spots.size()),
               static_cast<std::int64_t>(out.genes.size())},
              "[spots, genes]");
  auto counts = in.sparse<std::int32_t>("X");
  in.chunks("X");
  out.counts = {counts.rows, counts.columns, std::move(counts.starts),
                std::move(counts.indices), std::move(counts.values)};
  check_counts(out, where);
  return out;
}

Dataset Dataset::read_places(const fs::path& folder) {
  const AnnDataReader in(folder);
  in.check_type(kType, kSchema);
  const std::string where = folder.string();
  Dataset out;
  out.spots = in.index("obs");
  out.genes = in.index("var");
  check_unique(where, "spot", out.spots);
  check_unique(where, "gene", out.genes);
  const auto rows = static_cast<Eigen::Index>(out.spots.size());
  for (const char* column : {"obs/array_x", "obs/array_y"}) {
    check_shape(where, column, in.shape(column), {rows}, "[spots]");
  }
  const auto x = in.dense<std::int32_t>("obs/array_x");
  const auto y = in.dense<std::int32_t>("obs/array_y");
  out.array_xy.resize(rows, 2);
  for (Eigen::Index spot = 0; spot < rows; ++spot) {
    out.array_xy(spot, 0) = x[static_cast<std::size_t>(spot)];
    out.array_xy(spot, 1) = y[static_cast<std::size_t>(spot)];
  }
  check_shape(where, "obsm/spatial", in.shape("obsm/spatial"), {rows, 2},
              "[spots, (x, y)]");
  const auto positions = in.dense<double>("obsm/spatial");
  out.pixel_xy.resize(rows, 2);
  std::copy(positions.begin(), positions.end(), out.pixel_xy.data());
  out.section = in.text("uns/section");
  out.patient = in.text("uns/patient");
  out.lattice =
      known_kind<Lattice>(in.text("uns/lattice"), "uns/lattice", where);
  out.um_per_px = in.number("uns/um_per_px");
  out.picture_width_px = in.integer("uns/picture_width_px");
  out.picture_height_px = in.integer("uns/picture_height_px");
  if (in.has("uns/spot_pitch_um")) {
    out.spot_pitch_um = in.number("uns/spot_pitch_um");
  }
  if (in.has("uns/spot_diameter_px")) {
    out.spot_diameter_px = in.number("uns/spot_diameter_px");
  }
  if (in.has("uns/geometry")) out.geometry = in.text("uns/geometry");
  if (in.has("uns/remarks")) out.remarks = in.strings("uns/remarks");
  if (in.has("uns/content")) {
    out.picture_content = in.text("uns/content/picture");
  }
  check_parts(out, where);
  const auto reasons = in.strings("uns/left_out/reason");
  const auto numbers = in.dense<std::int64_t>("uns/left_out/spots");
  check(reasons.size() == numbers.size(), where, ": uns/left_out has ",
        reasons.size(), " reasons and ", numbers.size(), " numbers");
  for (std::size_t i = 0; i < reasons.size(); ++i) {
    out.left_out.emplace_back(reasons[i], numbers[i]);
  }
  return out;
}

void set_pixel_array(Dataset& dataset) {
  dataset.array_xy.resize(dataset.pixel_xy.rows(), 2);
  for (Eigen::Index i = 0; i < dataset.pixel_xy.rows(); ++i) {
    for (Eigen::Index axis = 0; axis < 2; ++axis) {
      const double at = std::floor(dataset.pixel_xy(i, axis));
      check(std::abs(at) <= std::numeric_limits<std::int32_t>::max(),
            "section ", dataset.section, ": cell '",
            dataset.spots[static_cast<std::size_t>(i)], "' lies at (",
            dataset.pixel_xy(i, 0), ", ", dataset.pixel_xy(i, 1),
            ") px, expected finite numbers of at most 2147483647");
      dataset.array_xy(i, axis) = static_cast<std::int32_t>(at);
    }
  }
}

DatasetUnits DatasetUnits::read(const fs::path& folder) {
  const AnnDataReader in(folder);
  in.check_type(kType, kSchema);
  if (!in.has("uns/content")) {
    const Dataset all = Dataset::read(folder);
    return {all.section, all.patient, {counts_content(all), ""}, all.remarks};
  }
  return {in.text("uns/section"),
          in.text("uns/patient"),
          {{in.text("uns/content/counts"),
            in.dense<std::int64_t>("uns/content/spots")},
           in.text("uns/content/picture")},
          in.has("uns/remarks") ? in.strings("uns/remarks")
                                : std::vector<std::string>{}};
}

}  // namespace moonstain
