#include "core/eval/baselines/colour.h"

#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "core/base/error.h"
#include "core/data/stored/features.h"
#include "core/data/stored/patches.h"
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

Histogram histogram_of(std::span<const std::uint8_t> pixels) {
  Histogram counts(3, std::vector<std::int64_t>(256, 0));
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    ++counts[i % 3][pixels[i]];
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

Eigen::VectorXf statistics_of(std::span<const std::uint8_t> pixels,
                              ColourStatistics statistics) {
  const auto count = static_cast<std::int64_t>(pixels.size() / 3);
  const Histogram counts = histogram_of(pixels);
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

std::int64_t count_of(ColourStatistics statistics) {
  switch (statistics) {
    case ColourStatistics::mean:
      return 3;
    case ColourStatistics::mean_sd:
      return 6;
    case ColourStatistics::nine:
      break;
  }
  return 9;
}

}  // namespace

Encoder colour_encoder(ColourStatistics statistics) {
  return {.name = concat("colour/", word_of(statistics)),
          .features = count_of(statistics),
          .encode = [statistics](const TileBatch& tile) {
            return Matrix(statistics_of(tile.pixels, statistics).transpose());
          }};
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
      .needs([](const Options&, const InputSizes& sizes) {
        // A chunk of tiles and the features; 2,000 tiles of 224 px take 0.7 s.
        const std::uint64_t bytes = sizes.of("patches");
        return Needs{.memory_bytes = 128 * kMiB + bytes / 16,
                     .seconds = 1 + static_cast<double>(bytes) / 4e8};
      })
      .makes<Features>([](const Inputs& in, const Options& options) {
        auto patches = in.open<PatchReader>("patches");
        return encode(colour_encoder(options.as<ColourOptions>().statistics),
                      patches);
      });
}

}  // namespace moonstain
