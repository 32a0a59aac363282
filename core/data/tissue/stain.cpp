#include "core/data/tissue/stain.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "core/base/error.h"

namespace moonstain {
namespace {

/// Densities in red, green and blue of haematoxylin, eosin and DAB.
constexpr double kDensities[3][3] = {
    {0.65, 0.70, 0.29}, {0.07, 0.99, 0.11}, {0.27, 0.57, 0.78}};
constexpr double kLeastIntensity = 1e-6;

/// One stain's share of a density in red, green and blue: a column of the
/// inverse of `kDensities`, by cofactors.
std::array<double, 3> shares_of(std::size_t stain) {
  const auto cofactor = [](std::size_t row, std::size_t column) {
    const std::size_t r1 = (row + 1) % 3, r2 = (row + 2) % 3;
    const std::size_t c1 = (column + 1) % 3, c2 = (column + 2) % 3;
    return kDensities[r1][c1] * kDensities[r2][c2] -
           kDensities[r1][c2] * kDensities[r2][c1];
  };
  double determinant = 0;
  for (std::size_t channel = 0; channel < 3; ++channel) {
    determinant += kDensities[0][channel] * cofactor(0, channel);
  }
  return {cofactor(stain, 0) / determinant, cofactor(stain, 1) / determinant,
          cofactor(stain, 2) / determinant};
}

/// 0 of white, 1 of the least intensity.
double density_of(std::size_t value) {
  const double intensity =
      std::max(static_cast<double>(value) / 255, kLeastIntensity);
  return std::log(intensity) / std::log(kLeastIntensity);
}

/// The value of a channel of that density.
std::uint8_t value_of(double density) {
  return static_cast<std::uint8_t>(std::clamp(
      std::nearbyint(255 * std::exp(density * std::log(kLeastIntensity))), 0.0,
      255.0));
}

/// What each value of a channel adds to a stain.
class Addends {
 public:
  explicit Addends(std::size_t stain) {
    const std::array<double, 3> shares = shares_of(stain);
    for (std::size_t value = 0; value < 256; ++value) {
      const double density = density_of(value);
      for (std::size_t channel = 0; channel < 3; ++channel) {
        of_[channel][value] = density * shares[channel];
      }
    }
  }

  /// How much of the stain a pixel holds; may be below 0.
  double amount(const std::uint8_t* rgb) const {
    return of_[0][rgb[0]] + of_[1][rgb[1]] + of_[2][rgb[2]];
  }

 private:
  std::array<std::array<double, 256>, 3> of_{};
};

/// Of haematoxylin, eosin and DAB.
const std::array<Addends, 3>& addends() {
  static const std::array<Addends, 3> of = {Addends(0), Addends(1), Addends(2)};
  return of;
}

void check_changed(std::span<const std::uint8_t> rgb,
                   std::span<const std::uint8_t> out) {
  check(rgb.size() == out.size() && rgb.size() % 3 == 0, "stain: ", rgb.size(),
        " values of colour and room for ", out.size(),
        "; both are 3 of each pixel");
}

void separate(const Addends& addends, std::span<const std::uint8_t> rgb,
              std::span<float> out) {
  check(rgb.size() == 3 * out.size(), "stain: ", rgb.size(),
        " values of colour and room for ", out.size(),
        " pixels; each has 3 values");
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = static_cast<float>(std::max(addends.amount(&rgb[3 * i]), 0.0));
  }
}

}  // namespace

void haematoxylin(std::span<const std::uint8_t> rgb, std::span<float> out) {
  separate(addends()[0], rgb, out);
}

void eosin(std::span<const std::uint8_t> rgb, std::span<float> out) {
  separate(addends()[1], rgb, out);
}

std::array<std::uint8_t, 3> colour_of_stains(double haematoxylin,
                                             double eosin) {
  std::array<std::uint8_t, 3> out{};
  for (std::size_t channel = 0; channel < 3; ++channel) {
    out[channel] = value_of(kDensities[0][channel] * haematoxylin +
                            kDensities[1][channel] * eosin);
  }
  return out;
}

void scale_stains(std::span<const std::uint8_t> rgb, double haematoxylin,
                  double eosin, std::span<std::uint8_t> out) {
  check_changed(rgb, out);
  const std::array<Addends, 3>& parts = addends();
  static const std::array<double, 256> densities = [] {
    std::array<double, 256> of{};
    for (std::size_t value = 0; value < 256; ++value) {
      of[value] = density_of(value);
    }
    return of;
  }();
  const double more[2] = {haematoxylin - 1, eosin - 1};
  for (std::size_t i = 0; i < rgb.size(); i += 3) {
    double added[2];
    for (std::size_t stain = 0; stain < 2; ++stain) {
      added[stain] = more[stain] * parts[stain].amount(&rgb[i]);
    }
    for (std::size_t channel = 0; channel < 3; ++channel) {
      const double density = densities[rgb[i + channel]] +
                             added[0] * kDensities[0][channel] +
                             added[1] * kDensities[1][channel];
      out[i + channel] = value_of(density);
    }
  }
}

void shift_stains(std::span<const std::uint8_t> rgb, const StainShift& shift,
                  std::span<std::uint8_t> out) {
  check_changed(rgb, out);
  const std::array<Addends, 3>& parts = addends();
  const double unit = std::log(kLeastIntensity);
  for (std::size_t i = 0; i < rgb.size(); i += 3) {
    double stains[3];
    for (std::size_t stain = 0; stain < 3; ++stain) {
      stains[stain] =
          std::max(parts[stain].amount(&rgb[i]), 0.0) * shift.times[stain] +
          shift.plus[stain];
    }
    for (std::size_t channel = 0; channel < 3; ++channel) {
      const double density = stains[0] * kDensities[0][channel] +
                             stains[1] * kDensities[1][channel] +
                             stains[2] * kDensities[2][channel];
      out[i + channel] = static_cast<std::uint8_t>(
          255 * std::min(std::exp(density * unit), 1.0));
    }
  }
}

}  // namespace moonstain
