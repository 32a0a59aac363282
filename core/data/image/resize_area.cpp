#include "core/data/image/resize_area.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "core/base/error.h"
#include "core/data/image/rounded.h"

namespace moonstain {
namespace {

constexpr std::int64_t kChannels = 3;

Picture blank_picture(std::int64_t width_px, std::int64_t height_px) {
  return {width_px, height_px,
          std::vector<std::uint8_t>(
              static_cast<std::size_t>(width_px * height_px * kChannels))};
}

// --- Whole factors: integer sums -------------------------------------------

Picture whole_factors(const Picture& in, std::int64_t across,
                      std::int64_t down) {
  Picture out = blank_picture(in.width_px / across, in.height_px / down);
  const float scale = 1.F / static_cast<float>(across * down);
  // Of four pixels OpenCV rounds halves up, of others to even.
  const bool four = across == 2 && down == 2;
  std::uint8_t* to = out.rgb.data();
  for (std::int64_t y = 0; y < out.height_px; ++y) {
    for (std::int64_t x = 0; x < out.width_px; ++x) {
      for (std::int64_t c = 0; c < kChannels; ++c) {
        std::int32_t sum = 0;
        for (std::int64_t dy = 0; dy < down; ++dy) {
          const std::uint8_t* from =
              in.rgb.data() +
              ((y * down + dy) * in.width_px + x * across) * kChannels + c;
          for (std::int64_t dx = 0; dx < across; ++dx) {
            sum += from[dx * kChannels];
          }
        }
        *to++ = four ? static_cast<std::uint8_t>((sum + 2) >> 2)
                     : rounded_byte(static_cast<float>(sum) * scale);
      }
    }
  }
  return out;
}

// --- Any factors: parts of pixels ------------------------------------------

/// What an input pixel gives to an output pixel of a side.
struct Part {
  std::int64_t from = 0;
  std::int64_t to = 0;
  float share = 0;
};

// Parts below a thousandth of a pixel are none, as in OpenCV.
std::vector<Part> parts_of(std::int64_t in_size, std::int64_t out_size,
                           double scale) {
  constexpr double kLeast = 1e-3;
  std::vector<Part> parts;
  for (std::int64_t to = 0; to < out_size; ++to) {
    const double begin = static_cast<double>(to) * scale;
    const double end = begin + scale;
    const double width = std::min(scale, static_cast<double>(in_size) - begin);
    const std::int64_t last =
        std::min(static_cast<std::int64_t>(std::floor(end)), in_size - 1);
    const std::int64_t first =
        std::min(static_cast<std::int64_t>(std::ceil(begin)), last);
    const double before = static_cast<double>(first) - begin;
    const double after = end - static_cast<double>(last);
    if (before > kLeast) {
      parts.push_back({first - 1, to, static_cast<float>(before / width)});
    }
    for (std::int64_t from = first; from < last; ++from) {
      parts.push_back({from, to, static_cast<float>(1.0 / width)});
    }
    if (after > kLeast) {
      parts.push_back(
          {last, to,
           static_cast<float>(std::min(std::min(after, 1.0), width) / width)});
    }
  }
  return parts;
}

Picture any_factors(const Picture& in, std::int64_t width_px,
                    std::int64_t height_px, double across, double down) {
  const auto columns = parts_of(in.width_px, width_px, across);
  const auto rows = parts_of(in.height_px, height_px, down);
  Picture out = blank_picture(width_px, height_px);
  const auto size = static_cast<std::size_t>(width_px * kChannels);
  std::vector<float> row(size);
  std::vector<float> sums(size);
  const auto store = [&](std::int64_t y) {
    std::uint8_t* to = out.rgb.data() + y * width_px * kChannels;
    for (std::size_t i = 0; i < size; ++i) to[i] = rounded_byte(sums[i]);
  };
  std::int64_t y = rows.front().to;
  for (const Part& down_part : rows) {
    std::fill(row.begin(), row.end(), 0.F);
    const std::uint8_t* line =
        in.rgb.data() + down_part.from * in.width_px * kChannels;
    for (const Part& part : columns) {
      const std::uint8_t* from = line + part.from * kChannels;
      float* to = row.data() + part.to * kChannels;
      for (std::int64_t c = 0; c < kChannels; ++c) {
        to[c] += static_cast<float>(from[c]) * part.share;
      }
    }
    const float share = down_part.share;
    if (down_part.to != y) {
      store(y);
      y = down_part.to;
      for (std::size_t i = 0; i < size; ++i) sums[i] = share * row[i];
    } else {
      for (std::size_t i = 0; i < size; ++i) sums[i] += share * row[i];
    }
  }
  store(y);
  return out;
}

// --- One side grows: two taps ----------------------------------------------

struct TwoTaps {
  std::int64_t first = 0;
  std::int64_t second = 0;
  std::int32_t weights[2] = {0, 0};  // of 2048
};

std::vector<TwoTaps> two_taps(std::int64_t in_size, std::int64_t out_size,
                              double scale, double inverse) {
  constexpr float kOne = 2048.F;
  std::vector<TwoTaps> taps;
  for (std::int64_t out = 0; out < out_size; ++out) {
    auto first =
        static_cast<std::int64_t>(std::floor(static_cast<double>(out) * scale));
    // float32, as OpenCV: where it should be whole float64 would be just below.
    auto second_share =
        static_cast<float>(static_cast<double>(out + 1) -
                           static_cast<double>(first + 1) * inverse);
    second_share =
        second_share <= 0 ? 0.F : second_share - std::floor(second_share);
    if (first >= in_size - 1) {
      first = in_size - 1;
      second_share = 0;
    }
    taps.push_back(
        {first,
         std::min(first + 1, in_size - 1),
         {static_cast<std::int32_t>(
              std::nearbyint((1.F - second_share) * kOne)),
          static_cast<std::int32_t>(std::nearbyint(second_share * kOne))}});
  }
  return taps;
}

Picture one_side_grows(const Picture& in, std::int64_t width_px,
                       std::int64_t height_px, double across, double down) {
  const auto columns = two_taps(
      in.width_px, width_px, across,
      static_cast<double>(width_px) / static_cast<double>(in.width_px));
  const auto rows = two_taps(
      in.height_px, height_px, down,
      static_cast<double>(height_px) / static_cast<double>(in.height_px));
  const auto size = static_cast<std::size_t>(width_px * kChannels);
  const auto sums_of = [&](std::int64_t y, std::vector<std::int32_t>& sums) {
    sums.resize(size);
    const std::uint8_t* line = in.rgb.data() + y * in.width_px * kChannels;
    std::int32_t* to = sums.data();
    for (const TwoTaps& tap : columns) {
      const std::uint8_t* a = line + tap.first * kChannels;
      const std::uint8_t* b = line + tap.second * kChannels;
      for (std::int64_t c = 0; c < kChannels; ++c) {
        *to++ = a[c] * tap.weights[0] + b[c] * tap.weights[1];
      }
    }
  };
  Picture out = blank_picture(width_px, height_px);
  std::vector<std::int32_t> upper;
  std::vector<std::int32_t> lower;
  std::uint8_t* to = out.rgb.data();
  for (const TwoTaps& tap : rows) {
    sums_of(tap.first, upper);
    sums_of(tap.second, lower);
    for (std::size_t i = 0; i < size; ++i) {
      const std::int32_t value =
          (((tap.weights[0] * (upper[i] >> 4)) >> 16) +
           ((tap.weights[1] * (lower[i] >> 4)) >> 16) + 2) >>
          2;
      *to++ = static_cast<std::uint8_t>(std::clamp(value, 0, 255));
    }
  }
  return out;
}

bool is_whole(double scale) {
  return std::abs(scale - std::nearbyint(scale)) <
         std::numeric_limits<double>::epsilon();
}

}  // namespace

Picture resize_area(const Picture& picture, std::int64_t width_px,
                    std::int64_t height_px) {
  check(width_px >= 1 && height_px >= 1 && picture.width_px >= 1 &&
            picture.height_px >= 1,
        "resize_area: from ", picture.width_px, " x ", picture.height_px,
        " to ", width_px, " x ", height_px, " px; a side is at least 1");
  if (width_px == picture.width_px && height_px == picture.height_px) {
    return picture;
  }
  // OpenCV's scales: the inverse of the rounded inverse.
  const double across = 1.0 / (static_cast<double>(width_px) /
                               static_cast<double>(picture.width_px));
  const double down = 1.0 / (static_cast<double>(height_px) /
                             static_cast<double>(picture.height_px));
  check(across >= 1 || down >= 1, "resize_area: from ", picture.width_px, " x ",
        picture.height_px, " to ", width_px, " x ", height_px,
        " px; both sides grow, expected one that does not");
  if (across < 1 || down < 1) {
    return one_side_grows(picture, width_px, height_px, across, down);
  }
  if (is_whole(across) && is_whole(down)) {
    return whole_factors(picture,
                         static_cast<std::int64_t>(std::nearbyint(across)),
                         static_cast<std::int64_t>(std::nearbyint(down)));
  }
  return any_factors(picture, width_px, height_px, across, down);
}

}  // namespace moonstain
