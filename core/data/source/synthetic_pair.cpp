#include "core/data/source/synthetic_pair.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {
namespace {

constexpr std::string_view kStep = "synthetic_pair";
constexpr double kTurn = 2 * std::numbers::pi;
constexpr std::uint64_t kMostCount = std::numeric_limits<std::int32_t>::max();
/// Stain vectors as `rgb2hed` parts them: haematoxylin, eosin, DAB.
constexpr double kStains[3][3] = {
    {0.65, 0.70, 0.29}, {0.07, 0.99, 0.11}, {0.27, 0.57, 0.78}};
/// How the affine map draws the tissue along and across, and shifts it, in
/// pitches.
constexpr double kAlong = 1.04, kAcross = 0.97;
constexpr double kShift[2] = {2.5, -1.5};

RandomStream stream_of_tissue(const SyntheticPairOptions& options,
                              std::string_view purpose) {
  return {options.seed, kStep, concat(options.pair, "/", purpose)};
}

RandomStream stream_of_section(const SyntheticPairOptions& options,
                               std::string_view purpose) {
  return {options.seed, kStep, concat(options.section, "/", purpose)};
}

// A sum of cosine waves of random direction and phase.
class Waves {
 public:
  Waves(RandomStream random, double shortest, double longest, int count) {
    for (int i = 0; i < count; ++i) {
      const double angle = kTurn * random.uniform();
      const double per_pitch =
          kTurn / (shortest + (longest - shortest) * random.uniform());
      waves_.push_back({per_pitch * std::cos(angle),
                        per_pitch * std::sin(angle), kTurn * random.uniform()});
    }
  }
  // Variance of `count` / 2, and within -count to count.
  double at(double x, double y) const {
    double sum = 0;
    for (const auto& [along, down, phase] : waves_) {
      sum += std::cos(along * x + down * y + phase);
    }
    return sum;
  }

 private:
  std::vector<std::array<double, 3>> waves_;
};

// What both sections see. Places are in pitches, those of the tissue's own
// lattice.
class Tissue {
 public:
  explicit Tissue(const SyntheticPairOptions& options)
      : options_(options),
        middle_(static_cast<double>(options.side) / 2),
        across_(stream_of_tissue(options, "displacement/x"), 2 * middle_,
                4 * middle_, 3),
        down_(stream_of_tissue(options, "displacement/y"), 2 * middle_,
              4 * middle_, 3) {
    check(options.genes >= 3, "synthetic_pair: genes is ", options.genes,
          ", expected at least 3, which give the picture its colours");
    for (std::int64_t gene = 0; gene < options.genes; ++gene) {
      fields_.emplace_back(stream_of_tissue(options, concat("gene", gene)), 8.,
                           24., 5);
    }
    RandomStream outline = stream_of_tissue(options, "outline");
    slenderness_ = 1 + 3 * outline.uniform();
    for (auto& [amplitude, phase] : outline_) {
      amplitude = 0.03 + 0.07 * outline.uniform();
      phase = kTurn * outline.uniform();
    }
  }

  // Where the member's place lies in the tissue.
  std::pair<double, double> place(double x, double y) const {
    if (options_.member == PairMember::a) return {x, y};
    const double angle = options_.turn_deg / 360 * kTurn;
    const double u = kAlong * (x - middle_) * (options_.mirrored ? -1 : 1);
    const double v = kAcross * (y - middle_);
    const double most = options_.displacement * 2 * middle_ / 3;
    return {std::cos(angle) * u - std::sin(angle) * v + middle_ + kShift[0] +
                most * across_.at(x, y),
            std::sin(angle) * u + std::cos(angle) * v + middle_ + kShift[1] +
                most * down_.at(x, y)};
  }

  bool inside(double x, double y) const {
    const double across = (x - middle_) / std::sqrt(slenderness_);
    const double down = (y - middle_) * std::sqrt(slenderness_);
    const double angle = std::atan2(down, across);
    double radius = 1;
    for (std::size_t k = 0; k < outline_.size(); ++k) {
      radius +=
          outline_[k].first *
          std::cos(static_cast<double>(k + 1) * angle + outline_[k].second);
    }
    return std::hypot(across, down) < 0.5 * middle_ * radius;
  }

  double field(std::size_t gene, double x, double y) const {
    return fields_[gene].at(x, y) / std::sqrt(2.5);
  }

  std::array<double, 3> colour(double x, double y) const {
    const double amounts[3] = {0.45 + 0.2 * std::tanh(field(0, x, y)),
                               0.35 + 0.15 * std::tanh(field(1, x, y)),
                               0.10 + 0.08 * std::tanh(field(2, x, y))};
    std::array<double, 3> rgb{};
    for (std::size_t c = 0; c < 3; ++c) {
      double density = 0;
      for (std::size_t stain = 0; stain < 3; ++stain) {
        density += amounts[stain] * kStains[stain][c];
      }
      rgb[c] = 240 * std::exp(-density);
    }
    return rgb;
  }

 private:
  const SyntheticPairOptions& options_;
  double middle_;
  Waves across_;
  Waves down_;
  std::vector<Waves> fields_;
  double slenderness_ = 1;  ///< of the ellipse that the outline goes around
  std::array<std::pair<double, double>, 4> outline_;  ///< amplitude, phase
};

}  // namespace

Dataset synthetic_pair_dataset(const SyntheticPairOptions& options) {
  const Tissue tissue(options);
  Dataset out;
  out.section = options.section;
  out.patient = options.patient;
  out.um_per_px = 16;
  out.spot_pitch_um = 16. * kPairPitchPx;
  out.picture_width_px = out.picture_height_px = options.side * kPairPitchPx;
  for (std::int64_t gene = 0; gene < options.genes; ++gene) {
    out.genes.push_back(concat("gene", gene));
  }
  std::vector<std::array<std::int32_t, 2>> spots;
  for (std::int32_t y = 0; y < options.side; ++y) {
    for (std::int32_t x = 0; x < options.side; ++x) {
      const auto [u, v] = tissue.place(x + 0.5, y + 0.5);
      if (tissue.inside(u, v)) spots.push_back({x, y});
    }
  }
  const auto count = static_cast<Eigen::Index>(spots.size());
  out.array_xy.resize(count, 2);
  out.pixel_xy.resize(count, 2);
  out.counts.rows = count;
  out.counts.columns_count = options.genes;
  out.counts.row_starts.push_back(0);
  RandomStream random = stream_of_section(options, "counts");
  for (Eigen::Index spot = 0; spot < count; ++spot) {
    const auto [x, y] = spots[static_cast<std::size_t>(spot)];
    out.spots.push_back(concat(x, "x", y));
    out.array_xy.row(spot) << x, y;
    out.pixel_xy.row(spot) << (x + 0.5) * kPairPitchPx,
        (y + 0.5) * kPairPitchPx;
    const auto [u, v] = tissue.place(x + 0.5, y + 0.5);
    for (std::size_t gene = 0; gene < out.genes.size(); ++gene) {
      const double mean = options.mean_count *
                          std::exp(options.signal * tissue.field(gene, u, v) +
                                   options.noise * random.normal());
      check(mean < 0.5 * static_cast<double>(kMostCount),
            "synthetic_pair: spot ", out.spots.back(), " of section ",
            options.section, " has a mean count of ", mean,
            ", expected at most ", kMostCount / 2,
            "; lower mean_count, signal or noise");
      const std::uint64_t counted = random.poisson(mean);
      if (counted == 0) continue;
      out.counts.columns.push_back(static_cast<std::int32_t>(gene));
      out.counts.values.push_back(static_cast<std::int32_t>(counted));
    }
    out.counts.row_starts.push_back(
        static_cast<std::int64_t>(out.counts.values.size()));
  }
  return out;
}

Picture synthetic_pair_picture(const SyntheticPairOptions& options) {
  const Tissue tissue(options);
  const std::int64_t side = options.side * kPairPitchPx;
  Picture out{side, side, {}};
  out.rgb.reserve(static_cast<std::size_t>(3 * side * side));
  RandomStream random = stream_of_section(options, "picture");
  for (std::int64_t y = 0; y < side; ++y) {
    for (std::int64_t x = 0; x < side; ++x) {
      const auto [u, v] =
          tissue.place((static_cast<double>(x) + 0.5) / kPairPitchPx,
                       (static_cast<double>(y) + 0.5) / kPairPitchPx);
      const std::array<double, 3> rgb = tissue.inside(u, v)
                                            ? tissue.colour(u, v)
                                            : std::array{240., 240., 240.};
      for (const double value : rgb) {
        const double noisy = value + options.grain * random.normal();
        out.rgb.push_back(
            static_cast<std::uint8_t>(std::clamp(noisy, 0., 255.)));
      }
    }
  }
  return out;
}

Positions synthetic_pair_places(const SyntheticPairOptions& options,
                                const Positions& positions) {
  const Tissue tissue(options);
  Positions out(positions.rows(), 2);
  for (Eigen::Index i = 0; i < positions.rows(); ++i) {
    const auto [u, v] = tissue.place(positions(i, 0) / kPairPitchPx,
                                     positions(i, 1) / kPairPitchPx);
    out.row(i) << u * kPairPitchPx, v * kPairPitchPx;
  }
  return out;
}

Patches synthetic_pair_patches(const Dataset& dataset,
                               const SyntheticPairOptions& options,
                               std::int64_t tile_px) {
  const Picture picture = synthetic_pair_picture(options);
  Patches out;
  out.section = dataset.section;
  out.spots = dataset.spots;
  out.size_px = tile_px;
  out.has_blank = false;
  constexpr auto kRow = static_cast<std::ptrdiff_t>(3 * kPairPitchPx);
  for (Eigen::Index spot = 0; spot < dataset.array_xy.rows(); ++spot) {
    Picture crop{kPairPitchPx, kPairPitchPx, {}};
    for (std::int64_t y = 0; y < kPairPitchPx; ++y) {
      const std::int64_t row = dataset.array_xy(spot, 1) * kPairPitchPx + y;
      const std::int64_t column = dataset.array_xy(spot, 0) * kPairPitchPx;
      const auto begin =
          picture.rgb.begin() + 3 * (row * picture.width_px + column);
      crop.rgb.insert(crop.rgb.end(), begin, begin + kRow);
    }
    const Picture tile = resize(crop, tile_px, tile_px);
    out.pixels.insert(out.pixels.end(), tile.rgb.begin(), tile.rgb.end());
  }
  return out;
}

StepKind with_synthetic_pair_options(StepKind kind) {
  return std::move(kind)
      .numeric(Numeric::libm)
      .option("seed", &SyntheticPairOptions::seed,
              "everything made up follows from it")
      .option("pair", &SyntheticPairOptions::pair, "name of the tissue")
      .required()
      .option("member", &SyntheticPairOptions::member,
              "section of the pair: a, or b, which is moved")
      .option("section", &SyntheticPairOptions::section, "name of the section")
      .required()
      .option("patient", &SyntheticPairOptions::patient, "whose tissue it is")
      .required()
      .option("side", &SyntheticPairOptions::side, "spots along a side",
              {8, 512})
      .option("genes", &SyntheticPairOptions::genes, "number of genes",
              {3, 100000})
      .option("mean_count", &SyntheticPairOptions::mean_count,
              "typical count of a gene in a spot", {0, 1e6})
      .option("signal", &SyntheticPairOptions::signal,
              "how strongly counts follow the tissue", {0, 10})
      .option("noise", &SyntheticPairOptions::noise,
              "of the counts of each section, beside the counting itself",
              {0, 10})
      .option("displacement", &SyntheticPairOptions::displacement,
              "largest smooth displacement of b, in sides of the lattice",
              {0, 0.5})
      .option("turn_deg", &SyntheticPairOptions::turn_deg, "turn of b")
      .unit("degrees")
      .option("mirrored", &SyntheticPairOptions::mirrored,
              "b is seen from behind")
      .option("grain", &SyntheticPairOptions::grain,
              "noise of the pictures, in grey levels", {0, 100});
}

namespace {

struct TileOptions {
  std::int64_t tile_px = 16;
};

}  // namespace

StepKind synthetic_pair_dataset_step() {
  return with_synthetic_pair_options(
             StepKind("synthetic_pair_dataset", 1,
                      "A section of a made-up pair whose true map is known."))
      .makes<Dataset>([](const Inputs&, const Options& options) {
        return synthetic_pair_dataset(options.as<SyntheticPairOptions>());
      });
}

StepKind synthetic_pair_patches_step() {
  return with_synthetic_pair_options(
             StepKind("synthetic_pair_patches", 1,
                      "Tiles of a section of a made-up pair; options as for "
                      "its synthetic_pair_dataset.")
                 .applies<Dataset>("dataset", "the made-up section"))
      .option("tile_px", &TileOptions::tile_px, "side of a tile", {8, 1024})
      .unit("px")
      .makes<Patches>([](const Inputs& in, const Options& options) {
        return synthetic_pair_patches(in.get<Dataset>("dataset"),
                                      options.as<SyntheticPairOptions>(),
                                      options.as<TileOptions>().tile_px);
      });
}

}  // namespace moonstain
