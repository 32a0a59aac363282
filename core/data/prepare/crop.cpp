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

// At full resolution the crops of a pass may take this many times the room of
// its tiles; a scan holds those that a row of the picture crosses.
constexpr std::int64_t kCropsByTiles = 2;

std::size_t tiles_of_pass(const CropOptions& options, std::int64_t pass_bytes) {
  const std::int64_t tiles =
      pass_bytes / (3 * options.tile_px * options.tile_px);
  const std::int64_t crops =
      kCropsByTiles * pass_bytes / (3 * options.crop_px * options.crop_px);
  return static_cast<std::size_t>(
      std::max<std::int64_t>(1, std::min(tiles, crops)));
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

void crop_patches(
    const Dataset& dataset, const Image& image, const CropOptions& options,
    const std::function<void(std::span<const std::uint8_t>)>& tiles,
    std::int64_t pass_bytes) {
  const std::size_t tile_bytes = crop_info(dataset, options).tile_bytes();
  const std::vector<Box> boxes = boxes_of(dataset, image, options);
  const std::size_t most = tiles_of_pass(options, pass_bytes);
  std::vector<std::uint8_t> pass;
  for (std::size_t begin = 0; begin < boxes.size(); begin += most) {
    const auto part = std::span<const Box>(boxes).subspan(
        begin, std::min(most, boxes.size() - begin));
    pass.resize(tile_bytes * part.size());
    std::size_t done = begin;
    image.read_boxes(part, {0, 0, 0},
                     [&](std::size_t i, std::span<const std::uint8_t> pixels) {
                       make_tile(part[i], pixels, options,
                                 pass.data() + i * tile_bytes);
                       report_progress(++done, boxes.size(), "tiles");
                     });
    tiles(pass);
  }
  if (options.blank) tiles(std::vector<std::uint8_t>(tile_bytes, 255));
}

template <>
struct KindWords<Edge> {
  static constexpr std::string_view kAll[] = {"black", "refuse"};
};

namespace {

// 5,000 crops of 224 px out of a picture of 92 megapixels take 161 MB, where
// the process has 9 MB before, and 2 s.
Needs crop_needs(const CropOptions& options, const InputSizes& sizes) {
  const std::int64_t tile_bytes = 3 * options.tile_px * options.tile_px;
  const std::int64_t crop_bytes = 3 * options.crop_px * options.crop_px;
  // Crops that a row of the picture crosses: of 5,000 that touch some 150.
  const std::int64_t open = std::max(
      crop_bytes, std::min(256 * crop_bytes, kCropsByTiles * kPassBytes));
  const std::int64_t bytes =
      std::max(kPassBytes, tile_bytes) + 2 * tile_bytes + open;
  return {.memory_bytes = 72 * kMiB + static_cast<std::uint64_t>(bytes) +
                          8 * sizes.of("dataset"),
          .seconds = 2 + 3e-7 * static_cast<double>(sizes.of("picture"))};
}

}  // namespace

StepKind patches_step() {
  return StepKind("patches", 1, "Square crops centred on the spots.")
      .applies<Dataset>("dataset", "spots with their pixel positions")
      .applies<File>("picture", "picture at full resolution")
      .option("crop_px", &CropOptions::crop_px,
              "side of a crop, at full resolution", {2, {}})
      .unit("px")
      .option("tile_px", &CropOptions::tile_px, "side of a stored tile",
              {1, {}})
      .unit("px")
      .option("jpeg_quality", &CropOptions::jpeg_quality,
              "of a round trip through JPEG; 0 = none", {0, 100})
      .option("blank", &CropOptions::blank,
              "add a white tile for cells without a spot")
      .option("edge", &CropOptions::edge,
              "what a crop that passes the border does; `inner_spots` leaves "
              "such spots out")
      .needs([](const Options& options, const InputSizes& sizes) {
        return crop_needs(options.as<CropOptions>(), sizes);
      })
      .makes_into<Patches>(
          [](const Inputs& in, const Options& options, const fs::path& out) {
            const auto picture = in.get<File>("picture");
            const auto dataset = in.get<Dataset>("dataset");
            const auto crop = options.as<CropOptions>();
            PatchWriter patches(out, crop_info(dataset, crop));
            crop_patches(dataset, *Image::open(picture.path, picture.name),
                         crop, [&](auto tiles) { patches.add(tiles); });
            patches.finish();
          });
}

}  // namespace moonstain
