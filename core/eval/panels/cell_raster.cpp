#include "core/eval/panels/cell_raster.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>
#include <vector>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/engine/plan/units.h"

namespace moonstain {
namespace {

// Rows of the cells by their labels; a name that is no number has none.
std::unordered_map<std::int32_t, std::int32_t> rows_by_label(
    const Dataset& cells) {
  std::unordered_map<std::int32_t, std::int32_t> rows;
  for (std::size_t i = 0; i < cells.spots.size(); ++i) {
    if (const auto label = whole_number<std::int32_t>(cells.spots[i])) {
      rows.emplace(*label, static_cast<std::int32_t>(i));
    }
  }
  return rows;
}

double middle_of(const Dataset& cells, Eigen::Index axis) {
  std::vector<double> values;
  for (Eigen::Index i = 0; i < cells.pixel_xy.rows(); ++i) {
    values.push_back(cells.pixel_xy(i, axis));
  }
  const auto middle =
      values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

NearestPlaces labelled_places(const Dataset& cells, const SectionFrame& frame,
                              LabelReader& labels, std::int64_t longest_px) {
  const LabelImageInfo& info = labels.info();
  check(section_of_unit(cells.section) == info.section, "cells of ",
        cells.section, ", but labels of ", info.section,
        "; expected one section");
  const double longest = std::max(frame.width_px, frame.height_px);
  const double step = longest / static_cast<double>(longest_px);
  NearestPlaces raster;
  raster.width_px =
      std::max<std::int64_t>(1, std::llround(frame.width_px / step));
  raster.height_px =
      std::max<std::int64_t>(1, std::llround(frame.height_px / step));
  raster.place.assign(
      static_cast<std::size_t>(raster.width_px * raster.height_px), -1);
  const auto rows = rows_by_label(cells);
  const auto pixel_at = [](double begin, double size, std::int64_t parts,
                           std::int64_t part) {
    return static_cast<std::int64_t>(
        std::floor(begin + size * (static_cast<double>(part) + 0.5) /
                               static_cast<double>(parts)));
  };
  const std::int64_t left = std::clamp<std::int64_t>(
      static_cast<std::int64_t>(std::floor(frame.x_px)), 0, info.width_px - 1);
  const std::int64_t right = std::clamp<std::int64_t>(
      static_cast<std::int64_t>(std::ceil(frame.x_px + frame.width_px)),
      left + 1, info.width_px);
  for (std::int64_t y = 0; y < raster.height_px; ++y) {
    const std::int64_t row =
        pixel_at(frame.y_px, frame.height_px, raster.height_px, y);
    if (row < 0 || row >= info.height_px) continue;
    const std::vector<std::int32_t> line =
        labels.window(left, row, right - left, 1);
    for (std::int64_t x = 0; x < raster.width_px; ++x) {
      const std::int64_t column =
          pixel_at(frame.x_px, frame.width_px, raster.width_px, x);
      if (column < left || column >= right) continue;
      const auto found =
          rows.find(line[static_cast<std::size_t>(column - left)]);
      if (found == rows.end()) continue;
      raster.place[static_cast<std::size_t>(y * raster.width_px + x)] =
          found->second;
    }
  }
  return raster;
}

SectionFrame window_of(const Dataset& cells, double side_px) {
  const SectionFrame whole = frame_of(cells);
  const double x = middle_of(cells, 0), y = middle_of(cells, 1);
  double nearest = std::numeric_limits<double>::infinity();
  Eigen::Index centre = 0;
  for (Eigen::Index i = 0; i < cells.pixel_xy.rows(); ++i) {
    const double dx = cells.pixel_xy(i, 0) - x, dy = cells.pixel_xy(i, 1) - y;
    if (dx * dx + dy * dy < nearest) {
      nearest = dx * dx + dy * dy;
      centre = i;
    }
  }
  SectionFrame frame = whole;
  frame.width_px = std::min(side_px, whole.width_px);
  frame.height_px = std::min(side_px, whole.height_px);
  const auto moved = [](double at, double size, double begin, double length) {
    return std::floor(std::clamp(at - size / 2, begin, begin + length - size));
  };
  frame.x_px = moved(cells.pixel_xy(centre, 0), frame.width_px, whole.x_px,
                     whole.width_px);
  frame.y_px = moved(cells.pixel_xy(centre, 1), frame.height_px, whole.y_px,
                     whole.height_px);
  return frame;
}

std::int64_t places_in(const Dataset& cells, const SectionFrame& frame) {
  std::int64_t count = 0;
  for (Eigen::Index i = 0; i < cells.pixel_xy.rows(); ++i) {
    const double x = cells.pixel_xy(i, 0) - frame.x_px;
    const double y = cells.pixel_xy(i, 1) - frame.y_px;
    count += x >= 0 && x < frame.width_px && y >= 0 && y < frame.height_px;
  }
  return count;
}

}  // namespace moonstain
