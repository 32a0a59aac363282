#include "core/data/prepare/slide_grid_patches.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/data/image/jpeg.h"
#include "core/data/image/picture.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {
namespace {

constexpr std::string_view kStep = "slide_grid_patches";

// What a tile shows of the slide, laid into its white.
Picture in_white(const SlideGrid& grid, const SlideGrid::Shown& shown,
                 std::span<const std::uint8_t> pixels) {
  Picture out{grid.tile_width_px, grid.tile_height_px, {}};
  out.rgb.assign(static_cast<std::size_t>(3 * out.width_px * out.height_px),
                 255);
  const Box& to = shown.in_tile;
  const std::int64_t width = shown.in_slide.width_px;
  for (std::int64_t y = 0; y < to.height_px; ++y) {
    std::uint8_t* row =
        out.rgb.data() + 3 * ((to.y_px + y) * out.width_px + to.x_px);
    if (!grid.turned) {
      std::copy_n(pixels.data() + 3 * y * width, 3 * width, row);
      continue;
    }
    // Against the clock: a row from the top is a column from the right.
    for (std::int64_t x = 0; x < to.width_px; ++x) {
      std::copy_n(pixels.data() + 3 * (x * width + width - 1 - y), 3,
                  row + 3 * x);
    }
  }
  return out;
}

// Hands tiles on, with white ones in the places between those that were read.
class WithWhite {
 public:
  using Tiles = std::function<void(std::span<const std::uint8_t>)>;

  /// @param places  of the tiles that will be read, rising
  WithWhite(const std::vector<std::size_t>& places, std::size_t tile_bytes,
            const Tiles& tiles)
      : places_(places), white_(tile_bytes, 255), tiles_(tiles) {}

  void add(std::span<const std::uint8_t> read) {
    for (std::size_t at = 0; at < read.size(); at += white_.size()) {
      fill_to(places_[read_++]);
      tiles_(read.subspan(at, white_.size()));
      ++next_;
    }
  }
  void fill_to(std::size_t place) {
    for (; next_ < place; ++next_) tiles_(white_);
  }

 private:
  const std::vector<std::size_t>& places_;
  std::vector<std::uint8_t> white_;
  const Tiles& tiles_;
  std::size_t read_ = 0;
  std::size_t next_ = 0;
};

}  // namespace

CropNotes slide_grid_patches(
    const SlideGrid& grid, const Image& slide,
    const SlideGridPatchesOptions& options,
    const std::function<void(std::span<const std::uint8_t>)>& tiles,
    std::int64_t pass_bytes) {
  check(slide.width_px() == grid.picture_width_px &&
            slide.height_px() == grid.picture_height_px,
        kStep, ": the slide is ", slide.width_px(), " x ", slide.height_px(),
        " px, the grid of ", grid.section, " was laid over one of ",
        grid.picture_width_px, " x ", grid.picture_height_px);
  // Boxes of different tiles share no pixel, so where one begins tells whose it
  // is.
  std::vector<Box> boxes;
  std::vector<std::size_t> places;
  std::map<std::pair<std::int64_t, std::int64_t>, SlideGrid::Shown> shown_at;
  constexpr auto kTiles =
      static_cast<std::size_t>(SlideGrid::kRows * SlideGrid::kColumns);
  std::int64_t whole = 0;
  for (std::size_t place = 0; place < kTiles; ++place) {
    const auto number = static_cast<std::int64_t>(place);
    const auto shown =
        grid.shown(number / SlideGrid::kColumns, number % SlideGrid::kColumns);
    if (!shown) continue;
    boxes.push_back(shown->in_slide);
    places.push_back(place);
    shown_at.emplace(std::pair(shown->in_slide.x_px, shown->in_slide.y_px),
                     *shown);
    whole += shown->in_tile.width_px == grid.tile_width_px &&
             shown->in_tile.height_px == grid.tile_height_px;
  }
  const auto tile_bytes =
      static_cast<std::size_t>(3 * options.tile_px * options.tile_px);
  WithWhite in_order(places, tile_bytes, tiles);
  const Dataset dataset = tiles_of(grid);
  CropNotes notes{
      .crop_px = grid.tile_width_px,
      .width = tile_width(dataset, grid.tile_width_px, options.scale),
      .geometry = dataset.geometry,
      .outside_tiles = static_cast<std::int64_t>(kTiles) - whole};
  notes.blank_tiles =
      static_cast<std::int64_t>(kTiles - boxes.size()) +
      scan_tiles(
          slide, boxes,
          {std::max(grid.tile_width_px, grid.tile_height_px), options.tile_px},
          [&](const Box& box, std::span<const std::uint8_t> pixels,
              std::span<std::uint8_t> tile) {
            Picture made = resize(
                in_white(grid, shown_at.at({box.x_px, box.y_px}), pixels),
                options.tile_px, options.tile_px, Resampling::bicubic);
            if (options.jpeg_quality > 0) {
              made =
                  jpeg_decode(jpeg_encode(made, options.jpeg_quality), "tile");
            }
            std::copy(made.rgb.begin(), made.rgb.end(), tile.begin());
          },
          [&](std::span<const std::uint8_t> read) { in_order.add(read); },
          pass_bytes);
  in_order.fill_to(kTiles + 1);  // the last one is the blank tile
  return notes;
}

StepKind slide_grid_patches_step() {
  return StepKind("slide_grid_patches", 1,
                  "The tiles of a slide's grid, as HiST cuts them.")
      .applies<SlideGrid>("slide_grid", "where they lie")
      .applies<File>("slide", "picture at full resolution")
      .option("tile_px", &SlideGridPatchesOptions::tile_px,
              "side of a stored tile", {1, {}})
      .unit("px")
      .option("jpeg_quality", &SlideGridPatchesOptions::jpeg_quality,
              "of a round trip through JPEG; 0 = none", {0, 100})
      .option("scale", &SlideGridPatchesOptions::scale,
              "whether a model may take these tiles beside others that are "
              "as wide on the tissue, within 10 %, or beside any")
      .needs([](const Options& options, const InputSizes& sizes) {
        Needs needs = tile_needs(
            {0, options.as<SlideGridPatchesOptions>().tile_px}, sizes);
        needs.seconds = 30 + 3e-7 * static_cast<double>(sizes.of("slide"));
        return needs;
      })
      .makes_into<Patches>(
          [](const Inputs& in, const Options& options, const fs::path& out) {
            const auto grid = in.get<SlideGrid>("slide_grid");
            const auto file = in.get<File>("slide");
            const auto chosen = options.as<SlideGridPatchesOptions>();
            const auto slide = Image::open(file.path, file.name);
            const Dataset dataset = tiles_of(grid);
            PatchWriter patches(
                out, {grid.section, dataset.spots, chosen.tile_px, true});
            const CropNotes notes = slide_grid_patches(
                grid, *slide, chosen, [&](auto tiles) { patches.add(tiles); });
            log_notes(notes, dataset);
            patches.finish(notes);
          });
}

}  // namespace moonstain
