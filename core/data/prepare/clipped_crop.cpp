#include "core/data/prepare/clipped_crop.h"

#include <algorithm>
#include <vector>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/data/image/resize_area.h"
#include "core/data/image/resize_cubic.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"

namespace moonstain {
namespace {

constexpr std::string_view kStep = "clipped_patches";

void make_tile(const Box& box, std::span<const std::uint8_t> pixels,
               std::int64_t tile_px, std::span<std::uint8_t> tile) {
  const Picture window{
      box.width_px, box.height_px, {pixels.begin(), pixels.end()}};
  const Picture scaled = box.height_px >= tile_px
                             ? resize_area(window, tile_px, tile_px)
                             : resize_cubic(window, tile_px, tile_px);
  std::copy(scaled.rgb.begin(), scaled.rgb.end(), tile.begin());
}

}  // namespace

CropNotes clipped_patches(
    const Dataset& dataset, const Image& image, std::int64_t side_px,
    const ClippedCropOptions& options,
    const std::function<void(std::span<const std::uint8_t>)>& tiles,
    std::int64_t pass_bytes) {
  check(!dataset.spots.empty(), kStep, ": section ", dataset.section,
        " has no spots");
  const std::int64_t whole_px = side_px / 2 * 2;
  CropNotes notes{.crop_px = whole_px,
                  .width = tile_width(dataset, whole_px, options.scale),
                  .geometry = dataset.geometry};
  std::vector<Box> boxes;
  for (std::size_t spot = 0; spot < dataset.spots.size(); ++spot) {
    boxes.push_back(clipped_window(dataset, spot, side_px, image.width_px(),
                                   image.height_px(), kStep));
    if (boxes.back().width_px < whole_px || boxes.back().height_px < whole_px) {
      ++notes.outside_tiles;
    }
  }
  notes.blank_tiles = scan_tiles(
      image, boxes, {whole_px, options.tile_px},
      [&](const Box& box, std::span<const std::uint8_t> pixels,
          std::span<std::uint8_t> tile) {
        make_tile(box, pixels, options.tile_px, tile);
      },
      tiles, pass_bytes);
  return notes;
}

StepKind clipped_patches_step() {
  return StepKind("clipped_patches", 1,
                  "What lies around the spots and in the picture, as square "
                  "tiles.")
      .applies<Dataset>("dataset", "spots with their pixel positions")
      .applies<File>("picture", "picture at full resolution")
      .within("dataset")
      .option("side_px", &ClippedCropOptions::side_px,
              "side of a window, at full resolution; 0 = as side_um says",
              {0, 1e6})
      .unit("px")
      .option("side_um", &ClippedCropOptions::side_um,
              "the same on the tissue, by the section's scale; 0 = as wide as "
              "a spot, or where that is not known half the distance of spots",
              {0, {}})
      .unit("um")
      .option("tile_px", &ClippedCropOptions::tile_px, "side of a stored tile",
              {1, 1e4})
      .unit("px")
      .option("scale", &ClippedCropOptions::scale,
              "whether a model may take these tiles beside others that are "
              "as wide on the tissue, within 10 %, or beside any")
      .needs([](const Options& options, const InputSizes& sizes) {
        const auto chosen = options.as<ClippedCropOptions>();
        return tile_needs({chosen.side_px, chosen.tile_px}, sizes);
      })
      .makes_into<Patches>(
          [](const Inputs& in, const Options& options, const fs::path& out) {
            const auto picture = in.get<File>("picture");
            auto dataset = in.get<Dataset>("dataset");
            const auto chosen = options.as<ClippedCropOptions>();
            const std::int64_t side_px = window_side_px(
                dataset, {.side_px = chosen.side_px, .side_um = chosen.side_um},
                kStep);
            const auto image = Image::open(picture.path, picture.name);
            check_positions(kStep, dataset, *image);
            PatchWriter patches(
                out, {dataset.section, dataset.spots, chosen.tile_px, false});
            const CropNotes notes =
                clipped_patches(dataset, *image, side_px, chosen,
                                [&](auto tiles) { patches.add(tiles); });
            log_notes(notes, dataset);
            const double clipped = 100.0 *
                                   static_cast<double>(notes.outside_tiles) /
                                   static_cast<double>(dataset.spots.size());
            log_line(concat("a window is ", notes.crop_px, " px wide, ",
                            fixed(clipped, 1),
                            " % of them are clipped at the border"));
            patches.finish(notes);
          });
}

}  // namespace moonstain
