#include "core/data/image/resize_cubic.h"

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "core/base/error.h"
#include "core/data/image/rounded.h"

namespace moonstain {
namespace {

constexpr std::int64_t kChannels = 3;

using Bytes = Eigen::Map<const Eigen::Array<std::uint8_t, Eigen::Dynamic, 1>>;

struct FourTaps {
  std::array<std::int64_t, 4> from = {};
  std::array<float, 4> weights = {};
};

// Cubic convolution at a distance of 0 to 2.
double kernel(double distance) {
  constexpr double a = -0.75;
  const double x = std::abs(distance);
  return x <= 1 ? ((a + 2) * x - (a + 3)) * x * x + 1
                : ((a * x - 5 * a) * x + 8 * a) * x - 4 * a;
}

std::vector<FourTaps> four_taps(std::int64_t in_size, std::int64_t out_size) {
  const double scale =
      static_cast<double>(in_size) / static_cast<double>(out_size);
  std::vector<FourTaps> taps;
  for (std::int64_t out = 0; out < out_size; ++out) {
    const double at = (static_cast<double>(out) + 0.5) * scale - 0.5;
    const double before = std::floor(at);
    FourTaps tap;
    for (std::int64_t k = 0; k < 4; ++k) {
      const std::int64_t from = static_cast<std::int64_t>(before) - 1 + k;
      const auto i = static_cast<std::size_t>(k);
      tap.from[i] = std::clamp<std::int64_t>(from, 0, in_size - 1);
      tap.weights[i] =
          static_cast<float>(kernel(at - static_cast<double>(from)));
    }
    taps.push_back(tap);
  }
  return taps;
}

}  // namespace

Picture resize_cubic(const Picture& picture, std::int64_t width_px,
                     std::int64_t height_px) {
  check(width_px >= 1 && height_px >= 1 && picture.width_px >= 1 &&
            picture.height_px >= 1,
        "resize_cubic: from ", picture.width_px, " x ", picture.height_px,
        " to ", width_px, " x ", height_px, " px; a side is at least 1");
  if (width_px == picture.width_px && height_px == picture.height_px) {
    return picture;
  }
  const auto columns = four_taps(picture.width_px, width_px);
  const auto rows = four_taps(picture.height_px, height_px);
  const Eigen::Index size = kChannels * width_px;

  // Along rows first, all of them; then along columns.
  Eigen::ArrayXXf wide(size, picture.height_px);
  Eigen::ArrayXf line(kChannels * picture.width_px);
  for (std::int64_t y = 0; y < picture.height_px; ++y) {
    line =
        Bytes(picture.rgb.data() + y * line.size(), line.size()).cast<float>();
    float* to = wide.col(y).data();
    for (const FourTaps& tap : columns) {
      for (std::int64_t c = 0; c < kChannels; ++c) {
        float sum = 0;
        for (std::size_t k = 0; k < 4; ++k) {
          sum += tap.weights[k] * line[tap.from[k] * kChannels + c];
        }
        *to++ = sum;
      }
    }
  }
  Picture out{
      width_px, height_px,
      std::vector<std::uint8_t>(static_cast<std::size_t>(size * height_px))};
  std::uint8_t* to = out.rgb.data();
  Eigen::ArrayXf sums(size);
  for (const FourTaps& tap : rows) {
    sums = tap.weights[0] * wide.col(tap.from[0]);
    for (std::size_t k = 1; k < 4; ++k) {
      sums += tap.weights[k] * wide.col(tap.from[k]);
    }
    for (const float sum : sums) *to++ = rounded_byte(sum);
  }
  return out;
}

}  // namespace moonstain
