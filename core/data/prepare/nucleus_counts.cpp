#include "core/data/prepare/nucleus_counts.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/data/prepare/label_windows.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"

namespace moonstain {
namespace {

constexpr std::string_view kStep = "nucleus_counts";
constexpr std::int32_t kLeastCount = 1;
constexpr std::int32_t kMostCount = 20;

void check_labels(const Dataset& places, const LabelImageInfo& labels) {
  check(places.section == labels.section, kStep, ": places of section ",
        places.section, ", but labels of ", labels.section);
  check(places.picture_width_px == 0 ||
            (places.picture_width_px == labels.width_px &&
             places.picture_height_px == labels.height_px),
        kStep, ": the label image of section ", labels.section, " is ",
        labels.width_px, " x ", labels.height_px, " px, its picture ",
        places.picture_width_px, " x ", places.picture_height_px,
        "; make the labels from that picture");
}

std::int32_t distinct_in(std::vector<std::int32_t> values) {
  std::sort(values.begin(), values.end());
  return static_cast<std::int32_t>(std::unique(values.begin(), values.end()) -
                                   values.begin());
}

}  // namespace

Eigen::VectorXd nucleus_factor(std::span<const std::int32_t> distinct) {
  Eigen::VectorXd counts(static_cast<Eigen::Index>(distinct.size()));
  for (std::size_t i = 0; i < distinct.size(); ++i) {
    counts[static_cast<Eigen::Index>(i)] =
        std::clamp(distinct[i], kLeastCount, kMostCount);
  }
  if (counts.size() == 0) return counts;
  return (counts.array() / counts.maxCoeff() + 1).matrix();
}

NucleusCounts nucleus_counts(const Dataset& places, LabelReader& labels,
                             const WindowOptions& window) {
  const LabelImageInfo& info = labels.info();
  check_labels(places, info);
  NucleusCounts out;
  out.section = places.section;
  out.rule = info.rule;
  out.side_px = window_side_px(places, window, kStep);
  out.spots = places.spots;
  out.distinct.resize(places.spots.size());
  read_label_windows(
      places, labels, out.side_px, kStep,
      [&](std::size_t spot, const Box&, std::vector<std::int32_t> found) {
        out.distinct[spot] = distinct_in(std::move(found));
      });
  out.factor = nucleus_factor(out.distinct);
  return out;
}

StepKind nucleus_counts_step() {
  return StepKind("nucleus_counts", 1,
                  "How many nuclei lie around each spot, as a factor.")
      .applies<Dataset>("dataset", "spots with their pixel positions")
      .applies<LabelImage>("labels", "nuclei of the section's picture")
      .option("side_px", &WindowOptions::side_px,
              "side of a window, as for `clipped_patches`", {0, 1e6})
      .unit("px")
      .option("side_um", &WindowOptions::side_um,
              "the same on the tissue, by the section's scale", {0, {}})
      .unit("um")
      .needs([](const Options&, const InputSizes& sizes) {
        // Rows of chunks that a window crosses: 400 rows of 60,000 px.
        return Needs{
            .memory_bytes = 256 * kMiB + 8 * sizes.of("dataset"),
            .seconds = 1 + 1e-9 * static_cast<double>(sizes.of("labels"))};
      })
      .makes<NucleusCounts>([](const Inputs& in, const Options& options) {
        const Dataset places =
            Dataset::read_places(in.items("dataset").front().path);
        auto labels = in.open<LabelReader>("labels");
        const NucleusCounts out =
            nucleus_counts(places, labels, options.as<WindowOptions>());
        if (!out.spots.empty()) {
          const auto most =
              *std::max_element(out.distinct.begin(), out.distinct.end());
          log_line(concat("windows of ", out.side_px / 2 * 2, " px have up to ",
                          most, " labels, factors of ",
                          fixed(out.factor.minCoeff(), 2), " to ",
                          fixed(out.factor.maxCoeff(), 2)));
        }
        return out;
      });
}

}  // namespace moonstain
