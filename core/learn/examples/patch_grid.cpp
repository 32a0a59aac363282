#include "core/learn/examples/patch_grid.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "core/base/error.h"
#include "core/engine/plan/units.h"

namespace moonstain {
namespace {

// Where strip `number` of `strips`, counted from 0, begins.
std::int64_t strip_start(int number, int strips, std::int64_t height_px) {
  return static_cast<std::int64_t>(std::nearbyint(
      static_cast<double>(number) * static_cast<double>(height_px) / strips));
}

std::int64_t step_of(const PatchGrid& grid) {
  check(grid.side_px >= 1 && grid.overlap_px >= 0 &&
            grid.overlap_px < grid.side_px,
        "patches of ", grid.side_px, " px that overlap by ", grid.overlap_px,
        " px; expected an overlap from 0 to below the side");
  return grid.side_px - grid.overlap_px;
}

// The row at a place of the list.
std::int64_t row_at(std::span<const Rows> rows, std::int64_t place) {
  for (const Rows& one : rows) {
    if (place < one.size()) return one.first + place;
    place -= one.size();
  }
  fail("row_starts: place ", place, " behind the last row");
}

// Without the margin at borders that are not the picture's.
std::vector<Rows> without_margin(std::span<const Rows> rows,
                                 std::int64_t height_px,
                                 std::int64_t margin_px) {
  std::vector<Rows> out;
  for (Rows one : rows) {
    if (one.first > 0) one.first += margin_px;
    if (one.end < height_px) one.end -= margin_px;
    if (one.size() > 0) out.push_back(one);
  }
  return out;
}

}  // namespace

std::vector<Rows> joined(std::vector<Rows> rows) {
  std::sort(rows.begin(), rows.end(),
            [](const Rows& a, const Rows& b) { return a.first < b.first; });
  std::vector<Rows> out;
  for (const Rows& one : rows) {
    if (!out.empty() && one.first <= out.back().end) {
      out.back().end = std::max(out.back().end, one.end);
    } else {
      out.push_back(one);
    }
  }
  return out;
}

StripRows rows_of_section(std::string_view section, std::int64_t height_px) {
  const std::vector<Block> blocks = blocks_of_unit(section);
  if (blocks.empty()) return {{{0, height_px}}, 0};
  StripRows out;
  for (const Block& block : blocks) {
    check(block.columns == 1, "section ", section, ": '", block.name(),
          "' is a part of a strip; expected strips: ms.regions with columns = "
          "1");
    const Rows rows{strip_start(block.row - 1, block.rows, height_px),
                    strip_start(block.row, block.rows, height_px)};
    out.rows.push_back(rows);
    out.margin_rows =
        std::max(out.margin_rows,
                 block.margin * static_cast<double>(height_px) / block.rows);
  }
  out.rows = joined(std::move(out.rows));
  return out;
}

std::vector<std::int64_t> column_starts(std::int64_t width_px,
                                        const PatchGrid& grid) {
  const std::int64_t step = step_of(grid);
  const std::int64_t last = std::max<std::int64_t>(0, width_px - grid.side_px);
  std::vector<std::int64_t> starts;
  for (std::int64_t x = 0; x < last; x += step) starts.push_back(x);
  starts.push_back(last);
  return starts;
}

std::vector<std::int64_t> row_starts(std::span<const Rows> rows,
                                     const PatchGrid& grid) {
  const std::int64_t step = step_of(grid);
  std::int64_t length = 0;
  for (const Rows& one : rows) length += one.size();
  const std::int64_t last = std::max<std::int64_t>(0, length - grid.side_px);
  std::vector<std::int64_t> starts;
  for (std::int64_t place = 0; place < length; place += step) {
    starts.push_back(row_at(rows, std::min(place, last)));
  }
  return starts;
}

std::vector<PatchPlace> patch_places(std::int64_t width_px,
                                     std::int64_t height_px,
                                     std::span<const Rows> rows,
                                     const PatchGrid& grid, Border border,
                                     std::int64_t margin_px) {
  std::vector<std::pair<std::int64_t, Rows>> starts;
  if (border == Border::published) {
    for (const std::int64_t y : row_starts(rows, grid)) {
      starts.emplace_back(y, Rows{0, height_px});
    }
  } else {
    for (const Rows& one : without_margin(rows, height_px, margin_px)) {
      for (const std::int64_t y : row_starts({&one, 1}, grid)) {
        starts.emplace_back(y, one);
      }
    }
  }
  check(!starts.empty(),
        "no row of the picture is left to make patches of: ", rows.size(),
        " stretch(es) of a picture of ", height_px, " rows, less a margin of ",
        margin_px);
  std::vector<PatchPlace> places;
  for (const auto& [y, shown] : starts) {
    for (const std::int64_t x : column_starts(width_px, grid)) {
      places.push_back({x, y, shown});
    }
  }
  return places;
}

std::vector<std::size_t> stitched(std::span<const std::int64_t> ids,
                                  std::span<const double> areas) {
  check(ids.size() == areas.size(), "stitched: ", ids.size(), " nuclei and ",
        areas.size(), " areas");
  std::unordered_map<std::int64_t, std::size_t> best;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto [at, is_new] = best.try_emplace(ids[i], i);
    if (!is_new && areas[i] > areas[at->second]) at->second = i;
  }
  std::vector<std::size_t> kept;
  for (const auto& [id, place] : best) kept.push_back(place);
  std::sort(kept.begin(), kept.end());
  return kept;
}

}  // namespace moonstain
