#include "core/data/image/picture.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"

namespace moonstain {
namespace {

constexpr int kWeightBits = 22;

// Which input pixels make an output pixel, and with what weight.
struct Taps {
  std::int64_t first = 0;
  std::vector<std::int32_t> weights;
};

double reach(Resampling filter) {
  return filter == Resampling::bilinear ? 1.0 : 2.0;
}

double weight_at(Resampling filter, double distance) {
  const double x = std::abs(distance);
  if (filter == Resampling::bilinear) return x < 1.0 ? 1.0 - x : 0.0;
  constexpr double a = -0.5;
  if (x < 1.0) return ((a + 2.0) * x - (a + 3.0)) * x * x + 1;
  if (x < 2.0) return (((x - 5) * x + 8) * x - 4) * a;
  return 0.0;
}

std::vector<Taps> taps_of(Resampling filter, std::int64_t in_size,
                          std::int64_t out_size) {
  const double scale =
      static_cast<double>(in_size) / static_cast<double>(out_size);
  const double stretch = std::max(scale, 1.0);
  const double support = reach(filter) * stretch;
  std::vector<Taps> taps;
  for (std::int64_t out = 0; out < out_size; ++out) {
    const double center = (static_cast<double>(out) + 0.5) * scale;
    const auto first = std::max<std::int64_t>(
        static_cast<std::int64_t>(center - support + 0.5), 0);
    const auto last = std::min<std::int64_t>(
        static_cast<std::int64_t>(center + support + 0.5), in_size);
    std::vector<double> weights;
    double sum = 0;
    for (std::int64_t in = first; in < last; ++in) {
      weights.push_back(weight_at(
          filter, (static_cast<double>(in) - center + 0.5) * (1.0 / stretch)));
      sum += weights.back();
    }
    Taps tap{first, {}};
    for (const double weight : weights) {
      const double share = sum != 0.0 ? weight / sum : weight;
      tap.weights.push_back(static_cast<std::int32_t>(
          (share < 0 ? -0.5 : 0.5) + share * (1 << kWeightBits)));
    }
    taps.push_back(std::move(tap));
  }
  return taps;
}

std::uint8_t rounded(std::int32_t sum) {
  return static_cast<std::uint8_t>(std::clamp(sum >> kWeightBits, 0, 255));
}

Picture resize_width(const Picture& in, std::int64_t width_px,
                     Resampling filter) {
  const auto taps = taps_of(filter, in.width_px, width_px);
  Picture out{width_px, in.height_px,
              std::vector<std::uint8_t>(
                  static_cast<std::size_t>(width_px * in.height_px * 3))};
  std::uint8_t* to = out.rgb.data();
  for (std::int64_t y = 0; y < in.height_px; ++y) {
    const std::uint8_t* row = in.rgb.data() + y * in.width_px * 3;
    for (const Taps& tap : taps) {
      std::int32_t sums[3] = {1 << (kWeightBits - 1), 1 << (kWeightBits - 1),
                              1 << (kWeightBits - 1)};
      const std::uint8_t* from = row + tap.first * 3;
      for (const std::int32_t weight : tap.weights) {
        for (int c = 0; c < 3; ++c) sums[c] += from[c] * weight;
        from += 3;
      }
      for (int c = 0; c < 3; ++c) *to++ = rounded(sums[c]);
    }
  }
  return out;
}

Picture resize_height(const Picture& in, std::int64_t height_px,
                      Resampling filter) {
  const auto taps = taps_of(filter, in.height_px, height_px);
  const std::int64_t row_bytes = in.width_px * 3;
  Picture out{in.width_px, height_px,
              std::vector<std::uint8_t>(
                  static_cast<std::size_t>(row_bytes * height_px))};
  std::vector<std::int32_t> sums(static_cast<std::size_t>(row_bytes));
  std::uint8_t* to = out.rgb.data();
  for (const Taps& tap : taps) {
    std::fill(sums.begin(), sums.end(), 1 << (kWeightBits - 1));
    const std::uint8_t* from = in.rgb.data() + tap.first * row_bytes;
    for (const std::int32_t weight : tap.weights) {
      for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += from[i] * weight;
      from += row_bytes;
    }
    for (const std::int32_t sum : sums) *to++ = rounded(sum);
  }
  return out;
}

}  // namespace

Picture resize(const Picture& picture, std::int64_t width_px,
               std::int64_t height_px, Resampling filter) {
  check(width_px >= 1 && height_px >= 1 && picture.width_px >= 1 &&
            picture.height_px >= 1,
        "resize: from ", picture.width_px, " x ", picture.height_px, " to ",
        width_px, " x ", height_px, " px; a side is at least 1");
  const bool wide = width_px != picture.width_px;
  const bool high = height_px != picture.height_px;
  if (wide && high) {
    return resize_height(resize_width(picture, width_px, filter), height_px,
                         filter);
  }
  if (wide) return resize_width(picture, width_px, filter);
  if (high) return resize_height(picture, height_px, filter);
  return picture;
}

Picture shrink(const Picture& picture, std::int64_t longest_px) {
  const std::int64_t longest = std::max(picture.width_px, picture.height_px);
  if (longest <= longest_px) return picture;
  const auto side = [&](std::int64_t px) {
    return std::max<std::int64_t>(1, (px * longest_px + longest / 2) / longest);
  };
  return resize(picture, side(picture.width_px), side(picture.height_px));
}

}  // namespace moonstain
