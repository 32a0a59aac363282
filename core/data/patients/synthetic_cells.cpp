#include "core/data/patients/synthetic_cells.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/data/patients/synthetic_options.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {
namespace {

constexpr std::string_view kStep = "synthetic_cells";
constexpr double kCellPx = 30;
constexpr double kSpread = 0.8;
constexpr std::uint64_t kMostCount = std::numeric_limits<std::int32_t>::max();

double side_of(const SyntheticPatientOptions& options) {
  return std::ceil(kCellPx * std::sqrt(static_cast<double>(options.cells)));
}

// A smooth field of variance 1: waves of random direction, a period of 8 to 16
// cells.
class Field {
 public:
  explicit Field(RandomStream& random) {
    for (Wave& wave : waves_) {
      const double angle = 2 * std::numbers::pi * random.uniform();
      const double per_px =
          2 * std::numbers::pi / (kCellPx * (8 + 8 * random.uniform()));
      wave = {per_px * std::cos(angle), per_px * std::sin(angle),
              2 * std::numbers::pi * random.uniform()};
    }
  }
  double at(double x, double y) const {
    double sum = 0;
    for (const Wave& wave : waves_) {
      sum += std::cos(wave.x * x + wave.y * y + wave.phase);
    }
    return sum * std::sqrt(2.0 / kWaves);
  }

 private:
  struct Wave {
    double x = 0;
    double y = 0;
    double phase = 0;
  };
  static constexpr int kWaves = 4;
  std::array<Wave, kWaves> waves_;
};

std::vector<std::int32_t> types_of(const SyntheticPatientOptions& options) {
  std::vector<double> odds = options.shares;
  odds[0] *= std::exp(0.6 * synthetic_truth(options).malignancy);
  double total = 0;
  for (const double one : odds) total += one;
  RandomStream random(options.seed, kStep, concat("types/", options.section));
  std::vector<std::int32_t> out;
  for (std::int64_t cell = 0; cell < options.cells; ++cell) {
    double left = total * random.uniform();
    std::size_t type = 0;
    while (type + 1 < odds.size() && left >= odds[type]) left -= odds[type++];
    out.push_back(static_cast<std::int32_t>(type));
  }
  return out;
}

std::vector<std::string> names_of(const SyntheticPatientOptions& options) {
  std::vector<std::string> names;
  for (std::int64_t cell = 1; cell <= options.cells; ++cell) {
    names.push_back(concat(cell));
  }
  return names;
}

// What the expression of one gene in one section comes from.
struct Gene {
  double base = 0;
  std::int32_t own = 0;  // the type that expresses it more
  double shared = 0;     // of the field
  double alone = 0;      // of the cell
  Field field;
};

std::vector<Gene> genes_of(const SyntheticPatientOptions& options) {
  const SyntheticTruth truth = synthetic_truth(options);
  const auto planted = std::find(options.loci.begin(), options.loci.end(),
                                 options.planted_locus);
  const int call =
      truth.calls[static_cast<std::size_t>(planted - options.loci.begin())];
  RandomStream levels(options.seed, kStep, "genes");
  RandomStream fields(options.seed, kStep, concat("fields/", options.section));
  std::vector<Gene> genes;
  for (std::size_t g = 0; g < options.genes.size(); ++g) {
    const double strength = std::clamp(
        options.neighbour_strength + (options.genes[g] == options.planted_gene
                                          ? options.locus_effect * call
                                          : 0),
        0.0, 0.95);
    genes.push_back({0.5 * levels.normal(),
                     static_cast<std::int32_t>(g % options.types.size()),
                     kSpread * std::sqrt(strength),
                     kSpread * std::sqrt(1 - strength), Field(fields)});
  }
  return genes;
}

}  // namespace

Dataset synthetic_cells(const SyntheticPatientOptions& options) {
  const std::vector<Gene> genes = genes_of(options);
  const std::vector<std::int32_t> types = types_of(options);
  Dataset out;
  out.section = options.section;
  out.patient = options.patient;
  out.lattice = Lattice::none;
  out.picture_width_px = out.picture_height_px =
      static_cast<std::int64_t>(side_of(options));
  out.spots = names_of(options);
  out.genes = options.genes;
  out.pixel_xy.resize(options.cells, 2);
  out.counts.rows = options.cells;
  out.counts.columns_count = static_cast<std::int64_t>(genes.size());
  out.counts.row_starts = {0};
  RandomStream places(options.seed, kStep, concat("places/", options.section));
  RandomStream random(options.seed, kStep, concat("counts/", options.section));
  for (Eigen::Index cell = 0; cell < options.cells; ++cell) {
    const double x = side_of(options) * places.uniform();
    const double y = side_of(options) * places.uniform();
    out.pixel_xy.row(cell) << x, y;
    for (std::size_t g = 0; g < genes.size(); ++g) {
      const Gene& gene = genes[g];
      const double marks =
          types[static_cast<std::size_t>(cell)] == gene.own ? 0.8 : 0;
      const double mean =
          options.mean_count *
          std::exp(gene.base + marks + gene.shared * gene.field.at(x, y) +
                   gene.alone * random.normal());
      const std::uint64_t count =
          mean <= kMostCount ? random.poisson(mean) : kMostCount + 1;
      check(count <= kMostCount, "synthetic cells: cell ", out.spots[cell],
            " of section ", options.section, " has a count of ", out.genes[g],
            " above ", kMostCount,
            ", the most there may be; lower mean_count (", options.mean_count,
            ")");
      if (count == 0) continue;
      out.counts.columns.push_back(static_cast<std::int32_t>(g));
      out.counts.values.push_back(static_cast<std::int32_t>(count));
    }
    out.counts.row_starts.push_back(
        static_cast<std::int64_t>(out.counts.values.size()));
  }
  set_pixel_array(out);
  return out;
}

CellTypes synthetic_cell_types(const SyntheticPatientOptions& options) {
  return {options.section, "as the cells were made up", names_of(options),
          options.types, types_of(options)};
}

Cohort synthetic_outcomes(const SyntheticPatientOptions& options) {
  const SyntheticTruth truth = synthetic_truth(options);
  Cohort out{options.section, {options.patient}};
  out.clinical = {{"months", std::vector<double>{truth.months}},
                  {"died", std::vector<double>{truth.died ? 1.0 : 0.0}}};
  MeasuredMatrix calls{"copy_number", options.loci, {}};
  calls.values.resize(1, static_cast<Eigen::Index>(truth.calls.size()));
  for (std::size_t i = 0; i < truth.calls.size(); ++i) {
    calls.values(0, static_cast<Eigen::Index>(i)) =
        static_cast<float>(truth.calls[i]);
  }
  out.measured.push_back(std::move(calls));
  return out;
}

StepKind synthetic_cells_step() {
  return with_one_synthetic_patient(
             StepKind("synthetic_cells", 1,
                      "Cells of a made-up patient with known truth."))
      .makes<Dataset>([](const Inputs&, const Options& options) {
        return synthetic_cells(options.as<SyntheticPatientOptions>());
      });
}

StepKind synthetic_cell_types_step() {
  return with_one_synthetic_patient(
             StepKind("synthetic_cell_types", 1,
                      "Types of the cells of a made-up patient; options as for "
                      "its synthetic_cells."))
      .makes<CellTypes>([](const Inputs&, const Options& options) {
        return synthetic_cell_types(options.as<SyntheticPatientOptions>());
      });
}

StepKind synthetic_outcomes_step() {
  return with_one_synthetic_patient(
             StepKind("synthetic_outcomes", 1,
                      "Survival and copy number of a made-up patient; options "
                      "as for its synthetic_cells."))
      .makes<Cohort>([](const Inputs&, const Options& options) {
        return synthetic_outcomes(options.as<SyntheticPatientOptions>());
      });
}

}  // namespace moonstain
