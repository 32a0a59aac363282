#include "core/data/tissue/view.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/data/stored/geometry.h"
#include "core/data/tissue/stain.h"
#include "core/data/tissue/tissue_mask.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"

namespace moonstain {
namespace {

/// Side of the largest view: 16 cm of tissue at 16 um.
constexpr std::int64_t kMostPx = 10000;
/// Gaps between nuclei that are closed, in um.
constexpr double kCloseUm = 80;

}  // namespace

PixelWidth pixel_width(const Dataset& dataset) {
  if (dataset.um_per_px > 0) return {dataset.um_per_px, ""};
  const Geometry geometry = geometry_of(dataset);
  const double pitch_px = trusted_pitch_px(geometry);
  check(pitch_px > 0, "section ", dataset.section,
        ": how wide a pixel of its picture is, is not known, and its ",
        dataset.spots.size(), " spots show no lattice to tell it from (",
        geometry.unchecked.empty()
            ? concat("residual ", fixed(geometry.residual, 2), " pitches")
            : geometry.unchecked,
        "); give `dataset` um_per_px");
  if (dataset.spot_pitch_um > 0) {
    return {dataset.spot_pitch_um / pitch_px,
            concat("The scale of ", dataset.section,
                   " is that of its array: ", fixed(pitch_px, 1), " px are ",
                   dataset.spot_pitch_um, " um.")};
  }
  return {kAssumedPitchUm / pitch_px,
          concat("The scale of ", dataset.section, " is not known; its spots, ",
                 fixed(pitch_px, 1), " px from each other, are taken to be ",
                 kAssumedPitchUm, " um apart.")};
}

TissueView tissue_view(const std::string& section, Picture picture,
                       const std::string& image_name, double width_px,
                       double height_px, const PixelWidth& width) {
  TissueView out;
  out.section = section;
  out.x_px = width_px / static_cast<double>(picture.width_px);
  out.y_px = height_px / static_cast<double>(picture.height_px);
  out.um_per_px = width.um * (out.x_px + out.y_px) / 2;
  if (!width.remark.empty()) out.remarks.push_back(width.remark);
  out.picture = std::move(picture);
  out.haematoxylin.resize(out.picture.rgb.size() / 3);
  haematoxylin(out.picture.rgb, out.haematoxylin);
  MaskOptions options;
  options.close_px = std::llround(kCloseUm / out.um_per_px);
  out.tissue = with_context(
      concat("picture ", image_name, " of section ", section), [&] {
        return tissue_mask(out.haematoxylin, out.picture.width_px,
                           out.picture.height_px, options);
      });
  return out;
}

TissueView tissue_view(const Dataset& dataset, const Image& image,
                       const std::string& image_name, double um_per_px) {
  const std::int64_t across = image.width_px(), down = image.height_px();
  const bool is_its_size =
      dataset.picture_width_px == 0 ||
      (dataset.picture_width_px == across && dataset.picture_height_px == down);
  check(is_its_size, "picture ", image_name, " has ", across, " x ", down,
        " px, section ", dataset.section, " lies in one of ",
        dataset.picture_width_px, " x ", dataset.picture_height_px,
        " px; give the picture that its `dataset` was made with");
  const PixelWidth width = pixel_width(dataset);
  const auto longest = static_cast<double>(std::max(across, down));
  const double wanted = std::max(1.0, longest * width.um / um_per_px);
  check(wanted <= kMostPx, "picture ", image_name, " of section ",
        dataset.section, ": at ", um_per_px, " um a pixel its longer side of ",
        longest, " px, ", width.um, " um each, has ", fixed(wanted, 0),
        " px; a view has ", kMostPx, " at most; is the scale right?");
  return tissue_view(dataset.section, image.overview(std::llround(wanted)),
                     image_name, static_cast<double>(across),
                     static_cast<double>(down), width);
}

namespace {

struct ViewOptions {
  double um_per_px = 16;
};

}  // namespace

StepKind tissue_view_step() {
  return StepKind("tissue_view", 1,
                  "A section's picture made small, and where its tissue lies.")
      .numeric(Numeric::libm)
      .applies<Dataset>("dataset", "the section, for its scale")
      .applies<File>("picture", "picture at full resolution")
      .option("um_per_px", &ViewOptions::um_per_px, "width of a pixel",
              {1, 1000})
      .unit("um")
      .needs([](const Options&, const InputSizes& sizes) {
        return Needs{
            .memory_bytes = 512 * kMiB,
            .seconds = 1 + 3e-7 * static_cast<double>(sizes.of("picture"))};
      })
      .makes<TissueView>([](const Inputs& in, const Options& options) {
        const Dataset dataset =
            Dataset::read_places(in.items("dataset").front().path);
        const auto picture = in.get<File>("picture");
        const auto image = Image::open(picture.path, picture.name);
        TissueView view = with_context("tissue_view", [&] {
          return tissue_view(dataset, *image, picture.name,
                             options.as<ViewOptions>().um_per_px);
        });
        for (const std::string& remark : view.remarks) log_line(remark);
        const auto tissue =
            std::count(view.tissue.begin(), view.tissue.end(), 1);
        log_line(concat("tissue: ", tissue, " of ", view.tissue.size(),
                        " px at ", fixed(view.um_per_px, 2), " um"));
        return view;
      });
}

}  // namespace moonstain
