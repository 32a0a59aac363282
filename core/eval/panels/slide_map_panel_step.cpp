#include "core/eval/panels/slide_map_panel_step.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/data/image/image.h"
#include "core/data/stored/join.h"
#include "core/data/stored/predictions.h"
#include "core/data/stored/slide_grid.h"
#include "core/engine/step/step_kind.h"
#include "core/eval/panels/map_layer.h"
#include "core/eval/panels/panel.h"
#include "core/eval/panels/section_frame.h"
#include "core/eval/panels/section_map.h"
#include "core/eval/panels/stored_columns.h"

namespace moonstain {
namespace {

constexpr std::string_view kStep = "slide_map_panel";
constexpr std::int64_t kLinePx = 3;
constexpr Rgb kLine{213, 94, 0};  // vermilion of Okabe and Ito 2008

struct SlideMapPanelOptions {
  std::string title = "Predicted maps of a slide";
  std::vector<std::string> items;
  std::int64_t item_count = 3;
  std::int64_t longest_px = 700;
};

/// Draws the border of the crop, on the inside.
void outline(Picture& small, const SlideGrid& grid) {
  const auto scaled = [](std::int64_t at, std::int64_t from, std::int64_t to) {
    return std::llround(static_cast<double>(at) * static_cast<double>(to) /
                        static_cast<double>(from));
  };
  const Box& crop = grid.crop;
  const auto x_of = [&](std::int64_t x) {
    return scaled(x, grid.picture_width_px, small.width_px);
  };
  const auto y_of = [&](std::int64_t y) {
    return scaled(y, grid.picture_height_px, small.height_px);
  };
  const std::int64_t x0 = x_of(crop.x_px), x1 = x_of(crop.x_px + crop.width_px);
  const std::int64_t y0 = y_of(crop.y_px),
                     y1 = y_of(crop.y_px + crop.height_px);
  for (std::int64_t y = y0; y < y1; ++y) {
    for (std::int64_t x = x0; x < x1; ++x) {
      if (x - x0 >= kLinePx && x1 - x > kLinePx && y - y0 >= kLinePx &&
          y1 - y > kLinePx) {
        continue;
      }
      std::copy(kLine.begin(), kLine.end(),
                small.rgb.begin() + 3 * (y * small.width_px + x));
    }
  }
}

Panel slide_map_panel(const Inputs& in, const Options& options) {
  const auto own = options.as<SlideMapPanelOptions>();
  const auto grid = in.get<SlideGrid>("slide_grid");
  const Dataset tiles = tiles_of(grid);
  const fs::path stored = in.one("predictions").path;
  const StoredColumns predicted = read_columns(
      stored,
      own.items.empty()
          ? highest_columns(stored, static_cast<std::size_t>(own.item_count))
          : own.items);
  check(predicted.about == grid.section, kStep, ": predictions of ",
        predicted.about, ", a grid of ", grid.section, "; expected one slide");
  const auto file = in.get<File>("slide");
  const auto slide = Image::open(file.path, file.name);
  check(slide->width_px() == grid.picture_width_px &&
            slide->height_px() == grid.picture_height_px,
        kStep, ": slide ", file.name, " is ", slide->width_px(), " x ",
        slide->height_px(), " px, the grid of ", grid.section,
        " was laid over one of ", grid.picture_width_px, " x ",
        grid.picture_height_px);

  // The slide whole, whatever the grid covers of it.
  const SectionFrame frame{
      0, 0, static_cast<double>(grid.picture_width_px),
      static_cast<double>(grid.picture_height_px),
      static_cast<double>(std::max(grid.tile_width_px, grid.tile_height_px))};
  Panel panel;
  SectionMap map;
  map.section = grid.section;
  map.patient = grid.patient;
  map.places = static_cast<std::int64_t>(predicted.rows.size());
  set_frame(map, frame, tiles, own.longest_px);
  Picture small = slide->overview(own.longest_px);
  outline(small, grid);
  map.picture = "slide.jpg";
  panel.files[*map.picture] = jpeg_within(small, kPictureBytes);

  const auto rows = places_of(tiles.spots, predicted.rows, predicted.row,
                              concat(kStep, ": ", grid.section));
  const NearestPlaces nearest = nearest_places(tiles, frame, 320);
  for (std::size_t i = 0; i < predicted.columns.size(); ++i) {
    std::vector<double> values;
    for (const auto row : rows) {
      values.push_back(predicted.values(row, static_cast<Eigen::Index>(i)));
    }
    ItemMap item{
        predicted.columns[i], std::numeric_limits<double>::quiet_NaN(), {}, {}};
    add_layer(
        item,
        draw_layer("predicted", concat(i, ".predicted.png"), nearest, values),
        panel.files);
    map.maps.push_back(std::move(item));
  }
  MapPanel data;
  data.item = predicted.column;
  data.unit = "tile";
  data.values = predicted.transform;
  data.large = true;
  data.sections.push_back(std::move(map));
  panel.title = concat(own.title, ", ", grid.section);
  panel.caption =
      concat("The line encloses what lies under the grid: ", grid.crop.width_px,
             " x ", grid.crop.height_px, " of ", grid.picture_width_px, " x ",
             grid.picture_height_px, " px",
             grid.turned ? ", turned by 90 degrees for the network" : "",
             ", in tiles of ", grid.tile_width_px, " x ", grid.tile_height_px,
             " px. Each map has its own colours, from its least to its largest "
             "value. Nothing was measured here.");
  panel.data = std::move(data);
  return panel;
}

}  // namespace

StepKind slide_map_panel_step() {
  return StepKind("slide_map_panel", 1,
                  "A slide with what lies under its grid outlined, and "
                  "predicted maps of its tiles.")
      .applies<SlideGrid>("slide_grid", "the grid")
      .applies<File>("slide", "the slide")
      .applies<Predictions>("predictions", "of its tiles")
      .option("title", &SlideMapPanelOptions::title,
              "heading of the panel, before the slide")
      .option("items", &SlideMapPanelOptions::items,
              "what to draw; empty: those of highest mean")
      .option("item_count", &SlideMapPanelOptions::item_count,
              "how many to draw where none is named", {1, 12})
      .option("longest_px", &SlideMapPanelOptions::longest_px,
              "longest side of the slide as it is drawn", {64, 2000})
      .unit("px")
      .needs([](const Options&, const InputSizes& sizes) {
        return Needs{
            .memory_bytes = 512 * kMiB,
            .seconds = 5 + 3e-8 * static_cast<double>(sizes.of("slide"))};
      })
      .makes<Panel>(slide_map_panel);
}

}  // namespace moonstain
