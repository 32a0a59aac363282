#include "core/data/prepare/inner_spots.h"

#include <vector>

#include "core/base/error.h"
#include "core/data/prepare/crop.h"
#include "core/data/prepare/spots.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"

namespace moonstain {
Dataset inner_spots(const Dataset& dataset, std::int64_t crop_px) {
  check(dataset.picture_width_px > 0 && dataset.picture_height_px > 0,
        "inner_spots: section ", dataset.section,
        " does not know the size of its picture; give `dataset` its picture");
  std::vector<std::size_t> spots;
  for (std::size_t spot = 0; spot < dataset.spots.size(); ++spot) {
    const auto i = static_cast<Eigen::Index>(spot);
    const Box box =
        crop_box(dataset.pixel_xy(i, 0), dataset.pixel_xy(i, 1), crop_px);
    if (inside(box, dataset.picture_width_px, dataset.picture_height_px)) {
      spots.push_back(spot);
    }
  }
  check(!spots.empty(), "inner_spots: no spot of section ", dataset.section,
        " is far enough from the border of its picture (",
        dataset.picture_width_px, " x ", dataset.picture_height_px,
        " px) for a crop of ", crop_px, " px");
  Dataset out = with_spots(dataset, spots);
  out.leave_out(
      concat("a crop of ", crop_px, " px passes the border of the picture"),
      static_cast<std::int64_t>(dataset.spots.size() - spots.size()));
  return out;
}

namespace {

struct InnerSpotsOptions {
  std::int64_t crop_px = 224;
  double crop_um = 0;
};

}  // namespace

StepKind inner_spots_step() {
  return StepKind("inner_spots", 2,
                  "A section without the spots whose crop passes its picture's "
                  "border.")
      .applies<Dataset>("dataset", "spots with their pixel positions")
      .option("crop_px", &InnerSpotsOptions::crop_px,
              "side of a crop, as for `patches`", {2, {}})
      .unit("px")
      .option("crop_um", &InnerSpotsOptions::crop_um,
              "the same on the tissue, by the section's scale; 0 = crop_px",
              {0, {}})
      .unit("um")
      .needs(in_memory(16, 1))
      .makes<Dataset>([](const Inputs& in, const Options& options) {
        const auto dataset = in.get<Dataset>("dataset");
        const auto crop = options.as<InnerSpotsOptions>();
        Dataset inner = inner_spots(
            dataset,
            side_px(dataset, crop.crop_px, crop.crop_um, "inner_spots"));
        log_line(concat("kept ", inner.spots.size(), " of ",
                        dataset.spots.size(), " spots of ", dataset.section,
                        ": the crops of the others pass the picture's border"));
        return inner;
      });
}

}  // namespace moonstain
