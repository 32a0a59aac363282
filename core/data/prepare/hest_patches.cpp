#include "core/data/prepare/hest_patches.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/base/error.h"
#include "core/data/prepare/tile_scan.h"
#include "core/data/stored/places.h"
#include "core/data/stored/unmatched.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"

namespace moonstain {
namespace {

constexpr const char* kStep = "hest_patches";

// Rounding of corners, in px, and doubt about the scale, in sides.
constexpr double kMostRounding = 2;
constexpr double kMostDoubt = 0.05;

// Patches that are read at once: 4.6 MB of 224 px.
constexpr std::int64_t kRun = 32;

struct Distance {
  double x = 0;
  double y = 0;
};

// From the corner of each spot's patch to the spot.
std::vector<Distance> distances(const Dataset& dataset,
                                const HestPatchFile& patches,
                                const std::vector<std::int64_t>& rows) {
  std::vector<Distance> out;
  for (std::size_t spot = 0; spot < rows.size(); ++spot) {
    const auto i = static_cast<Eigen::Index>(spot);
    const auto corner = 2 * static_cast<std::size_t>(rows[spot]);
    out.push_back({dataset.pixel_xy(i, 0) - patches.corners()[corner],
                   dataset.pixel_xy(i, 1) - patches.corners()[corner + 1]});
  }
  return out;
}

double median(const std::vector<Distance>& distances) {
  std::vector<double> values;
  for (const Distance& one : distances) {
    values.push_back(one.x);
    values.push_back(one.y);
  }
  const auto middle = values.begin() + std::ssize(values) / 2;
  std::ranges::nth_element(values, middle);
  return *middle;
}

double rounded(double value) { return std::nearbyint(10 * value) / 10; }

}  // namespace

std::vector<std::int64_t> rows_of_patches(const Dataset& dataset,
                                          const HestPatchFile& patches) {
  check(!dataset.spots.empty(), kStep, ": section ", dataset.section,
        " has no spots");
  const Places patched(patches.spots());
  std::vector<std::int64_t> rows;
  Unmatched without;
  for (const std::string& spot : dataset.spots) {
    if (const auto row = patched.find(spot)) {
      rows.push_back(static_cast<std::int64_t>(*row));
    } else {
      without.add(spot);
    }
  }
  check(!rows.empty(), kStep, ": none of the ", dataset.spots.size(),
        " spots of section ", dataset.section, without.first,
        " has a patch in ", patches.name(), ", whose first is of '",
        patches.spots().front(), "'; are both of one sample?");
  check(without.number == 0, kStep, ": ", without.number, " of ",
        dataset.spots.size(), " spots of section ", dataset.section,
        without.first, " have no patch in ", patches.name(),
        ", which are those beside the tissue or the slide; give the file to "
        "`dataset` too (its input `patches`), which leaves them out");
  return rows;
}

double side_of_patches(const Dataset& dataset, const HestPatchFile& patches,
                       const std::vector<std::int64_t>& rows,
                       double um_per_px) {
  const std::vector<Distance> found = distances(dataset, patches, rows);
  const double patch_um = static_cast<double>(patches.size_px()) * um_per_px;
  const bool has_scale = dataset.um_per_px > 0;
  const double half =
      has_scale ? patch_um / dataset.um_per_px / 2 : median(found);
  const double most = kMostRounding + kMostDoubt * 2 * std::abs(half);

  Distance mean;
  for (const Distance& one : found) {
    mean.x += one.x / static_cast<double>(found.size());
    mean.y += one.y / static_cast<double>(found.size());
  }
  const bool are_centres = std::abs(mean.x) <= kMostRounding &&
                           std::abs(mean.y) <= kMostRounding &&
                           (half > 2 * kMostRounding || !has_scale);
  check(!are_centres, kStep, ": coords of ", patches.name(),
        " are the centres of spots (in the mean ", rounded(mean.x), " and ",
        rounded(mean.y),
        " px from obsm/spatial), expected the upper left corners of patches, "
        "as HEST writes them; take half a side at full resolution from both "
        "columns");
  for (std::size_t spot = 0; spot < found.size(); ++spot) {
    const auto i = static_cast<Eigen::Index>(spot);
    const Distance& one = found[spot];
    const double* corner =
        &patches.corners()[2 * static_cast<std::size_t>(rows[spot])];
    check(
        std::abs(one.x - half) <= most && std::abs(one.y - half) <= most, kStep,
        ": the patch of spot '", dataset.spots[spot], "' in ", patches.name(),
        " begins at (", corner[0], ", ", corner[1], "), the spot lies at (",
        dataset.pixel_xy(i, 0), ", ", dataset.pixel_xy(i, 1),
        "); expected a corner ", rounded(half), " px left of and above it, ",
        has_scale ? concat("half of ", patches.size_px(), " px at ", um_per_px,
                           " um/px in a slide of ", dataset.um_per_px, " um/px")
                  : std::string("as most are"),
        "; are both of section ", dataset.section, "?");
  }
  return 2 * half;
}

std::int64_t read_patches(
    const HestPatchFile& patches, const std::vector<std::int64_t>& rows,
    const std::function<void(std::span<const std::uint8_t>)>& tiles) {
  const auto bytes =
      static_cast<std::size_t>(3 * patches.size_px() * patches.size_px());
  std::int64_t blank = 0;
  for (std::size_t begin = 0; begin < rows.size();) {
    std::size_t end = begin + 1;
    while (end < rows.size() && end < begin + kRun &&
           rows[end] == rows[end - 1] + 1) {
      ++end;
    }
    const auto pixels = patches.pixels(rows[begin], rows[end - 1] + 1);
    for (std::size_t at = 0; at < pixels.size(); at += bytes) {
      if (is_blank(std::span(pixels).subspan(at, bytes))) ++blank;
    }
    tiles(pixels);
    report_progress(end, rows.size(), "tiles");
    begin = end;
  }
  return blank;
}

namespace {

struct HestPatchOptions {
  double um_per_px = 0.5;
  bool blank = true;
};

// Of a slide whose size is not known the right and lower border are not.
std::int64_t outside(const Dataset& dataset, const HestPatchFile& patches,
                     const std::vector<std::int64_t>& rows, double side) {
  const auto passes = [side](double corner, std::int64_t length) {
    return corner < 0 ||
           (length > 0 && corner + side > static_cast<double>(length));
  };
  return std::ranges::count_if(rows, [&](std::int64_t row) {
    const double* corner =
        &patches.corners()[2 * static_cast<std::size_t>(row)];
    return passes(corner[0], dataset.picture_width_px) ||
           passes(corner[1], dataset.picture_height_px);
  });
}

}  // namespace

StepKind hest_patches_step() {
  return StepKind(kStep, 1,
                  "The patches that HEST publishes, for a section without its "
                  "slide.")
      .applies<Dataset>("dataset", "spots, each with a patch")
      .applies<File>("patches", "HEST's patches/ID.h5 of the sample")
      .within("dataset")
      .option("um_per_px", &HestPatchOptions::um_per_px,
              "scale of the patches, as HEST writes them", {1e-3, 100})
      .unit("um")
      .option("blank", &HestPatchOptions::blank,
              "add a white tile for cells without a spot")
      .needs([](const Options&, const InputSizes& sizes) {
        return Needs{
            .memory_bytes = 128 * kMiB + 8 * sizes.of("dataset"),
            .seconds = 1 + 1e-8 * static_cast<double>(sizes.of("patches"))};
      })
      .makes_into<Patches>([](const Inputs& in, const Options& options,
                              const fs::path& out) {
        const auto dataset = in.get<Dataset>("dataset");
        const auto file = in.get<File>("patches");
        const auto how = options.as<HestPatchOptions>();
        const HestPatchFile patches(file.path, file.name);
        const auto rows = rows_of_patches(dataset, patches);
        const double side =
            side_of_patches(dataset, patches, rows, how.um_per_px);
        log_line(concat("patches of ", patches.spots().size(), " spots, ",
                        patches.spots().size() - rows.size(),
                        " of which section ", dataset.section,
                        " does not have"));
        CropNotes notes{.crop_px = std::llround(side),
                        .geometry = dataset.geometry};
        notes.width = tile_width(dataset, notes.crop_px, TileScale::one);
        notes.outside_tiles = outside(dataset, patches, rows, side);
        const PatchInfo info{dataset.section, dataset.spots, patches.size_px(),
                             how.blank};
        PatchWriter writer(out, info);
        notes.blank_tiles =
            read_patches(patches, rows, [&](auto tiles) { writer.add(tiles); });
        if (how.blank) {
          writer.add(std::vector<std::uint8_t>(info.tile_bytes(), 255));
        }
        log_notes(notes, dataset);
        writer.finish(notes);
      });
}

}  // namespace moonstain
