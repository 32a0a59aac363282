#include "core/data/patients/synthetic_tumour.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/data/patients/synthetic_options.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {
namespace {

constexpr std::string_view kStep = "synthetic_tumour";
constexpr std::int64_t kPitchPx = 64;
constexpr double kMostNuclei = 44;
constexpr std::uint64_t kMostCount = std::numeric_limits<std::int32_t>::max();
constexpr std::array<double, 3> kPink = {225, 185, 205};
constexpr std::array<std::uint8_t, 3> kBlue = {80, 60, 140};

// Places from -1 to 1 across the lattice.
double across(std::int64_t place, std::int64_t side) {
  return (2 * static_cast<double>(place) + 1) / static_cast<double>(side) - 1;
}

std::string name_of(std::int64_t cell, std::int64_t columns) {
  return concat(cell % columns, "x", cell / columns);
}

std::int32_t count_of(double mean, RandomStream& random,
                      const std::string& section) {
  const std::uint64_t count =
      mean <= kMostCount ? random.poisson(mean) : kMostCount + 1;
  check(count <= kMostCount, "synthetic tumour: section ", section,
        " has a count above ", kMostCount,
        ", the most there may be; lower mean_count");
  return static_cast<std::int32_t>(count);
}

}  // namespace

SyntheticTumour synthetic_tumour(const SyntheticTumourOptions& options,
                                 const SyntheticPatientOptions& patient) {
  const double z = synthetic_truth(patient).malignancy;
  RandomStream random(patient.seed, kStep, concat("spots/", patient.section));
  SyntheticTumour out;
  for (std::int64_t row = 0; row < options.rows; ++row) {
    for (std::int64_t column = 0; column < options.columns; ++column) {
      const double y = across(row, options.rows) / 0.75;
      const double x = across(column, options.columns) / 0.75;
      if (x * x + y * y > 1) continue;
      out.cells.push_back(row * options.columns + column);
      out.malignancy.push_back(0.5 * random.normal() + (x < 0 ? z : 0));
    }
  }
  return out;
}

Dataset synthetic_tumour_dataset(const SyntheticTumourOptions& options,
                                 const SyntheticPatientOptions& patient) {
  const SyntheticTumour tumour = synthetic_tumour(options, patient);
  Dataset out;
  out.section = patient.section;
  out.patient = patient.patient;
  out.picture_width_px = options.columns * kPitchPx;
  out.picture_height_px = options.rows * kPitchPx;
  out.genes = patient.genes;
  const auto spots = std::ssize(tumour.cells);
  out.array_xy.resize(spots, 2);
  out.pixel_xy.resize(spots, 2);
  out.counts.rows = spots;
  out.counts.columns_count = std::ssize(out.genes);
  out.counts.row_starts = {0};
  RandomStream random(patient.seed, kStep, concat("counts/", patient.section));
  for (std::size_t spot = 0; spot < tumour.cells.size(); ++spot) {
    const std::int64_t cell = tumour.cells[spot];
    const auto x = static_cast<std::int32_t>(cell % options.columns);
    const auto y = static_cast<std::int32_t>(cell / options.columns);
    const auto i = static_cast<Eigen::Index>(spot);
    out.spots.push_back(name_of(cell, options.columns));
    out.array_xy.row(i) << x, y;
    out.pixel_xy.row(i) << (x + 0.5) * kPitchPx, (y + 0.5) * kPitchPx;
    for (std::size_t gene = 0; gene < out.genes.size(); ++gene) {
      const double own = 0.2 * random.normal();
      const double log_mean = out.genes[gene] == patient.planted_gene
                                  ? 0.5 * tumour.malignancy[spot]
                                  : own;
      const std::int32_t count = count_of(
          patient.mean_count * std::exp(log_mean), random, out.section);
      if (count == 0) continue;
      out.counts.columns.push_back(static_cast<std::int32_t>(gene));
      out.counts.values.push_back(count);
    }
    out.counts.row_starts.push_back(std::ssize(out.counts.values));
  }
  return out;
}

Patches synthetic_tumour_patches(const Dataset& dataset,
                                 const SyntheticTumourOptions& options,
                                 const SyntheticPatientOptions& patient,
                                 std::int64_t tile_px) {
  check(tile_px >= 12, "synthetic tumour: tile_px is ", tile_px,
        ", expected at least 12");
  const SyntheticTumour tumour = synthetic_tumour(options, patient);
  bool same = dataset.section == patient.section &&
              dataset.spots.size() == tumour.cells.size();
  for (std::size_t spot = 0; same && spot < tumour.cells.size(); ++spot) {
    same = dataset.spots[spot] == name_of(tumour.cells[spot], options.columns);
  }
  check(same, "synthetic tumour: the dataset, of section ", dataset.section,
        " and ", dataset.spots.size(), " spots, is not that of section ",
        patient.section, ", which has ", tumour.cells.size(),
        "; give both steps the same options");
  Patches out;
  out.section = dataset.section;
  out.spots = dataset.spots;
  out.size_px = tile_px;
  out.has_blank = true;
  const auto side = static_cast<std::size_t>(tile_px);
  const std::size_t nucleus = side / 12;
  out.pixels.assign(out.tile_bytes() * static_cast<std::size_t>(out.tiles()),
                    255);
  for (std::size_t spot = 0; spot < out.spots.size(); ++spot) {
    RandomStream random(patient.seed, kStep, concat("tile/", out.section),
                        spot);
    std::uint8_t* tile = out.pixels.data() + spot * out.tile_bytes();
    for (std::size_t at = 0; at < out.tile_bytes(); ++at) {
      const double grain = static_cast<double>(random.below(13)) - 6;
      tile[at] = static_cast<std::uint8_t>(kPink[at % 3] + grain);
    }
    const auto nuclei = static_cast<int>(std::lround(
        std::clamp(20 + 8 * tumour.malignancy[spot], 0.0, kMostNuclei)));
    for (int n = 0; n < nuclei; ++n) {
      const std::size_t left = random.below(side - nucleus + 1);
      const std::size_t top = random.below(side - nucleus + 1);
      for (std::size_t row = top; row < top + nucleus; ++row) {
        for (std::size_t column = left; column < left + nucleus; ++column) {
          std::copy(kBlue.begin(), kBlue.end(),
                    tile + 3 * (row * side + column));
        }
      }
    }
  }
  return out;
}

namespace {

struct TileOptions {
  std::int64_t tile_px = 64;
};

StepKind&& with_lattice(StepKind&& kind) {
  using Own = SyntheticTumourOptions;
  return with_one_synthetic_patient(std::move(kind))
      .option("rows", &Own::rows, "of the lattice", {4, 1e4})
      .option("columns", &Own::columns, "of the lattice", {4, 1e4});
}

}  // namespace

StepKind synthetic_tumour_dataset_step() {
  return with_lattice(StepKind("synthetic_tumour_dataset", 1,
                               "Spots and counts of a made-up patient's "
                               "slide."))
      .makes<Dataset>([](const Inputs&, const Options& options) {
        return synthetic_tumour_dataset(options.as<SyntheticTumourOptions>(),
                                        options.as<SyntheticPatientOptions>());
      });
}

StepKind synthetic_tumour_patches_step() {
  return with_lattice(StepKind("synthetic_tumour_patches", 1,
                               "Tiles of a made-up patient's slide; options as "
                               "for its synthetic_tumour_dataset.")
                          .applies<Dataset>("dataset", "its spots"))
      .option("tile_px", &TileOptions::tile_px, "side of a tile", {12, 1024})
      .unit("px")
      .makes<Patches>([](const Inputs& in, const Options& options) {
        return synthetic_tumour_patches(in.get<Dataset>("dataset"),
                                        options.as<SyntheticTumourOptions>(),
                                        options.as<SyntheticPatientOptions>(),
                                        options.as<TileOptions>().tile_px);
      });
}

}  // namespace moonstain
