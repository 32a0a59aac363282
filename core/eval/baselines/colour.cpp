#include "core/eval/baselines/colour.h"

#include <cmath>
#include <cstdint>

#include "core/base/error.h"
#include "core/engine/step/step_kind.h"
#include "core/stats/quantiles.h"

namespace moonstain {

template <>
struct KindWords<ColourStatistics> {
  static constexpr std::string_view kAll[] = {"mean", "mean_sd", "nine"};
};

namespace {

// counts[channel][value] of one tile of RGB pixels.
using Histogram = std::vector<std::vector<std::int64_t>>;

Histogram histogram_of(const std::uint8_t* pixels, std::int64_t count) {
  Histogram counts(3, std::vector<std::int64_t>(256, 0));
  for (std::int64_t i = 0; i < count; ++i) {
    for (std::size_t channel = 0; channel < 3; ++channel) {
      ++counts[channel][*pixels++];
    }
  }
  return counts;
}

double mean_of(const std::vector<std::int64_t>& counts, std::int64_t n) {
  std::int64_t sum = 0;
  for (std::size_t value = 0; value < counts.size(); ++value) {
    sum += static_cast<std::int64_t>(value) * counts[value];
  }
  return static_cast<double>(sum) / static_cast<double>(n) / 255.0;
}

double sd_of(const std::vector<std::int64_t>& counts, std::int64_t n) {
  std::int64_t sum = 0;
  std::int64_t squares = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const auto value = static_cast<std::int64_t>(i);
    sum += value * counts[i];
    squares += value * value * counts[i];
  }
  // n * sum(x^2) - sum(x)^2 fits: 255^2 * n^2 < 2^63 for tiles to 11,900 px.
  const auto variance = static_cast<double>(n * squares - sum * sum);
  return std::sqrt(variance) / static_cast<double>(n) / 255.0;
}

Eigen::VectorXf statistics_of(const std::uint8_t* pixels, std::int64_t count,
                              ColourStatistics statistics) {
  const Histogram counts = histogram_of(pixels, count);
  std::vector<float> values;
  for (const auto& channel : counts) {
    values.push_back(static_cast<float>(mean_of(channel, count)));
  }
  if (statistics == ColourStatistics::mean_sd) {
    for (const auto& channel : counts) {
      values.push_back(static_cast<float>(sd_of(channel, count)));
    }
  }
  if (statistics == ColourStatistics::nine) {
    for (const double q : {0.1, 0.9}) {
      for (const auto& channel : counts) {
        values.push_back(static_cast<float>(byte_quantile(channel, q) / 255.0));
      }
    }
  }
  return Eigen::Map<const Eigen::VectorXf>(
      values.data(), static_cast<Eigen::Index>(values.size()));
}

}  // namespace

Features colour_features(const Patches& patches, ColourStatistics statistics) {
  const std::int64_t count = patches.size_px * patches.size_px;
  check(count > 0 && patches.pixels.size() ==
                         static_cast<std::size_t>(patches.tiles() * count * 3),
        "colour: patches of section ", patches.section, " hold ",
        patches.pixels.size(), " bytes, ", patches.tiles(), " tiles of ",
        patches.size_px, " px need ", patches.tiles() * count * 3);
  Features features;
  features.section = patches.section;
  features.encoder = concat("colour/", word_of(statistics));
  features.spots = patches.spots;
  const auto spots = static_cast<std::int64_t>(patches.spots.size());
  for (std::int64_t tile = 0; tile < patches.tiles(); ++tile) {
    const Eigen::VectorXf values = statistics_of(
        patches.pixels.data() + tile * count * 3, count, statistics);
    if (tile == 0) {
      features.values.resize(spots, values.size());
    }
    if (tile < spots) {
      features.values.row(tile) = values.transpose();
    } else {
      features.blank = values;
    }
  }
  return features;
}

namespace {

struct ColourOptions {
  ColourStatistics statistics = ColourStatistics::mean;
};

}  // namespace

StepKind colour_step() {
  return StepKind("colour", 1,
                  "Colour statistics of each patch, and of the blank tile.")
      .applies<Patches>("patches", "pictures of the spots")
      .option("statistics", &ColourOptions::statistics,
              "means of R, G, B; with their standard deviations; or with "
              "their 10th and 90th percentiles")
      .needs(in_memory(4, 2))
      .makes<Features>([](const Inputs& in, const Options& options) {
        return colour_features(in.get<Patches>("patches"),
                               options.as<ColourOptions>().statistics);
      });
}

}  // namespace moonstain
