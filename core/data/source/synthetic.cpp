#include "core/data/source/synthetic.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {
namespace {

constexpr std::int64_t kPitchPx = 64;
constexpr std::string_view kStep = "synthetic";
constexpr std::uint64_t kMostCount = std::numeric_limits<std::int32_t>::max();

// A smooth field over the section: five waves of random direction, a period
// of 6 to 16 spots, squashed.
class Field {
 public:
  Field(const SyntheticOptions& options, std::string_view name) : waves_() {
    RandomStream random(options.seed, kStep,
                        concat("field/", name, "/", options.section));
    for (Wave& wave : waves_) {
      const double angle = 2 * std::numbers::pi * random.uniform();
      const double per_spot =
          2 * std::numbers::pi / (6 + 10 * random.uniform());
      wave = {per_spot * std::cos(angle), per_spot * std::sin(angle),
              2 * std::numbers::pi * random.uniform()};
    }
  }
  double at(std::int32_t x, std::int32_t y) const {
    double sum = 0;
    for (const Wave& wave : waves_) {
      sum += std::cos(wave.x * x + wave.y * y + wave.phase);
    }
    return std::tanh(sum * 0.8);
  }

 private:
  struct Wave {
    double x = 0;
    double y = 0;
    double phase = 0;
  };
  std::array<Wave, 5> waves_;
};

std::size_t dot_channel(const SyntheticOptions& options) {
  const std::size_t last = options.patient.find_last_not_of("0123456789");
  const std::string digits =
      options.patient.substr(last == std::string::npos ? 0 : last + 1);
  check(!digits.empty() && digits.size() < 10, "synthetic: patient '",
        options.patient, "' has no number at its end (P1, P2, ...)");
  return (std::stoul(digits) + 2) % 3;
}

}  // namespace

Dataset synthetic_dataset(const SyntheticOptions& options) {
  check(options.side >= 2 && options.genes >= 1 && options.mean_count > 0,
        "synthetic: side is ", options.side, ", genes ", options.genes,
        ", mean_count ", options.mean_count,
        "; expected at least 2, at least 1, above 0");
  dot_channel(options);  // the patient must have a number
  Dataset out;
  out.section = options.section;
  out.patient = options.patient;
  out.picture_width_px = out.picture_height_px = options.side * kPitchPx;

  struct Gene {
    double base;
    double tone;
    double dots;
  };
  std::vector<Gene> genes;
  RandomStream shared(options.seed, kStep, "genes");
  RandomStream own(options.seed, kStep, concat("patient/", options.patient));
  for (std::int64_t g = 0; g < options.genes; ++g) {
    out.genes.push_back(concat("gene", g));
    const double base = options.mean_count * std::exp(0.5 * shared.normal());
    const double tone = shared.normal();
    genes.push_back({base, tone, own.normal()});
  }

  const Field tone(options, "tone");
  const Field dots(options, "dots");
  RandomStream random(options.seed, kStep, concat("counts/", options.section));
  const auto spots = static_cast<Eigen::Index>(options.side * options.side);
  out.array_xy.resize(spots, 2);
  out.pixel_xy.resize(spots, 2);
  out.counts.rows = spots;
  out.counts.columns_count = options.genes;
  out.counts.row_starts.push_back(0);
  for (Eigen::Index spot = 0; spot < spots; ++spot) {
    const auto x = static_cast<std::int32_t>(spot % options.side);
    const auto y = static_cast<std::int32_t>(spot / options.side);
    out.spots.push_back(concat(x, "x", y));
    out.array_xy.row(spot) << x, y;
    out.pixel_xy.row(spot) << (x + 0.5) * kPitchPx, (y + 0.5) * kPitchPx;
    const double depth = std::exp(0.2 * random.normal());
    for (std::size_t g = 0; g < genes.size(); ++g) {
      const double mean =
          depth * genes[g].base *
          std::exp(options.signal * genes[g].tone * tone.at(x, y) +
                   options.leak * genes[g].dots * dots.at(x, y));
      const std::uint64_t count =
          mean <= kMostCount ? random.poisson(mean) : kMostCount + 1;
      check(count <= kMostCount, "synthetic: spot ", out.spots.back(),
            " of section ", options.section, " has a count of ", out.genes[g],
            " above ", kMostCount,
            ", the most there may be; lower mean_count (", options.mean_count,
            "), signal (", options.signal, ") or leak (", options.leak, ")");
      if (count == 0) continue;
      out.counts.columns.push_back(static_cast<std::int32_t>(g));
      out.counts.values.push_back(static_cast<std::int32_t>(count));
    }
    out.counts.row_starts.push_back(
        static_cast<std::int64_t>(out.counts.values.size()));
  }
  return out;
}

Patches synthetic_patches(const Dataset& dataset,
                          const SyntheticOptions& options, std::int64_t tile_px,
                          bool blank) {
  check(tile_px >= 8, "synthetic: tile_px is ", tile_px,
        ", expected at least 8");
  Patches out;
  out.section = dataset.section;
  out.spots = dataset.spots;
  out.size_px = tile_px;
  out.has_blank = blank;
  const Field tone(options, "tone");
  const Field dots(options, "dots");
  const std::size_t channel = dot_channel(options);
  const auto side = static_cast<std::size_t>(tile_px);
  const std::size_t tile_bytes = 3 * side * side;
  out.pixels.assign(tile_bytes * static_cast<std::size_t>(out.tiles()), 255);
  for (std::size_t spot = 0; spot < out.spots.size(); ++spot) {
    RandomStream random(options.seed, kStep, concat("tile/", options.section),
                        spot);
    const auto i = static_cast<Eigen::Index>(spot);
    const std::int32_t x = dataset.array_xy(i, 0);
    const std::int32_t y = dataset.array_xy(i, 1);
    std::uint8_t* tile = out.pixels.data() + spot * tile_bytes;
    // Background: light grey-pink, lighter with `tone`; grain of +-6.
    const double light = 190 + 40 * tone.at(x, y);
    for (std::size_t at = 0; at < tile_bytes; ++at) {
      const double grain = static_cast<double>(random.below(13)) - 6;
      tile[at] = static_cast<std::uint8_t>(light + grain);
    }
    // Dots of a twelfth of the side: 4 to 36 in the patient's channel, 4 to 12
    // at random in the others.
    const std::size_t dot = std::max<std::size_t>(1, side / 12);
    for (std::size_t c = 0; c < 3; ++c) {
      const std::uint64_t chance = random.below(9);
      const std::uint64_t number =
          c == channel
              ? static_cast<std::uint64_t>(std::lround(20 + 16 * dots.at(x, y)))
              : 4 + chance;
      for (std::uint64_t n = 0; n < number; ++n) {
        const std::size_t left = random.below(side - dot);
        const std::size_t top = random.below(side - dot);
        for (std::size_t r = top; r < top + dot; ++r) {
          for (std::size_t k = left; k < left + dot; ++k) {
            tile[3 * (r * side + k) + c] = 60;
          }
        }
      }
    }
  }
  return out;
}

namespace {

struct TileOptions {
  std::int64_t tile_px = 64;
  bool blank = true;
};

StepKind with_synthetic_options(StepKind kind) {
  return std::move(kind)
      .numeric(Numeric::libm)
      .option("seed", &SyntheticOptions::seed,
              "everything made up follows from it")
      .option("section", &SyntheticOptions::section, "name of the section")
      .required()
      .option("patient", &SyntheticOptions::patient,
              "patient, with a number at its end")
      .required()
      .option("side", &SyntheticOptions::side, "spots along a side", {2, 512})
      .option("genes", &SyntheticOptions::genes, "number of genes", {1, 100000})
      .option("mean_count", &SyntheticOptions::mean_count,
              "typical count of a gene in a spot", {0, 1e6})
      .option("signal", &SyntheticOptions::signal,
              "strength of what a picture tells everywhere", {0, 10})
      .option("leak", &SyntheticOptions::leak,
              "strength of what holds within one patient", {0, 10});
}

}  // namespace

StepKind synthetic_dataset_step() {
  return with_synthetic_options(StepKind("synthetic_dataset", 2,
                                         "A made-up section with known truth."))
      .makes<Dataset>([](const Inputs&, const Options& options) {
        return synthetic_dataset(options.as<SyntheticOptions>());
      });
}

StepKind synthetic_patches_step() {
  return with_synthetic_options(
             StepKind("synthetic_patches", 1,
                      "Tiles of a made-up section; options as for its "
                      "synthetic_dataset.")
                 .applies<Dataset>("dataset", "the made-up section"))
      .option("tile_px", &TileOptions::tile_px, "side of a tile", {8, 1024})
      .unit("px")
      .option("blank", &TileOptions::blank,
              "add a white tile for cells without a spot")
      .makes<Patches>([](const Inputs& in, const Options& options) {
        const auto tile = options.as<TileOptions>();
        return synthetic_patches(in.get<Dataset>("dataset"),
                                 options.as<SyntheticOptions>(), tile.tile_px,
                                 tile.blank);
      });
}

}  // namespace moonstain
