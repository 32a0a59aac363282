#include "core/data/source/picture_content.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "core/base/digest.h"

namespace moonstain {
namespace {

constexpr std::int64_t kWindowPx = 32;
constexpr std::size_t kMostWindows = 256;
constexpr Rgb kWhite{255, 255, 255};

std::vector<Box> windows_of(const Dataset& dataset) {
  std::vector<std::pair<std::int64_t, std::int64_t>> centres;  // y, x
  for (Eigen::Index spot = 0; spot < dataset.pixel_xy.rows(); ++spot) {
    const auto px = [&](Eigen::Index axis) {
      return static_cast<std::int64_t>(
          std::floor(dataset.pixel_xy(spot, axis)));
    };
    centres.emplace_back(px(1), px(0));
  }
  std::sort(centres.begin(), centres.end());
  const std::size_t windows = std::min(centres.size(), kMostWindows);
  std::vector<Box> boxes;
  for (std::size_t i = 0; i < windows; ++i) {
    const auto [y, x] = centres[i * centres.size() / windows];
    boxes.push_back(
        {x - kWindowPx / 2, y - kWindowPx / 2, kWindowPx, kWindowPx});
  }
  return boxes;
}

bool is_one_colour(std::span<const std::uint8_t> pixels) {
  return std::equal(pixels.begin() + 3, pixels.end(), pixels.begin());
}

}  // namespace

std::string content_of_picture(const Image& image, const Dataset& dataset) {
  std::vector<std::string> seen;
  image.read_boxes(windows_of(dataset), kWhite,
                   [&](std::size_t, std::span<const std::uint8_t> pixels) {
                     if (is_one_colour(pixels)) return;
                     const std::string_view bytes(
                         reinterpret_cast<const char*>(pixels.data()),
                         pixels.size());
                     seen.push_back(sha256(bytes).hex());
                   });
  if (seen.empty()) return "";
  std::sort(seen.begin(), seen.end());
  Sha256 all;
  for (const std::string& window : seen) all.add(window);
  return all.finish().hex();
}

}  // namespace moonstain
