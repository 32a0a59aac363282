#include "core/eval/panels/picture_panel_step.h"

#include <cmath>
#include <numbers>
#include <utility>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/data/stored/join.h"
#include "core/engine/step/step_kind.h"
#include "core/eval/panels/panel.h"
#include "core/eval/panels/section_map.h"

namespace moonstain {
namespace {

constexpr int kCorners = 12;

struct PicturePanelOptions {
  std::string title = "Classes seen";
  std::int64_t longest_px = 700;
};

Panel picture_panel(const Inputs& in, const Options& options) {
  const auto own = options.as<PicturePanelOptions>();
  const Dataset places = Dataset::read_places(in.items("dataset").front().path);
  const auto classes = in.get<Targets>("targets");
  check(places.section == classes.about, "picture_panel: places of ",
        places.section, ", but classes of ", classes.about);
  const SectionFrame frame = frame_of(places);
  const File picture = in.get<File>("picture");
  const Picture shown =
      picture_in(frame, picture.path, picture.name, own.longest_px);
  const double scale = static_cast<double>(shown.width_px) / frame.width_px;
  PicturePanel data;
  data.picture = "picture.jpg";
  data.width_px = static_cast<double>(shown.width_px);
  data.height_px = static_cast<double>(shown.height_px);
  if (places.um_per_px > 0) data.um_per_px = places.um_per_px / scale;
  data.unit = word_of(classes.unit_kind);
  data.classes = classes.variables;
  data.outlines = outlined_places(places, classes, frame, scale);
  Panel panel;
  panel.title = own.title;
  panel.caption = concat(places.section, ": outlined are the ",
                         plural(data.unit), " of each ", classes.variable_axis,
                         ", of ", counted(classes.size(), data.unit), ".");
  panel.files[data.picture] = jpeg_within(shown, kPictureBytes);
  panel.data = std::move(data);
  return panel;
}

}  // namespace

std::vector<Outline> outlined_places(const Dataset& places,
                                     const Targets& classes,
                                     const SectionFrame& frame, double scale) {
  const auto at =
      places_of(classes.names, places.spots, word_of(classes.unit_kind),
                concat("picture_panel: ", classes.about));
  const double radius = 0.45 * frame.pitch_px;
  std::vector<Outline> outlines;
  for (std::size_t i = 0; i < at.size(); ++i) {
    for (Eigen::Index of = 0; of < classes.values.cols(); ++of) {
      if (classes.values(static_cast<Eigen::Index>(i), of) != 1) continue;
      Outline one{static_cast<std::size_t>(of), {}, {}};
      for (int corner = 0; corner < kCorners; ++corner) {
        const double turn = 2 * std::numbers::pi * corner / kCorners;
        one.x.push_back(
            (places.pixel_xy(at[i], 0) - frame.x_px + radius * std::cos(turn)) *
            scale);
        one.y.push_back(
            (places.pixel_xy(at[i], 1) - frame.y_px + radius * std::sin(turn)) *
            scale);
      }
      outlines.push_back(std::move(one));
    }
  }
  return outlines;
}

StepKind picture_panel_step() {
  return StepKind("picture_panel", 1,
                  "A section's picture with the places of each class outlined.")
      .numeric(Numeric::libm)
      .applies<Dataset>("dataset", "places of the section")
      .applies<Targets>("targets", "1 where a class was seen, else 0")
      .applies<File>("picture", "picture of the section")
      .option("title", &PicturePanelOptions::title, "heading of the panel")
      .option("longest_px", &PicturePanelOptions::longest_px,
              "longest side of the picture", {64, 2000})
      .unit("px")
      .needs([](const Options&, const InputSizes& sizes) {
        return Needs{.memory_bytes = 512 * kMiB + 2 * sizes.of("targets"),
                     .seconds = 5};
      })
      .makes<Panel>(picture_panel);
}

}  // namespace moonstain
