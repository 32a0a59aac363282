#include "core/data/tissue/nuclei.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

#include "core/base/error.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/label_image.h"
#include "core/data/tissue/ascent.h"
#include "core/data/tissue/distance.h"
#include "core/data/tissue/gaussian.h"
#include "core/data/tissue/joined_labels.h"
#include "core/data/tissue/stain.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"
#include "core/stats/otsu.h"

namespace moonstain {
namespace {

/// Haematoxylin is counted in bins of this width, up to 2; the darkest pixel
/// has 1.9.
constexpr double kBin = 1.0 / 32768;
constexpr std::size_t kBins = 65536;

/// The options in pixels of a picture.
struct Lengths {
  double sigma_px = 0;
  std::int64_t jump_px = 0;
  std::int64_t farthest_px = 0;  ///< distances to the background end here
  ObjectSizes sizes;

  std::int64_t smooth_reach_px() const { return gaussian_reach_px(sigma_px); }
  /// What a step of a pixel depends on lies within so many pixels.
  std::int64_t reach_px() const {
    return 2 * smooth_reach_px() + farthest_px + jump_px;
  }
};

double disc_px2(double diameter_um, double um_per_px) {
  const double diameter_px = diameter_um / um_per_px;
  return std::numbers::pi / 4 * diameter_px * diameter_px;
}

Lengths lengths_of(const NucleiOptions& options, double um_per_px) {
  check(options.least_um > 0 && options.least_um < options.greatest_um,
        "nuclei: least_um = ", options.least_um,
        " and greatest_um = ", options.greatest_um,
        "; a nucleus is wider than the least and narrower "
        "than the greatest, both above 0");
  check(um_per_px > 0 && 2 * um_per_px <= options.least_um,
        "nuclei: a pixel is ", um_per_px,
        " um wide, a nucleus of least_um = ", options.least_um,
        " less than two pixels; expected at most ", options.least_um / 2,
        " um/px: use the picture at full resolution, or leave nuclei out");
  const auto whole = [&](double um) {
    return std::max<std::int64_t>(1, std::llround(um / um_per_px));
  };
  Lengths out;
  out.sigma_px = options.smooth_um / um_per_px;
  out.jump_px = whole(options.seed_um);
  out.farthest_px = whole(options.greatest_um / 2);
  out.sizes = {disc_px2(options.least_um, um_per_px),
               disc_px2(options.greatest_um, um_per_px),
               whole(2 * options.greatest_um)};
  return out;
}

/// A part of a picture with what lies around it, as far as that is picture.
struct Tile {
  Box core;
  Box region;
  std::span<const std::uint8_t> rgb;  ///< of the region
};

/// Calls body with the tiles of a picture, from the left and from the top.
template <typename Body>
void for_each_tile(const Image& image, std::int64_t tile_px,
                   std::int64_t margin_px, Body body) {
  const std::int64_t width = image.width_px(), height = image.height_px();
  std::vector<Box> cores, regions;
  for (std::int64_t y = 0; y < height; y += tile_px) {
    for (std::int64_t x = 0; x < width; x += tile_px) {
      cores.push_back(
          {x, y, std::min(tile_px, width - x), std::min(tile_px, height - y)});
      const Box& core = cores.back();
      const std::int64_t left = std::max<std::int64_t>(x - margin_px, 0);
      const std::int64_t top = std::max<std::int64_t>(y - margin_px, 0);
      regions.push_back(
          {left, top, std::min(x + core.width_px + margin_px, width) - left,
           std::min(y + core.height_px + margin_px, height) - top});
    }
  }
  image.read_boxes(regions, {255, 255, 255},
                   [&](std::size_t i, std::span<const std::uint8_t> rgb) {
                     body(Tile{cores[i], regions[i], rgb});
                   });
}

std::vector<float> smooth_haematoxylin(const Tile& tile,
                                       const Lengths& lengths) {
  std::vector<float> raw(tile.rgb.size() / 3);
  haematoxylin(tile.rgb, raw);
  return gaussian(raw, tile.region.width_px, tile.region.height_px,
                  lengths.sigma_px);
}

void count(const Tile& tile, std::span<const float> values,
           std::vector<std::int64_t>& counts) {
  for (std::int64_t y = 0; y < tile.core.height_px; ++y) {
    const float* row =
        values.data() +
        (tile.core.y_px - tile.region.y_px + y) * tile.region.width_px +
        tile.core.x_px - tile.region.x_px;
    for (std::int64_t x = 0; x < tile.core.width_px; ++x) {
      ++counts[static_cast<std::size_t>(double{row[x]} / kBin)];
    }
  }
}

double threshold_of(const std::vector<std::int64_t>& counts) {
  std::vector<double> centres;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    centres.push_back((static_cast<double>(i) + 0.5) * kBin);
  }
  return otsu_threshold(counts, centres);
}

/// Where each pixel of a tile's core steps to, as JoinedLabels takes it.
std::vector<std::int64_t> steps_of(const Tile& tile, const Lengths& lengths,
                                   double threshold, std::int64_t width_px) {
  const Box& region = tile.region;
  const std::vector<float> stain = smooth_haematoxylin(tile, lengths);
  std::vector<std::uint8_t> mask(stain.size());
  for (std::size_t i = 0; i < mask.size(); ++i) {
    mask[i] = stain[i] > static_cast<float>(threshold) ? 1 : 0;
  }
  const std::vector<float> heights =
      gaussian(distance_to_background(mask, region.width_px, region.height_px,
                                      lengths.farthest_px),
               region.width_px, region.height_px, lengths.sigma_px);
  const Ascent ascent(mask, heights, region.width_px, region.height_px,
                      lengths.jump_px);
  std::vector<std::int64_t> out;
  out.reserve(
      static_cast<std::size_t>(tile.core.width_px * tile.core.height_px));
  const std::int64_t left = tile.core.x_px - region.x_px;
  const std::int64_t top = tile.core.y_px - region.y_px;
  for (std::int64_t y = top; y < top + tile.core.height_px; ++y) {
    for (std::int64_t x = left; x < left + tile.core.width_px; ++x) {
      const std::int64_t next = ascent.next(x, y);
      out.push_back(next < 0
                        ? -1
                        : (next / region.width_px + region.y_px) * width_px +
                              next % region.width_px + region.x_px);
    }
  }
  return out;
}

}  // namespace

FoundNuclei find_nuclei(
    const Image& image, double um_per_px, const NucleiOptions& options,
    const std::function<void(std::span<const std::int32_t>)>& rows,
    std::int64_t tile_px) {
  const Lengths lengths = lengths_of(options, um_per_px);
  check(tile_px >= 1, "nuclei: tiles of ", tile_px, " px");
  const std::int64_t width = image.width_px(), height = image.height_px();
  const auto area = static_cast<std::uint64_t>(width * height);
  std::uint64_t done = 0;
  const auto progress = [&](const Tile& tile) {
    done +=
        static_cast<std::uint64_t>(tile.core.width_px * tile.core.height_px);
    report_progress(done >> 20, 2 * area >> 20, "megapixels");
  };

  std::vector<std::int64_t> counts(kBins, 0);
  for_each_tile(image, tile_px, lengths.smooth_reach_px(),
                [&](const Tile& tile) {
                  count(tile, smooth_haematoxylin(tile, lengths), counts);
                  progress(tile);
                });
  FoundNuclei found;
  found.threshold = threshold_of(counts);

  JoinedLabels labels(width, height, lengths.jump_px, lengths.sizes, rows);
  for_each_tile(image, tile_px, lengths.reach_px(), [&](const Tile& tile) {
    labels.add(tile.core, steps_of(tile, lengths, found.threshold, width));
    progress(tile);
  });
  found.nuclei = labels.finish();
  return found;
}

namespace {

std::string rule_of(const NucleiOptions& options) {
  return concat(
      "nuclei: haematoxylin above Otsu's threshold of the picture, "
      "watershed on the distance to the background; Gaussians of ",
      options.smooth_um, " um, seeds ", options.seed_um,
      " um apart, diameters of ", options.least_um, " to ", options.greatest_um,
      " um");
}

// Rows of tiles and of labels are as wide as the picture, of which a compressed
// file says no more than its size. A section of her2st, 92 megapixels in 4 MB,
// takes 84 MB.
Needs nuclei_needs(const Options&, const InputSizes& sizes) {
  constexpr double kPixelsOfByte = 30;
  constexpr double kRowsOfTiles = 2.5 * 512;
  constexpr double kBytesOfPixel = 3 + 4 + 4;
  const double pixels =
      kPixelsOfByte * static_cast<double>(sizes.of("picture"));
  return {.memory_bytes = 128 * kMiB + 8 * sizes.of("dataset") +
                          static_cast<std::uint64_t>(
                              kRowsOfTiles * kBytesOfPixel * std::sqrt(pixels)),
          .seconds = 1 + 4e-8 * pixels};
}

}  // namespace

StepKind nuclei_step() {
  return StepKind("nuclei", 1,
                  "Nuclei of a section, by haematoxylin and watershed.")
      .numeric(Numeric::libm)
      .applies<Dataset>("dataset", "of the section, for its scale")
      .applies<File>("picture", "picture at full resolution")
      .option("smooth_um", &NucleiOptions::smooth_um,
              "sigma of the Gaussians over haematoxylin and distances", {0, 10})
      .unit("um")
      .option("seed_um", &NucleiOptions::seed_um,
              "seeds of one blob lie farther apart", {0, 50})
      .unit("um")
      .option("least_um", &NucleiOptions::least_um,
              "least diameter of a disc of a nucleus' area", {0.1, 100})
      .unit("um")
      .option("greatest_um", &NucleiOptions::greatest_um,
              "greatest diameter of a disc of a nucleus' area", {0.1, 200})
      .unit("um")
      .needs(nuclei_needs)
      .makes_into<LabelImage>(
          [](const Inputs& in, const Options& options, const fs::path& out) {
            const Dataset places =
                Dataset::read_places(in.items("dataset").front().path);
            const auto picture = in.get<File>("picture");
            const auto own = options.as<NucleiOptions>();
            check(places.um_per_px > 0,
                  "nuclei: sizes in um need the scale of "
                  "section ",
                  places.section,
                  ", which is not known; give "
                  "`dataset` um_per_px or spot_pitch_um");
            const auto image = Image::open(picture.path, picture.name);
            check(places.picture_width_px == 0 ||
                      (places.picture_width_px == image->width_px() &&
                       places.picture_height_px == image->height_px()),
                  "nuclei: picture ", picture.name, " is ", image->width_px(),
                  " x ", image->height_px(), " px, section ", places.section,
                  " has one of ", places.picture_width_px, " x ",
                  places.picture_height_px,
                  " px; give the picture that its positions are of");
            LabelWriter labels(out, {places.section, image->width_px(),
                                     image->height_px(), rule_of(own)});
            const FoundNuclei found =
                find_nuclei(*image, places.um_per_px, own,
                            [&](auto rows) { labels.add(rows); });
            log_line(concat(found.nuclei, " nuclei of section ", places.section,
                            ", haematoxylin above ", found.threshold));
            labels.finish(found.nuclei);
          });
}

}  // namespace moonstain
