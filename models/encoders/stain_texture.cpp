#include "models/encoders/stain_texture.h"

#include <Eigen/Geometry>
#include <Eigen/LU>
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "core/base/error.h"
#include "core/data/stored/features.h"
#include "core/data/stored/patches.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {
namespace {

using Map = Eigen::ArrayXXf;  // [rows, columns]; its order does not matter

constexpr std::array<const char*, 3> kStains{"haematoxylin", "eosin",
                                             "residual"};
constexpr std::array<int, 5> kPercentiles{10, 25, 50, 75, 90};
constexpr int kSquare = 7;
constexpr int kPatterns = 10;

// Rows are the stains in optical density of red, green and blue.
Eigen::Matrix3d stain_vectors() {
  Eigen::Vector3d haematoxylin(0.650, 0.704, 0.286);
  Eigen::Vector3d eosin(0.072, 0.990, 0.105);
  haematoxylin.normalize();
  eosin.normalize();
  Eigen::Matrix3d rows;
  rows.row(0) = haematoxylin;
  rows.row(1) = eosin;
  rows.row(2) = haematoxylin.cross(eosin).normalized();
  return rows;
}

struct Stains {
  std::array<Map, 3> maps;
  double tissue_share = 0;
};

Stains unmix(std::span<const std::uint8_t> pixels, Eigen::Index side) {
  std::array<double, 256> density;
  for (int p = 0; p < 256; ++p) density[p] = -std::log10((p + 1) / 256.0);
  const Eigen::Matrix3d unmixing = stain_vectors().inverse();
  Stains stains;
  stains.maps.fill(Map(side, side));
  std::int64_t tissue = 0;
  for (Eigen::Index i = 0; i < side * side; ++i) {
    const Eigen::RowVector3d od(density[pixels[3 * i]],
                                density[pixels[3 * i + 1]],
                                density[pixels[3 * i + 2]]);
    tissue += od.sum() > 3 * 0.15;
    const Eigen::RowVector3d amounts = od * unmixing;
    for (int s = 0; s < 3; ++s) {
      stains.maps[s](i / side, i % side) = static_cast<float>(amounts[s]);
    }
  }
  stains.tissue_share = static_cast<double>(tissue) / (side * side);
  return stains;
}

struct Moments {
  double mean = 0;
  double deviation = 0;
};

Moments moments(const Map& map) {
  const Eigen::ArrayXXd values = map.cast<double>();
  const double mean = values.mean();
  return {mean, std::sqrt((values - mean).square().mean())};
}

Map halved(const Map& map) {
  const Eigen::Index rows = map.rows() / 2;
  const Eigen::Index columns = map.cols() / 2;
  Map half(rows, columns);
  for (Eigen::Index c = 0; c < columns; ++c) {
    for (Eigen::Index r = 0; r < rows; ++r) {
      half(r, c) = map.block<2, 2>(2 * r, 2 * c).mean();
    }
  }
  return half;
}

Map gradient_length(const Map& map) {
  const Eigen::Index rows = map.rows() - 2;
  const Eigen::Index columns = map.cols() - 2;
  const Map down =
      map.block(2, 1, rows, columns) - map.block(0, 1, rows, columns);
  const Map right =
      map.block(1, 2, rows, columns) - map.block(1, 0, rows, columns);
  return ((down.square() + right.square()) / 4).sqrt();
}

Map local_deviation(const Map& map) {
  const Eigen::Index rows = map.rows() / kSquare;
  const Eigen::Index columns = map.cols() / kSquare;
  Map deviation(rows, columns);
  for (Eigen::Index c = 0; c < columns; ++c) {
    for (Eigen::Index r = 0; r < rows; ++r) {
      const Map square = map.block(r * kSquare, c * kSquare, kSquare, kSquare);
      deviation(r, c) = static_cast<float>(moments(square).deviation);
    }
  }
  return deviation;
}

// Shares of the patterns: 0 to 8 neighbours at least as large as the centre
// in one run, and 9 for all patterns with more than one run.
std::array<double, kPatterns> binary_patterns(const Map& map) {
  constexpr std::array<std::pair<int, int>, 8> kRing{
      {{-1, -1}, {-1, 0}, {-1, 1}, {0, 1}, {1, 1}, {1, 0}, {1, -1}, {0, -1}}};
  std::array<std::int64_t, kPatterns> counts{};
  for (Eigen::Index c = 1; c + 1 < map.cols(); ++c) {
    for (Eigen::Index r = 1; r + 1 < map.rows(); ++r) {
      std::uint8_t pattern = 0;
      for (const auto& [down, right] : kRing) {
        pattern = static_cast<std::uint8_t>(
            pattern << 1 | (map(r + down, c + right) >= map(r, c)));
      }
      const std::uint8_t turned = std::rotl(pattern, 1);
      const int changes =
          std::popcount(static_cast<std::uint8_t>(pattern ^ turned));
      ++counts[changes <= 2 ? std::popcount(pattern) : 9];
    }
  }
  const double pixels =
      static_cast<double>(map.rows() - 2) * static_cast<double>(map.cols() - 2);
  std::array<double, kPatterns> shares;
  for (int i = 0; i < kPatterns; ++i) shares[i] = counts[i] / pixels;
  return shares;
}

double correlation(const Map& first, const Map& second) {
  const Moments a = moments(first);
  const Moments b = moments(second);
  // Equal pixels leave rounding of the mean, not structure.
  if (a.deviation < 1e-6 || b.deviation < 1e-6) return 0;
  const double covariance =
      ((first.cast<double>() - a.mean) * (second.cast<double>() - b.mean))
          .mean();
  return covariance / (a.deviation * b.deviation);
}

std::vector<double> stain_values(const Stains& stains) {
  std::vector<double> values;
  for (const Map& map : stains.maps) {
    const Moments all = moments(map);
    values.insert(values.end(), {all.mean, all.deviation});
    std::vector<float> sorted(map.data(), map.data() + map.size());
    std::sort(sorted.begin(), sorted.end());
    for (const int percent : kPercentiles) {
      values.push_back(sorted[(sorted.size() - 1) * percent / 100]);
    }
  }
  values.push_back(stains.tissue_share);
  values.push_back((stains.maps[0] > 0.3F).cast<double>().mean());
  values.push_back(correlation(stains.maps[0], stains.maps[1]));
  return values;
}

}  // namespace

std::vector<std::string> stain_texture_names() {
  std::vector<std::string> names;
  for (const std::string stain : kStains) {
    names.insert(names.end(), {stain + " mean", stain + " deviation"});
    for (const int percent : kPercentiles) {
      names.push_back(concat(stain, " percentile ", percent));
    }
  }
  names.insert(names.end(),
               {"tissue share", "nuclear share", "correlation of stains"});
  for (int s = 0; s < 2; ++s) {
    for (const int scale : {1, 2, 4}) {
      const std::string where = concat(kStains[s], " scale ", scale, " ");
      for (const char* what :
           {"gradient mean", "gradient deviation", "local deviation mean",
            "local deviation deviation"}) {
        names.push_back(where + what);
      }
      if (scale == 4) continue;
      for (int i = 0; i < kPatterns; ++i) {
        names.push_back(concat(where, "pattern ", i));
      }
    }
  }
  return names;
}

Eigen::VectorXf stain_texture(std::span<const std::uint8_t> pixels,
                              std::int64_t side_px) {
  check(side_px >= 28, "stain_texture: a tile of ", side_px,
        " px; at least 28 px are needed");
  check(pixels.size() == static_cast<std::size_t>(side_px * side_px * 3),
        "stain_texture: ", pixels.size(), " bytes are not a tile of ", side_px,
        " x ", side_px, " RGB pixels");
  const Stains stains = unmix(pixels, side_px);
  std::vector<double> values = stain_values(stains);
  for (int s = 0; s < 2; ++s) {
    Map map = stains.maps[s];
    for (const int scale : {1, 2, 4}) {
      if (scale > 1) map = halved(map);
      for (const Map& texture : {gradient_length(map), local_deviation(map)}) {
        const Moments all = moments(texture);
        values.insert(values.end(), {all.mean, all.deviation});
      }
      if (scale == 4) continue;
      const auto shares = binary_patterns(map);
      values.insert(values.end(), shares.begin(), shares.end());
    }
  }
  return Eigen::Map<const Eigen::VectorXd>(values.data(), values.size())
      .cast<float>();
}

Encoder stain_texture_encoder() {
  return {.name = "stain_texture",
          .features = static_cast<std::int64_t>(stain_texture_names().size()),
          .encode = [](const TileBatch& tile) {
            return Matrix(stain_texture(tile.pixels, tile.side_px).transpose());
          }};
}

StepKind stain_texture_step() {
  return StepKind("stain_texture", 1,
                  "Stain and texture statistics of tiles, without weights.")
      .numeric(Numeric::libm)
      .applies<Patches>("patches", "tiles of a section")
      .needs([](const Options&, const InputSizes& sizes) {
        // A chunk of tiles and the features; a tile takes some 15 ms.
        const std::uint64_t bytes = sizes.of("patches");
        return Needs{.memory_bytes = 128 * kMiB + bytes / 16,
                     .seconds = 1 + static_cast<double>(bytes) / 1e7};
      })
      .makes<Features>([](const Inputs& in, const Options&) {
        auto patches = in.open<PatchReader>("patches");
        return encode(stain_texture_encoder(), patches);
      });
}

}  // namespace moonstain
