#include "core/eval/panels/label_outlines.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "core/base/error.h"

namespace moonstain {
namespace {

struct Corner {
  std::int64_t x = 0;
  std::int64_t y = 0;
  auto operator<=>(const Corner&) const = default;
};

/// East, south, west, north.
constexpr std::array<Corner, 4> kSteps = {{{1, 0}, {0, 1}, {-1, 0}, {0, -1}}};
constexpr int kEast = 0, kSouth = 1, kWest = 2, kNorth = 3;

/// Sides of a label's pixels that border on others, by the corner that they
/// start from and their way; the label lies at their right hand. A corner at
/// which two pixels touch has two.
using Sides = std::map<Corner, std::vector<int>>;

/// Follows sides until it is back; what it has followed is gone.
std::vector<std::pair<Corner, int>> take_loop(Sides& sides) {
  std::vector<std::pair<Corner, int>> loop;
  Corner at = sides.begin()->first;
  int way = sides.begin()->second.front();
  while (true) {
    const auto here = sides.find(at);
    if (here == sides.end()) return loop;
    std::vector<int>& ways = here->second;
    // At a corner of two pixels to the left, which keeps both in one piece.
    const auto left = std::find(ways.begin(), ways.end(), (way + 3) % 4);
    const auto taken = left != ways.end() ? left : ways.begin();
    way = *taken;
    ways.erase(taken);
    if (ways.empty()) sides.erase(here);
    loop.emplace_back(at, way);
    at = {at.x + kSteps[static_cast<std::size_t>(way)].x,
          at.y + kSteps[static_cast<std::size_t>(way)].y};
  }
}

/// Twice the area inside; that of a hole is below 0.
std::int64_t area_of(const std::vector<std::pair<Corner, int>>& loop) {
  std::int64_t area = 0;
  for (const auto& [corner, way] : loop) {
    const Corner& step = kSteps[static_cast<std::size_t>(way)];
    area += corner.x * (corner.y + step.y) - (corner.x + step.x) * corner.y;
  }
  return area;
}

ClosedLine through_middles(const std::vector<std::pair<Corner, int>>& loop) {
  ClosedLine out;
  for (std::size_t i = 0; i < loop.size(); ++i) {
    const auto& [corner, way] = loop[i];
    const int before = loop[(i + loop.size() - 1) % loop.size()].second;
    const int after = loop[(i + 1) % loop.size()].second;
    if (before == way && after == way) continue;
    const Corner& step = kSteps[static_cast<std::size_t>(way)];
    out.x.push_back(static_cast<double>(corner.x) +
                    0.5 * static_cast<double>(step.x));
    out.y.push_back(static_cast<double>(corner.y) +
                    0.5 * static_cast<double>(step.y));
  }
  return out;
}

}  // namespace

std::map<std::int32_t, ClosedLine> label_outlines(
    std::span<const std::int32_t> labels, std::int64_t width_px,
    std::int64_t height_px) {
  check(static_cast<std::int64_t>(labels.size()) == width_px * height_px,
        "label_outlines: ", labels.size(), " labels of ", width_px, " x ",
        height_px, " px");
  const auto label_at = [&](std::int64_t x, std::int64_t y) {
    const bool inside = x >= 0 && y >= 0 && x < width_px && y < height_px;
    return inside ? labels[static_cast<std::size_t>(y * width_px + x)] : 0;
  };
  std::map<std::int32_t, Sides> sides;
  for (std::int64_t y = 0; y < height_px; ++y) {
    for (std::int64_t x = 0; x < width_px; ++x) {
      const std::int32_t label = label_at(x, y);
      if (label == 0) continue;
      const auto add = [&](bool borders, Corner from, int way) {
        if (borders) sides[label][from].push_back(way);
      };
      add(label_at(x, y - 1) != label, {x, y}, kEast);
      add(label_at(x + 1, y) != label, {x + 1, y}, kSouth);
      add(label_at(x, y + 1) != label, {x + 1, y + 1}, kWest);
      add(label_at(x - 1, y) != label, {x, y + 1}, kNorth);
    }
  }
  std::map<std::int32_t, ClosedLine> out;
  for (auto& [label, of_label] : sides) {
    std::int64_t largest = 0;
    while (!of_label.empty()) {
      const auto loop = take_loop(of_label);
      const std::int64_t area = area_of(loop);
      if (area <= largest) continue;
      largest = area;
      out[label] = through_middles(loop);
    }
  }
  return out;
}

}  // namespace moonstain
