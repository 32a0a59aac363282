#include "core/data/tissue/macenko.h"

#include <Eigen/Eigenvalues>
#include <Eigen/LU>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "core/base/error.h"

namespace moonstain {
namespace {

constexpr double kWhite = 240;  // transmitted light, of 255
constexpr double kLeastDensity = 0.15;
constexpr double kEndShare = 0.01;  // of angles, on either side
constexpr double kMostShare = 0.99;
// Below it two eigenvalues or directions differ by rounding alone.
constexpr double kNoPlane = 1e-12;

const std::array<double, 256>& densities() {
  static const std::array<double, 256> of = [] {
    std::array<double, 256> made{};
    for (std::size_t value = 0; value < made.size(); ++value) {
      made[value] = -std::log((static_cast<double>(value) + 1) / kWhite);
    }
    return made;
  }();
  return of;
}

Eigen::Vector3d density_of(std::uint32_t colour) {
  const auto& of = densities();
  return {of[colour >> 16 & 255], of[colour >> 8 & 255], of[colour & 255]};
}

bool holds_stain(const Eigen::Vector3d& density) {
  return density.minCoeff() >= kLeastDensity;
}

struct Weighted {
  double value = 0;
  std::int64_t pixels = 0;
};

// The value at rank `rank`, from 0, of sorted ones.
double at_rank(const std::vector<Weighted>& sorted, std::int64_t rank) {
  for (const Weighted& one : sorted) {
    if (rank < one.pixels) return one.value;
    rank -= one.pixels;
  }
  return sorted.back().value;
}

double percentile(std::vector<Weighted>& values, double share,
                  MacenkoRules rules) {
  std::sort(
      values.begin(), values.end(),
      [](const Weighted& a, const Weighted& b) { return a.value < b.value; });
  std::int64_t pixels = 0;
  for (const Weighted& one : values) pixels += one.pixels;
  const double position = share * static_cast<double>(pixels - 1);
  if (rules == MacenkoRules::ghist) {
    return at_rank(values, static_cast<std::int64_t>(std::nearbyint(position)));
  }
  const auto below = static_cast<std::int64_t>(std::floor(position));
  const double low = at_rank(values, below);
  const double high = at_rank(values, std::min(below + 1, pixels - 1));
  const double part = position - static_cast<double>(below);
  // As NumPy rounds it.
  return part < 0.5 ? low + (high - low) * part
                    : high - (high - low) * (1 - part);
}

Eigen::Matrix3d covariance_of(std::span<const ColourCount> colours) {
  Eigen::Vector3d mean = Eigen::Vector3d::Zero();
  double pixels = 0;
  for (const ColourCount& one : colours) {
    mean += static_cast<double>(one.pixels) * density_of(one.colour);
    pixels += static_cast<double>(one.pixels);
  }
  mean /= pixels;
  Eigen::Matrix3d sum = Eigen::Matrix3d::Zero();
  for (const ColourCount& one : colours) {
    const Eigen::Vector3d from_mean = density_of(one.colour) - mean;
    sum += static_cast<double>(one.pixels) * from_mean * from_mean.transpose();
  }
  return sum / (pixels - 1);
}

Eigen::Matrix<double, 2, 3> least_squares(
    const Eigen::Matrix<double, 3, 2>& densities) {
  const Eigen::Matrix2d normal = densities.transpose() * densities;
  return normal.inverse() * densities.transpose();
}

}  // namespace

std::vector<ColourCount> colours_of(std::span<const std::uint8_t> rgb) {
  check(rgb.size() % 3 == 0, "stains: ", rgb.size(),
        " values of colour, expected 3 a pixel");
  std::vector<std::uint32_t> all;
  all.reserve(rgb.size() / 3);
  for (std::size_t i = 0; i < rgb.size(); i += 3) {
    all.push_back(std::uint32_t{rgb[i]} << 16 | std::uint32_t{rgb[i + 1]} << 8 |
                  rgb[i + 2]);
  }
  std::sort(all.begin(), all.end());
  std::vector<ColourCount> out;
  for (const std::uint32_t colour : all) {
    if (out.empty() || out.back().colour != colour) out.push_back({colour, 0});
    ++out.back().pixels;
  }
  return out;
}

Stains reference_stains() {
  Stains out;
  out.densities << 0.5626, 0.2159, 0.7201, 0.8012, 0.4062, 0.5581;
  out.most << 1.9705, 1.0308;
  return out;
}

std::int64_t stained_pixels(std::span<const ColourCount> colours) {
  std::int64_t pixels = 0;
  for (const ColourCount& one : colours) {
    if (holds_stain(density_of(one.colour))) pixels += one.pixels;
  }
  return pixels;
}

std::optional<Stains> fit_stains(std::span<const ColourCount> colours,
                                 const MacenkoOptions& options) {
  std::vector<ColourCount> stained;
  for (const ColourCount& one : colours) {
    if (holds_stain(density_of(one.colour))) stained.push_back(one);
  }
  if (stained.size() < 3) return std::nullopt;
  const Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d> solved(
      covariance_of(stained));
  const Eigen::Vector3d values = solved.eigenvalues();  // rising
  if (values[1] <= kNoPlane * values[2]) return std::nullopt;
  Eigen::Matrix<double, 3, 2> plane = solved.eigenvectors().rightCols<2>();
  if (options.signs == EigenvectorSigns::positive_sum) {
    for (Eigen::Index i = 0; i < 2; ++i) {
      if (plane.col(i).sum() < 0) plane.col(i) *= -1;
    }
  }
  std::vector<Weighted> angles;
  for (const ColourCount& one : stained) {
    const Eigen::Vector2d at = plane.transpose() * density_of(one.colour);
    angles.push_back({std::atan2(at.y(), at.x()), one.pixels});
  }
  const auto direction = [&](double share) -> Eigen::Vector3d {
    const double angle = percentile(angles, share, options.rules);
    return plane * Eigen::Vector2d(std::cos(angle), std::sin(angle));
  };
  const Eigen::Vector3d first = direction(kEndShare);
  const Eigen::Vector3d last = direction(1 - kEndShare);
  if (first.cross(last).norm() <= kNoPlane) return std::nullopt;
  Stains out;
  const bool first_is_haematoxylin = first[0] > last[0];
  out.densities << (first_is_haematoxylin ? first : last),
      (first_is_haematoxylin ? last : first);
  const Eigen::Matrix<double, 2, 3> amounts = least_squares(out.densities);
  for (Eigen::Index stain = 0; stain < 2; ++stain) {
    std::vector<Weighted> of_stain;
    for (const ColourCount& one : colours) {
      of_stain.push_back(
          {amounts.row(stain).dot(density_of(one.colour)), one.pixels});
    }
    out.most[stain] = percentile(of_stain, kMostShare, options.rules);
    if (out.most[stain] <= 0) return std::nullopt;
  }
  return out;
}

StainMap::StainMap(const Stains& from, const Stains& to, MacenkoRules rules)
    : amounts_(least_squares(from.densities)),
      ratio_(from.most.array() / to.most.array()),
      densities_(to.densities),
      brightest_(rules == MacenkoRules::ghist ? 255 : 254) {}

void StainMap::apply(std::span<const std::uint8_t> rgb,
                     std::span<std::uint8_t> out) const {
  check(rgb.size() == out.size() && rgb.size() % 3 == 0, "stains: ", rgb.size(),
        " values of colour and room for ", out.size(),
        "; both are 3 of each pixel");
  const auto& of = densities();
  for (std::size_t i = 0; i < rgb.size(); i += 3) {
    const Eigen::Vector3d density{of[rgb[i]], of[rgb[i + 1]], of[rgb[i + 2]]};
    const Eigen::Vector2d amounts = (amounts_ * density).cwiseQuotient(ratio_);
    const Eigen::Vector3d made = densities_ * amounts;
    for (std::size_t channel = 0; channel < 3; ++channel) {
      const double value =
          kWhite * std::exp(-made[static_cast<Eigen::Index>(channel)]);
      out[i + channel] =
          static_cast<std::uint8_t>(value > 255 ? brightest_ : value);
    }
  }
}

}  // namespace moonstain
