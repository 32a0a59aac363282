#include "core/eval/panels/nuclei_panel_step.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/data/image/image.h"
#include "core/data/image/picture.h"
#include "core/data/prepare/clipped_window.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/join.h"
#include "core/data/stored/label_image.h"
#include "core/data/stored/nucleus_counts.h"
#include "core/engine/step/step_kind.h"
#include "core/eval/panels/label_outlines.h"
#include "core/eval/panels/panel.h"
#include "core/eval/panels/section_frame.h"
#include "core/eval/panels/section_map.h"

namespace moonstain {
namespace {

constexpr std::string_view kStep = "nuclei_panel";

struct NucleiPanelOptions {
  std::string title = "Nuclei found";
  std::string spot;
  double windows_wide = 3;
  std::int64_t longest_px = 700;
};

/// Place in `PicturePanel::classes`.
enum Shown : std::size_t { kCounted, kBetween, kWindow };

/// The spot that is asked for, or the first one of the middle count of those
/// whose window has more than background.
std::size_t spot_of(const NucleusCounts& counts, const std::string& name) {
  check(!counts.spots.empty(), kStep, ": section ", counts.section,
        " has no spots");
  if (!name.empty()) {
    return static_cast<std::size_t>(
        places_of({name}, counts.spots, "spot",
                  concat(kStep, ": ", counts.section))
            .front());
  }
  std::vector<std::int32_t> some;
  for (const std::int32_t count : counts.distinct) {
    if (count > 1) some.push_back(count);
  }
  if (some.empty()) return 0;
  const auto middle =
      some.begin() + static_cast<std::ptrdiff_t>(some.size() / 2);
  std::nth_element(some.begin(), middle, some.end());
  return static_cast<std::size_t>(
      std::find(counts.distinct.begin(), counts.distinct.end(), *middle) -
      counts.distinct.begin());
}

/// A square around a place, moved into the picture where it passes its border.
Box box_around(double x_px, double y_px, std::int64_t side_px,
               const LabelImageInfo& picture) {
  const std::int64_t width = std::min(side_px, picture.width_px);
  const std::int64_t height = std::min(side_px, picture.height_px);
  return {std::clamp<std::int64_t>(std::llround(x_px) - width / 2, 0,
                                   picture.width_px - width),
          std::clamp<std::int64_t>(std::llround(y_px) - height / 2, 0,
                                   picture.height_px - height),
          width, height};
}

/// Windows of spots, as far as they lie in the box.
std::vector<Box> windows_in(const Box& box, const Dataset& places,
                            const LabelImageInfo& picture,
                            std::int64_t side_px) {
  std::vector<Box> out;
  for (std::size_t spot = 0; spot < places.spots.size(); ++spot) {
    const Box window = clipped_window(places, spot, side_px, picture.width_px,
                                      picture.height_px, kStep);
    const std::int64_t left = std::max(window.x_px, box.x_px);
    const std::int64_t top = std::max(window.y_px, box.y_px);
    const std::int64_t right =
        std::min(window.x_px + window.width_px, box.x_px + box.width_px);
    const std::int64_t bottom =
        std::min(window.y_px + window.height_px, box.y_px + box.height_px);
    if (left < right && top < bottom) {
      out.push_back({left, top, right - left, bottom - top});
    }
  }
  return out;
}

std::set<std::int32_t> labels_in(const std::vector<Box>& windows,
                                 const Box& box,
                                 const std::vector<std::int32_t>& labels) {
  std::set<std::int32_t> out;
  for (const Box& window : windows) {
    for (std::int64_t y = window.y_px; y < window.y_px + window.height_px;
         ++y) {
      const auto row = labels.begin() + (y - box.y_px) * box.width_px +
                       window.x_px - box.x_px;
      out.insert(row, row + window.width_px);
    }
  }
  return out;
}

Outline scaled(const ClosedLine& line, std::size_t of, double scale) {
  Outline out{of, line.x, line.y};
  for (double& x : out.x) x *= scale;
  for (double& y : out.y) y *= scale;
  return out;
}

Outline outline_of(const Box& window, const Box& box, double scale) {
  const auto left = static_cast<double>(window.x_px - box.x_px);
  const auto top = static_cast<double>(window.y_px - box.y_px);
  const double right = left + static_cast<double>(window.width_px);
  const double bottom = top + static_cast<double>(window.height_px);
  return scaled({{left, right, right, left}, {top, top, bottom, bottom}},
                kWindow, scale);
}

Panel nuclei_panel(const Inputs& in, const Options& options) {
  const auto own = options.as<NucleiPanelOptions>();
  const Dataset places = Dataset::read_places(in.items("dataset").front().path);
  const auto counts = in.get<NucleusCounts>("counts");
  auto labels = in.open<LabelReader>("labels");
  check(places.section == counts.section &&
            places.section == labels.info().section,
        kStep, ": places of ", places.section, ", counts of ", counts.section,
        " and labels of ", labels.info().section, "; expected one section");
  const auto at = places_of(counts.spots, places.spots, "spot",
                            concat(kStep, ": ", counts.section));
  const std::size_t spot = spot_of(counts, own.spot);
  const auto picture = in.get<File>("picture");
  const auto image = Image::open(picture.path, picture.name);
  check(image->width_px() == labels.info().width_px &&
            image->height_px() == labels.info().height_px,
        kStep, ": picture ", picture.name, " is ", image->width_px(), " x ",
        image->height_px(), " px, the label image of section ", places.section,
        " ", labels.info().width_px, " x ", labels.info().height_px);

  const Box box = box_around(
      places.pixel_xy(at[spot], 0), places.pixel_xy(at[spot], 1),
      std::llround(own.windows_wide * static_cast<double>(counts.side_px)),
      labels.info());
  const Picture part = image->read_region(box, {255, 255, 255});
  const double scale =
      static_cast<double>(own.longest_px) /
      static_cast<double>(std::max(box.width_px, box.height_px));
  const auto side = [&](std::int64_t side_px) {
    return std::max<std::int64_t>(
        1, std::llround(static_cast<double>(side_px) * scale));
  };
  const Picture shown = resize(part, side(box.width_px), side(box.height_px));

  const auto values =
      labels.window(box.x_px, box.y_px, box.width_px, box.height_px);
  const auto windows = windows_in(box, places, labels.info(), counts.side_px);
  const auto counted_labels = labels_in(windows, box, values);
  PicturePanel data;
  data.picture = "picture.jpg";
  data.width_px = static_cast<double>(shown.width_px);
  data.height_px = static_cast<double>(shown.height_px);
  if (places.um_per_px > 0) data.um_per_px = places.um_per_px / scale;
  data.unit = "shape";
  data.classes = {"nuclei in a spot's window", "nuclei between them",
                  "windows of spots"};
  std::size_t nuclei = 0;
  for (const auto& [label, line] :
       label_outlines(values, box.width_px, box.height_px)) {
    const bool is_counted = counted_labels.contains(label);
    data.outlines.push_back(
        scaled(line, is_counted ? kCounted : kBetween, scale));
    ++nuclei;
  }
  for (const Box& window : windows) {
    data.outlines.push_back(outline_of(window, box, scale));
  }
  Panel panel;
  panel.title = concat(own.title, ", ", places.section);
  panel.caption = concat(
      places.section, ": ", counted(nuclei, "nucleus"), " around spot ",
      counts.spots[spot],
      own.spot.empty() ? ", the first of the middle count" : "",
      ", whose window has ",
      counted(static_cast<std::uint64_t>(counts.distinct[spot]), "label"),
      ", the background among them; ", labels.labels(),
      " in the whole picture. Made by ", labels.info().rule, ".");
  panel.files[data.picture] = jpeg_within(shown, kPictureBytes);
  panel.data = std::move(data);
  return panel;
}

}  // namespace

StepKind nuclei_panel_step() {
  return StepKind("nuclei_panel", 1,
                  "A part of a section's picture with its nuclei outlined.")
      .applies<Dataset>("dataset", "places of the section")
      .applies<LabelImage>("labels", "nuclei of its picture")
      .applies<NucleusCounts>("counts", "of its spots")
      .applies<File>("picture", "picture of the section")
      .option("title", &NucleiPanelOptions::title,
              "heading of the panel, before the section")
      .option("spot", &NucleiPanelOptions::spot,
              "what is shown lies around it; empty: one of the middle count of "
              "those with nuclei")
      .option("windows_wide", &NucleiPanelOptions::windows_wide,
              "side of what is shown, in windows of a spot", {1, 20})
      .option("longest_px", &NucleiPanelOptions::longest_px,
              "longest side of the picture", {64, 2000})
      .unit("px")
      .needs([](const Options&, const InputSizes& sizes) {
        return Needs{.memory_bytes = 512 * kMiB + 8 * sizes.of("dataset"),
                     .seconds = 3};
      })
      .makes<Panel>(nuclei_panel);
}

}  // namespace moonstain
