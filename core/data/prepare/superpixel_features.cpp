#include "core/data/prepare/superpixel_features.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/data/tissue/stain.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"

namespace moonstain {
namespace {

constexpr const char* kStep = "superpixel_features";
constexpr std::size_t kValues = 10;      // of a superpixel's own pixels
constexpr std::int64_t kBandRows = 256;  // of the picture at a time
constexpr float kStainScale = 10;

// A part of the grid, in superpixels.
struct Part {
  std::int64_t row = 0, column = 0, rows = 0, columns = 0;

  bool holds(const Superpixel& one) const {
    return row <= one.row && one.row < row + rows && column <= one.column &&
           one.column < column + columns;
  }
};

struct Sums {
  double pixels = 0;
  std::array<double, 5> sum{};  // R, G, B, haematoxylin, eosin
  std::array<double, 5> squares{};
};

// Which superpixels some spot, or the smoothing of its own, looks at.
Part looked_at(const std::vector<std::vector<Superpixel>>& disks,
               std::int64_t margin, std::int64_t rows, std::int64_t columns) {
  std::int64_t top = rows, bottom = 0, left = columns, right = 0;
  for (const auto& disk : disks) {
    for (const Superpixel& one : disk) {
      top = std::min(top, one.row - margin);
      bottom = std::max(bottom, one.row + margin + 1);
      left = std::min(left, one.column - margin);
      right = std::max(right, one.column + margin + 1);
    }
  }
  top = std::max<std::int64_t>(top, 0);
  left = std::max<std::int64_t>(left, 0);
  return {top, left, std::max<std::int64_t>(std::min(bottom, rows) - top, 0),
          std::max<std::int64_t>(std::min(right, columns) - left, 0)};
}

// The superpixel of each pixel along one side, and of the first pixel of each.
struct Side {
  Side(std::int64_t pixels, double side_px) {
    for (std::int64_t at = 0; at < pixels; ++at) {
      of.push_back(static_cast<std::int64_t>(
          std::floor((static_cast<double>(at) + 0.5) / side_px)));
    }
  }
  std::int64_t count() const { return of.empty() ? 0 : of.back() + 1; }
  // First pixel of a superpixel, or of those behind it.
  std::int64_t first(std::int64_t superpixel) const {
    return std::lower_bound(of.begin(), of.end(), superpixel) - of.begin();
  }

  std::vector<std::int64_t> of;
};

std::vector<Sums> sums_of(const Image& picture, const Side& x, const Side& y,
                          const Part& part) {
  std::vector<Sums> sums(static_cast<std::size_t>(part.rows * part.columns));
  const std::int64_t left = x.first(part.column),
                     width = x.first(part.column + part.columns) - left;
  const std::int64_t top = y.first(part.row),
                     height = y.first(part.row + part.rows) - top;
  std::vector<Box> bands;
  for (std::int64_t at = 0; at < height; at += kBandRows) {
    bands.push_back({left, top + at, width, std::min(kBandRows, height - at)});
  }
  std::vector<float> haematoxylins, eosins;
  picture.read_boxes(
      bands, {255, 255, 255},
      [&](std::size_t number, std::span<const std::uint8_t> pixels) {
        haematoxylins.resize(pixels.size() / 3);
        eosins.resize(pixels.size() / 3);
        haematoxylin(pixels, haematoxylins);
        eosin(pixels, eosins);
        std::size_t at = 0;
        for (std::int64_t row = 0; row < bands[number].height_px; ++row) {
          const std::int64_t of_row =
              y.of[static_cast<std::size_t>(bands[number].y_px + row)] -
              part.row;
          for (std::int64_t column = 0; column < width; ++column, ++at) {
            const std::int64_t of_column =
                x.of[static_cast<std::size_t>(left + column)] - part.column;
            Sums& to = sums[static_cast<std::size_t>(of_row * part.columns +
                                                     of_column)];
            const std::array<double, 5> values = {
                pixels[3 * at] / 255.0, pixels[3 * at + 1] / 255.0,
                pixels[3 * at + 2] / 255.0, haematoxylins[at], eosins[at]};
            to.pixels += 1;
            for (std::size_t k = 0; k < values.size(); ++k) {
              to.sum[k] += values[k];
              to.squares[k] += values[k] * values[k];
            }
          }
        }
        report_progress(number + 1, bands.size(), "bands");
      });
  return sums;
}

// One map [rows, columns] a value: means of R, G, B, their deviations, mean and
// deviation of both stains.
std::vector<Matrix> maps_of(const std::vector<Sums>& sums, const Part& part) {
  std::vector<Matrix> maps(kValues, Matrix(part.rows, part.columns));
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const Sums& own = sums[i];
    const auto mean = [&](std::size_t k) { return own.sum[k] / own.pixels; };
    const auto deviation = [&](std::size_t k) {
      return std::sqrt(
          std::max(0.0, own.squares[k] / own.pixels - mean(k) * mean(k)));
    };
    const auto set = [&](std::size_t map, double value, float scale) {
      maps[map].data()[i] = static_cast<float>(value) * scale;
    };
    for (std::size_t k = 0; k < 3; ++k) {
      set(k, mean(k), 1);
      set(3 + k, deviation(k), 1);
    }
    for (std::size_t k = 3; k < 5; ++k) {
      set(2 * k, mean(k), kStainScale);
      set(2 * k + 1, deviation(k), kStainScale);
    }
  }
  return maps;
}

}  // namespace

Features superpixel_features(const Dataset& places, const Image& picture,
                             const SuperpixelOptions& options) {
  check(places.um_per_px > 0, kStep, ": the scale of section ", places.section,
        " is not known; give `dataset` um_per_px or spot_pitch_um");
  check(places.picture_width_px == 0 ||
            (places.picture_width_px == picture.width_px() &&
             places.picture_height_px == picture.height_px()),
        kStep, ": the picture of ", places.section, " is ", picture.width_px(),
        " x ", picture.height_px(), " px, the section says ",
        places.picture_width_px, " x ", places.picture_height_px, " px");
  const double side_px = kSuperpixelUm / places.um_per_px;
  check(side_px >= 1, kStep, ": a pixel of ", places.section, " is ",
        places.um_per_px, " um wide, wider than a superpixel of ",
        kSuperpixelUm, " um");
  const Side x(picture.width_px(), side_px), y(picture.height_px(), side_px);
  const double radius = options.spot_um / 2 / kSuperpixelUm;
  std::vector<std::vector<Superpixel>> disks;
  for (Eigen::Index spot = 0; spot < places.pixel_xy.rows(); ++spot) {
    auto disk =
        spot_disk(places.pixel_xy(spot, 0) / side_px,
                  places.pixel_xy(spot, 1) / side_px, radius, options.centre);
    std::erase_if(disk, [&](const Superpixel& one) {
      return !Part{0, 0, y.count(), x.count()}.holds(one);
    });
    check(!disk.empty(), kStep, ": spot '",
          places.spots[static_cast<std::size_t>(spot)], "' of section ",
          places.section, " at (", places.pixel_xy(spot, 0), ", ",
          places.pixel_xy(spot, 1), ") px lies outside of the picture of ",
          picture.width_px(), " x ", picture.height_px(), " px");
    disks.push_back(std::move(disk));
  }

  const Part part = looked_at(disks, std::max(options.fine, options.coarse),
                              y.count(), x.count());
  const std::vector<Matrix> own = maps_of(sums_of(picture, x, y, part), part);
  std::vector<Matrix> maps;
  for (const std::int64_t width : {options.fine, options.coarse}) {
    for (const Matrix& map : own) {
      maps.push_back(smoothed_uniformly(map, width));
    }
  }
  maps.insert(maps.end(), own.begin(), own.begin() + 3);

  Features out;
  out.section = places.section;
  out.encoder = concat("superpixels/colour and stain, spots of ",
                       options.spot_um, " um, ", word_of(options.centre),
                       ", windows ", options.fine, " and ", options.coarse);
  for (std::size_t spot = 0; spot < disks.size(); ++spot) {
    for (std::size_t i = 0; i < disks[spot].size(); ++i) {
      out.spots.push_back(concat(places.spots[spot], "/", i));
    }
  }
  out.values.resize(static_cast<Eigen::Index>(out.spots.size()),
                    kSuperpixelValues);
  Eigen::Index row = 0;
  for (const auto& disk : disks) {
    for (const Superpixel& one : disk) {
      for (std::size_t k = 0; k < maps.size(); ++k) {
        out.values(row, static_cast<Eigen::Index>(k)) =
            maps[k](one.row - part.row, one.column - part.column);
      }
      ++row;
    }
  }
  return out;
}

StepKind superpixel_features_step() {
  return StepKind(kStep, 1,
                  "Colour and stain of the superpixels of 8 um of each spot.")
      .numeric(Numeric::libm)
      .applies<Dataset>("dataset", "spots with their pixel positions")
      .applies<File>("picture", "of the section")
      .within("dataset")
      .option("spot_um", &SuperpixelOptions::spot_um,
              "diameter of a spot: 100 of ST, 55 of Visium", {16, {}})
      .unit("um")
      .option("centre", &SuperpixelOptions::centre,
              "of a spot's disk: a whole superpixel, half of one off, as "
              "published, or the spot's own place")
      .option("fine", &SuperpixelOptions::fine,
              "window of the first ten values, in superpixels", {1, {}})
      .option("coarse", &SuperpixelOptions::coarse, "window of the next ten",
              {1, {}})
      // A band of a slide 100,000 px wide, sums and maps of its superpixels.
      .needs([](const Options&, const InputSizes& sizes) {
        return Needs{
            .memory_bytes = 512 * kMiB + 16 * sizes.of("picture"),
            .seconds = 2 + 2e-7 * static_cast<double>(sizes.of("picture"))};
      })
      .makes<Features>([](const Inputs& in, const Options& options) {
        const Dataset places = Dataset::read_places(in.one("dataset").path);
        const auto file = in.get<File>("picture");
        const auto picture = Image::open(file.path, file.name);
        return superpixel_features(places, *picture,
                                   options.as<SuperpixelOptions>());
      });
}

}  // namespace moonstain
