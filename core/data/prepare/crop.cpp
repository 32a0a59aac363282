#include "core/data/prepare/crop.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/data/image/jpeg.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {
namespace {

bool inside(const Box& box, const Image& image) {
  return box.x_px >= 0 && box.y_px >= 0 &&
         box.x_px + box.width_px <= image.width_px() &&
         box.y_px + box.height_px <= image.height_px();
}

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
       " px; edge = \"drop\" leaves it out");
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

Patches crop_patches(const Dataset& dataset, const Image& image,
                     const CropOptions& options) {
  check(options.crop_px >= 2 && options.tile_px >= 1, "patches: crop_px is ",
        options.crop_px, ", tile_px is ", options.tile_px,
        "; a crop has at least 2 px, a tile 1");
  Patches out;
  out.section = dataset.section;
  out.size_px = options.tile_px;
  out.has_blank = options.blank;
  std::vector<Box> boxes;
  for (std::size_t spot = 0; spot < dataset.spots.size(); ++spot) {
    const auto i = static_cast<Eigen::Index>(spot);
    const Box box = crop_box(dataset.pixel_xy(i, 0), dataset.pixel_xy(i, 1),
                             options.crop_px);
    if (options.edge != Edge::black && !inside(box, image)) {
      if (options.edge == Edge::refuse) refuse(dataset, spot, image, options);
      continue;
    }
    boxes.push_back(box);
    out.spots.push_back(dataset.spots[spot]);
  }
  check(!boxes.empty(), "patches: no spot of section ", dataset.section,
        " is far enough from the border for a ", options.crop_px, " px crop");

  const auto tile_bytes =
      static_cast<std::size_t>(3 * options.tile_px * options.tile_px);
  out.pixels.assign(tile_bytes * static_cast<std::size_t>(out.tiles()), 255);
  image.read_boxes(
      boxes, {0, 0, 0},
      [&](std::size_t index, std::span<const std::uint8_t> pixels) {
        std::uint8_t* tile = out.pixels.data() + index * tile_bytes;
        const Box& box = boxes[index];
        const bool right_size =
            box.width_px == options.tile_px && box.height_px == options.tile_px;
        if (right_size && options.jpeg_quality == 0) {
          std::copy(pixels.begin(), pixels.end(), tile);
          return;
        }
        Picture crop{
            box.width_px, box.height_px, {pixels.begin(), pixels.end()}};
        if (options.jpeg_quality > 0) {
          crop = jpeg_decode(jpeg_encode(crop, options.jpeg_quality), "crop");
        }
        const Picture scaled = resize(crop, options.tile_px, options.tile_px);
        std::copy(scaled.rgb.begin(), scaled.rgb.end(), tile);
      });
  return out;
}

template <>
struct KindWords<Edge> {
  static constexpr std::string_view kAll[] = {"black", "refuse", "drop"};
};

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
              "what a crop that passes the border does")
      .needs([](const Options&, const InputSizes& sizes) {
        const auto picture = static_cast<double>(sizes.of("picture"));
        return Needs{.memory_bytes = 512 * kMiB + 2 * sizes.of("dataset"),
                     .seconds = 2 + 3e-7 * picture};
      })
      .makes<Patches>([](const Inputs& in, const Options& options) {
        const auto picture = in.get<File>("picture");
        return crop_patches(in.get<Dataset>("dataset"),
                            *Image::open(picture.path, picture.name),
                            options.as<CropOptions>());
      });
}

}  // namespace moonstain
