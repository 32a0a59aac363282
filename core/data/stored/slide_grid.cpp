#include "core/data/stored/slide_grid.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/data/stored/geometry.h"
#include "core/data/stored/group.h"
#include "core/data/zarr/reader.h"
#include "core/data/zarr/writer.h"

namespace moonstain {
namespace {

constexpr int kSchema = 1;

// The crop as it lies: turned, its height is across.
std::int64_t width_of(const SlideGrid& grid) {
  return grid.turned ? grid.crop.height_px : grid.crop.width_px;
}
std::int64_t height_of(const SlideGrid& grid) {
  return grid.turned ? grid.crop.width_px : grid.crop.height_px;
}

}  // namespace

void fit_tiles(SlideGrid& grid, const std::string& name) {
  const std::int64_t width = width_of(grid), height = height_of(grid);
  const std::int64_t four_d = 5 * width - 4 * height;
  grid.margin_down_px = four_d >= 0 ? four_d / 8 : 0;
  grid.margin_across_px = four_d >= 0 ? 0 : -four_d / 10;
  const std::int64_t across = width + 2 * grid.margin_across_px;
  const std::int64_t down = height + 2 * grid.margin_down_px;
  check(width > 0 && height > 0 && across >= SlideGrid::kColumns &&
            down >= SlideGrid::kRows,
        "slide_grid: what is cropped of ", name, " is ", grid.crop.width_px,
        " x ", grid.crop.height_px, " px, ", across, " x ", down,
        " with its margins; ", SlideGrid::kColumns, " x ", SlideGrid::kRows,
        " tiles need a pixel each at least");
  grid.tile_width_px = across / SlideGrid::kColumns;
  grid.tile_height_px = down / SlideGrid::kRows;
}

std::optional<SlideGrid::Shown> SlideGrid::shown(std::int64_t row,
                                                 std::int64_t column) const {
  // In pixels of the crop as it lies.
  const std::int64_t x = column * tile_width_px - margin_across_px;
  const std::int64_t y = row * tile_height_px - margin_down_px;
  const std::int64_t x0 = std::max<std::int64_t>(x, 0);
  const std::int64_t y0 = std::max<std::int64_t>(y, 0);
  const std::int64_t x1 = std::min(x + tile_width_px, width_of(*this));
  const std::int64_t y1 = std::min(y + tile_height_px, height_of(*this));
  if (x0 >= x1 || y0 >= y1) return {};
  const Box in_tile{x0 - x, y0 - y, x1 - x0, y1 - y0};
  if (!turned) {
    return Shown{{crop.x_px + x0, crop.y_px + y0, x1 - x0, y1 - y0}, in_tile};
  }
  return Shown{
      {crop.x_px + crop.width_px - y1, crop.y_px + x0, y1 - y0, x1 - x0},
      in_tile};
}

Dataset tiles_of(const SlideGrid& grid) {
  Dataset out;
  out.section = grid.section;
  out.patient = grid.patient;
  out.um_per_px = grid.um_per_px;
  out.spot_pitch_um = static_cast<double>(grid.tile_width_px) * grid.um_per_px;
  out.picture_width_px = grid.picture_width_px;
  out.picture_height_px = grid.picture_height_px;
  constexpr auto kTiles =
      static_cast<Eigen::Index>(SlideGrid::kRows * SlideGrid::kColumns);
  out.array_xy.resize(kTiles, 2);
  out.pixel_xy.resize(kTiles, 2);
  Eigen::Index tile = 0;
  for (std::int32_t row = 0; row < SlideGrid::kRows; ++row) {
    for (std::int32_t column = 0; column < SlideGrid::kColumns; ++column) {
      out.spots.push_back(concat(column, "x", row));
      out.array_xy.row(tile) << column, row;
      const double x =
          (column + 0.5) * static_cast<double>(grid.tile_width_px) -
          static_cast<double>(grid.margin_across_px);
      const double y = (row + 0.5) * static_cast<double>(grid.tile_height_px) -
                       static_cast<double>(grid.margin_down_px);
      const auto left = static_cast<double>(grid.crop.x_px);
      const auto top = static_cast<double>(grid.crop.y_px);
      if (grid.turned) {
        out.pixel_xy.row(tile)
            << left + static_cast<double>(grid.crop.width_px) - y,
            top + x;
      } else {
        out.pixel_xy.row(tile) << left + x, top + y;
      }
      ++tile;
    }
  }
  out.counts.rows = kTiles;
  out.counts.row_starts.assign(static_cast<std::size_t>(kTiles) + 1, 0);
  out.picture_content = grid.picture_content;
  out.remarks = grid.remarks;
  // Made of the picture itself; tiles of the margin may lie beyond it.
  out.geometry =
      fault_of(out, geometry_of(out)).empty() ? "checked" : "as_given";
  return out;
}

void SlideGrid::write(const fs::path& folder) const {
  zarr::Writer out(
      folder,
      stored_attributes(
          kType, kSchema,
          {{"section", section},
           {"patient", patient},
           {"picture_px", {picture_width_px, picture_height_px}},
           {"um_per_px", um_per_px},
           {"crop_px", {crop.x_px, crop.y_px, crop.width_px, crop.height_px}},
           {"turned", turned},
           {"tile_px", {tile_width_px, tile_height_px}},
           {"margin_px", {margin_across_px, margin_down_px}},
           {"picture_content", picture_content},
           {"remarks", remarks}}));
}

SlideGrid SlideGrid::read(const fs::path& folder) {
  const zarr::Reader in(folder);
  const Json attributes = checked_attributes(in, kType, kSchema);
  const std::string where = folder.string();
  const auto numbers = [&](const char* name, std::size_t count) {
    const Json& list = list_member(attributes, name, where);
    check(list.size() == count, where, ": ", name, " holds ", list.size(),
          " numbers, expected ", count);
    std::vector<std::int64_t> out;
    for (const Json& one : list) {
      check(one.is_number_integer(), where, ": ", name, " holds a ",
            one.type_name(), ", expected a whole number");
      out.push_back(one.get<std::int64_t>());
    }
    return out;
  };
  SlideGrid out;
  out.section = text_member(attributes, "section", where);
  out.patient = text_member(attributes, "patient", where);
  const auto picture = numbers("picture_px", 2);
  out.picture_width_px = picture[0];
  out.picture_height_px = picture[1];
  out.um_per_px = number_member(attributes, "um_per_px", where);
  const auto crop = numbers("crop_px", 4);
  out.crop = {crop[0], crop[1], crop[2], crop[3]};
  const Json& turned = member(attributes, "turned", where);
  check(turned.is_boolean(), where, ": turned is a ", turned.type_name(),
        ", expected true or false");
  out.turned = turned.get<bool>();
  const auto tile = numbers("tile_px", 2), margin = numbers("margin_px", 2);
  out.tile_width_px = tile[0];
  out.tile_height_px = tile[1];
  out.margin_across_px = margin[0];
  out.margin_down_px = margin[1];
  out.picture_content = text_member(attributes, "picture_content", where);
  for (const Json& remark : list_member(attributes, "remarks", where)) {
    out.remarks.push_back(remark.get<std::string>());
  }
  const Box& box = out.crop;
  check(box.x_px >= 0 && box.y_px >= 0 && box.width_px > 0 &&
            box.height_px > 0 && box.x_px <= out.picture_width_px &&
            box.width_px <= out.picture_width_px - box.x_px &&
            box.y_px <= out.picture_height_px &&
            box.height_px <= out.picture_height_px - box.y_px,
        where, ": a crop of ", box.width_px, " x ", box.height_px, " px at (",
        box.x_px, ", ", box.y_px, ") does not lie in a picture of ",
        out.picture_width_px, " x ", out.picture_height_px, " px");
  check(out.tile_width_px > 0 && out.tile_height_px > 0 &&
            out.margin_across_px >= 0 && out.margin_down_px >= 0,
        where, ": tiles of ", out.tile_width_px, " x ", out.tile_height_px,
        " px and margins of ", out.margin_across_px, " and ",
        out.margin_down_px, " px, expected tiles of 1 px or more");
  return out;
}

}  // namespace moonstain
