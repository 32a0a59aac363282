#include "core/data/prepare/crop.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/data/image/jpeg.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"

namespace moonstain {
namespace {

[[noreturn]] void refuse(const Dataset& dataset, std::size_t spot,
                         const Image& image, const CropOptions& options) {
  check(options.crop_px <= image.width_px() &&
            options.crop_px <= image.height_px(),
        "patches: a ", options.crop_px,
        " px crop is larger than the picture of section ", dataset.section,
        " (", image.width_px(), " x ", image.height_px(),
        " px); make smaller crops, or give the picture at full resolution");
  const auto i = static_cast<Eigen::Index>(spot);
  const std::int64_t x = static_cast<std::int64_t>(dataset.pixel_xy(i, 0));
  const std::int64_t y = static_cast<std::int64_t>(dataset.pixel_xy(i, 1));
  std::pair<std::int64_t, std::string_view> sides[] = {
      {x, "left"},
      {y, "upper"},
      {image.width_px() - x, "right"},
      {image.height_px() - y, "lower"}};
  const auto nearest = std::min_element(std::begin(sides), std::end(sides));
  fail("patches: spot ", dataset.spots[spot], " of section ", dataset.section,
       " lies ", nearest->first, " px from the ", nearest->second, " edge, a ",
       options.crop_px, " px crop needs ", (options.crop_px + 1) / 2,
       " px; `inner_spots` leaves such spots out of a dataset");
}

std::vector<Box> boxes_of(const Dataset& dataset, const Image& image,
                          const CropOptions& options) {
  std::vector<Box> boxes;
  for (std::size_t spot = 0; spot < dataset.spots.size(); ++spot) {
    const auto i = static_cast<Eigen::Index>(spot);
    boxes.push_back(crop_box(dataset.pixel_xy(i, 0), dataset.pixel_xy(i, 1),
                             options.crop_px));
    if (options.edge == Edge::refuse &&
        !inside(boxes.back(), image.width_px(), image.height_px())) {
      refuse(dataset, spot, image, options);
    }
  }
  return boxes;
}

// A crop as its tile.
void make_tile(const Box& box, std::span<const std::uint8_t> pixels,
               const CropOptions& options, std::uint8_t* tile) {
  const bool right_size =
      box.width_px == options.tile_px && box.height_px == options.tile_px;
  if (right_size && options.jpeg_quality == 0) {
    std::copy(pixels.begin(), pixels.end(), tile);
    return;
  }
  Picture crop{box.width_px, box.height_px, {pixels.begin(), pixels.end()}};
  if (options.jpeg_quality > 0) {
    crop = jpeg_decode(jpeg_encode(crop, options.jpeg_quality), "crop");
  }
  const Picture scaled = resize(crop, options.tile_px, options.tile_px);
  std::copy(scaled.rgb.begin(), scaled.rgb.end(), tile);
}

}  // namespace

std::int64_t side_px(const Dataset& dataset, std::int64_t crop_px,
                     double crop_um, std::string_view step) {
  if (crop_um == 0) return crop_px;
  check(crop_px == CropOptions{}.crop_px, step, ": crop_px = ", crop_px,
        " and crop_um = ", crop_um, " both say how wide a crop is; give one");
  check(dataset.um_per_px > 0, step, ": crop_um = ", crop_um,
        " needs the scale of section ", dataset.section,
        ", which is not known; give `dataset` um_per_px or spot_pitch_um");
  const double side = std::nearbyint(crop_um / dataset.um_per_px);
  check(side >= 2 && side <= 1e6, step, ": crop_um = ", crop_um, " is ", side,
        " px of section ", dataset.section, " at ", dataset.um_per_px,
        " um/px, expected 2 to 1000000");
  return static_cast<std::int64_t>(side);
}

Box crop_box(double x_px, double y_px, std::int64_t side_px) {
  const double half = static_cast<double>(side_px) / 2;
  const auto low = [&](double center) {
    return static_cast<std::int64_t>(std::nearbyint(std::trunc(center) - half));
  };
  const auto high = [&](double center) {
    return static_cast<std::int64_t>(std::nearbyint(std::trunc(center) + half));
  };
  return {low(x_px), low(y_px), high(x_px) - low(x_px), high(y_px) - low(y_px)};
}

bool inside(const Box& box, std::int64_t width_px, std::int64_t height_px) {
  return box.x_px >= 0 && box.y_px >= 0 &&
         box.x_px + box.width_px <= width_px &&
         box.y_px + box.height_px <= height_px;
}

PatchInfo crop_info(const Dataset& dataset, const CropOptions& options) {
  check(options.crop_px >= 2 && options.tile_px >= 1, "patches: crop_px is ",
        options.crop_px, ", tile_px is ", options.tile_px,
        "; a crop has at least 2 px, a tile 1");
  check(!dataset.spots.empty(), "patches: section ", dataset.section,
        " has no spots");
  return {dataset.section, dataset.spots, options.tile_px, options.blank};
}

CropNotes crop_patches(
    const Dataset& dataset, const Image& image, const CropOptions& options,
    const std::function<void(std::span<const std::uint8_t>)>& tiles,
    std::int64_t pass_bytes) {
  const std::size_t tile_bytes = crop_info(dataset, options).tile_bytes();
  const std::vector<Box> boxes = boxes_of(dataset, image, options);
  CropNotes notes{.crop_px = options.crop_px,
                  .width = tile_width(dataset, options.crop_px, options.scale),
                  .geometry = dataset.geometry};
  for (const Box& box : boxes) {
    if (!inside(box, image.width_px(), image.height_px())) {
      ++notes.outside_tiles;
    }
  }
  notes.blank_tiles = scan_tiles(
      image, boxes, {options.crop_px, options.tile_px},
      [&](const Box& box, std::span<const std::uint8_t> pixels,
          std::span<std::uint8_t> tile) {
        make_tile(box, pixels, options, tile.data());
      },
      tiles, pass_bytes);
  if (options.blank) tiles(std::vector<std::uint8_t>(tile_bytes, 255));
  return notes;
}

template <>
struct KindWords<Edge> {
  static constexpr std::string_view kAll[] = {"black", "refuse"};
};

namespace {

// A crop in um is as many px as the section's scale says.
Needs crop_needs(const CropOptions& options, const InputSizes& sizes) {
  return tile_needs(
      {options.crop_um > 0 ? 0 : options.crop_px, options.tile_px}, sizes);
}

}  // namespace

StepKind patches_step() {
  return StepKind("patches", 2, "Square crops centred on the spots.")
      .applies<Dataset>("dataset", "spots with their pixel positions")
      .applies<File>("picture", "picture at full resolution")
      .within("dataset")
      .option("crop_px", &CropOptions::crop_px,
              "side of a crop, at full resolution", {2, 1e5})
      .unit("px")
      .option("crop_um", &CropOptions::crop_um,
              "the same on the tissue, by the section's scale; 0 = crop_px",
              {0, 1e5})
      .unit("um")
      .option("tile_px", &CropOptions::tile_px, "side of a stored tile",
              {1, 1e4})
      .unit("px")
      .option("jpeg_quality", &CropOptions::jpeg_quality,
              "of a round trip through JPEG; 0 = none", {0, 100})
      .option("blank", &CropOptions::blank,
              "add a white tile for cells without a spot")
      .option("edge", &CropOptions::edge,
              "what a crop that passes the border does; `inner_spots` leaves "
              "such spots out")
      .option("scale", &CropOptions::scale,
              "whether a model may take these tiles beside others that are "
              "as wide on the tissue, within 10 %, or beside any")
      .needs([](const Options& options, const InputSizes& sizes) {
        return crop_needs(options.as<CropOptions>(), sizes);
      })
      .makes_into<Patches>([](const Inputs& in, const Options& options,
                              const fs::path& out) {
        const auto picture = in.get<File>("picture");
        auto dataset = in.get<Dataset>("dataset");
        auto crop = options.as<CropOptions>();
        crop.crop_px = side_px(dataset, crop.crop_px, crop.crop_um, "patches");
        const auto image = Image::open(picture.path, picture.name);
        check_positions("patches", dataset, *image);
        PatchWriter patches(out, crop_info(dataset, crop));
        const CropNotes notes = crop_patches(
            dataset, *image, crop, [&](auto tiles) { patches.add(tiles); });
        log_notes(notes, dataset);
        patches.finish(notes);
      });
}

}  // namespace moonstain
