#include "core/data/source/xenium_alignment.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/plain_text.h"
#include "core/base/table.h"
#include "core/data/source/finite_number.h"
#include "core/data/stored/scale.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {
namespace {

constexpr std::string_view kOtherDirection =
    "alignment_is as the other of picture_to_bundle and bundle_to_picture";

std::string_view without_spaces(std::string_view text) {
  const std::size_t start = std::min(text.find_first_not_of(' '), text.size());
  return text.substr(start, text.find_last_not_of(' ') + 1 - start);
}

double scale_of(const AffineMap& map) {
  return std::sqrt(std::abs(map(0, 0) * map(1, 1) - map(0, 1) * map(1, 0)));
}

}  // namespace

AffineMap read_xenium_alignment(const File& file, AlignmentIs direction) {
  std::string text = plain_text(read_file(file.path), file.name);
  const std::string_view first =
      std::string_view(text).substr(0, text.find('\n'));
  check(first.find("fixedX") == first.npos, file.name,
        ": holds the key points of an alignment; name the file of its matrix, "
        "which Xenium Explorer writes beside it");
  const Table table =
      Table::without_header(std::move(text), file.name, {"x", "y", "1"});
  check(table.rows() == 3, file.name, ": has ", table.rows(),
        " rows of numbers, expected 3");
  double all[3][3];
  for (std::size_t row = 0; row < 3; ++row) {
    for (std::size_t column = 0; column < 3; ++column) {
      const auto value =
          finite_number(without_spaces(table.field(row, column)));
      check(value.has_value(), table.place(row), ": expected a number, found '",
            printable_in_line(table.field(row, column), 40), "'");
      all[row][column] = *value;
    }
  }
  check(all[2][0] == 0 && all[2][1] == 0 && all[2][2] == 1, file.name,
        ": line 3 is ", all[2][0], ", ", all[2][1], ", ", all[2][2],
        ", expected 0, 0, 1, the last of an affine map's rows");
  AffineMap map;
  map << all[0][0], all[0][1], all[0][2], all[1][0], all[1][1], all[1][2];
  check(scale_of(map) > 0, file.name,
        ": the map takes all positions to a line: its determinant is 0");
  return direction == AlignmentIs::picture_to_bundle ? map : inverse(map);
}

AffineMap inverse(const AffineMap& map) {
  const Eigen::Matrix2d back = map.leftCols<2>().inverse();
  AffineMap out;
  out << back, -back * map.col(2);
  return out;
}

XeniumPlacement xenium_placement(
    const std::optional<XeniumExperiment>& experiment, double um_per_px,
    const std::optional<AffineMap>& alignment,
    std::string_view alignment_name) {
  XeniumPlacement out;
  if (!alignment) {
    out.um_per_px =
        um_per_px > 0 || !experiment ? um_per_px : experiment->um_per_px;
    check(out.um_per_px > 0,
          "positions of a Xenium bundle are um, and the size of a pixel is not "
          "known: give its experiment.xenium as `metadata`, or um_per_px");
    out.px_of_um.leftCols<2>().diagonal().setConstant(1 / out.um_per_px);
    return out;
  }
  check(experiment.has_value(), alignment_name,
        ": leads to pixels of the bundle's own picture, whose size stands in "
        "its experiment.xenium: give it as `metadata`");
  out.um_per_px = experiment->um_per_px * scale_of(*alignment);
  check(um_per_px == 0 || about_equal(um_per_px, out.um_per_px), alignment_name,
        ": makes a pixel of the picture ", out.um_per_px,
        " um, um_per_px = ", um_per_px, " is given");
  out.px_of_um = inverse(*alignment);
  out.px_of_um.leftCols<2>() /= experiment->um_per_px;
  return out;
}

XeniumScene read_xenium_scene(const std::optional<File>& experiment,
                              const std::optional<File>& alignment,
                              AlignmentIs direction, double um_per_px) {
  XeniumScene out;
  if (experiment) out.experiment = read_xenium_experiment(*experiment);
  if (alignment) {
    out.alignment = read_xenium_alignment(*alignment, direction);
    out.alignment_name = alignment->name;
  }
  out.placement = xenium_placement(out.experiment, um_per_px, out.alignment,
                                   out.alignment_name);
  return out;
}

std::string outside_hint(const XeniumScene& scene, const Positions& pixel_xy,
                         std::int64_t width_px, std::int64_t height_px) {
  const auto all_inside = [&](const Positions& xy) {
    return (xy.array() >= 0).all() &&
           (xy.col(0).array() < static_cast<double>(width_px)).all() &&
           (xy.col(1).array() < static_cast<double>(height_px)).all();
  };
  if (all_inside(pixel_xy)) return {};
  const Positions um = mapped(inverse(scene.placement.px_of_um), pixel_xy);
  if (scene.alignment &&
      all_inside(mapped(
          xenium_placement(scene.experiment, 0, inverse(*scene.alignment),
                           scene.alignment_name)
              .px_of_um,
          um))) {
    return concat("; with ", scene.alignment_name,
                  " taken the other way round all cells lie in it: give ",
                  kOtherDirection);
  }
  if (all_inside(um)) {
    return "; as the numbers stand in the bundle, in um, all cells lie in it: "
           "is it a picture of 1 um a pixel (um_per_px = 1), or were positions "
           "made pixels before?";
  }
  return {};
}

void check_alignment_scale(const XeniumScene& scene,
                           std::string_view picture_name,
                           double picture_um_per_px) {
  if (!scene.alignment || !is_scale(picture_um_per_px)) return;
  const double found = scene.placement.um_per_px;
  if (about_equal(found, picture_um_per_px)) return;
  const double scale = scale_of(*scene.alignment);
  const double bundle = scene.experiment->um_per_px;
  std::string hint = "; is it of this picture, and at full resolution?";
  if (about_equal(bundle / scale, picture_um_per_px)) {
    hint =
        concat("; taken the other way round it fits: give ", kOtherDirection);
  } else if (about_equal(scale, picture_um_per_px)) {
    hint = concat(
        "; it leads to um and not to pixels: divide its first two lines by ",
        bundle);
  }
  fail(scene.alignment_name, ": makes a pixel of the picture ", found, " um, ",
       picture_name, " says ", picture_um_per_px, hint);
}

namespace {

struct StatedTransform {
  std::string section_a;
  std::string section_b;
  AlignmentIs alignment_is = AlignmentIs::picture_to_bundle;
};

}  // namespace

StepKind stated_transform_step() {
  return StepKind("stated_transform", 1,
                  "The map between two pictures as a file of Xenium Explorer "
                  "states it.")
      .applies<File>("alignment",
                     "3 x 3 numbers without a header: pixels of the picture to "
                     "pixels of the bundle's own")
      .option("section_a", &StatedTransform::section_a,
              "section whose picture stays: the bundle's own (DAPI)")
      .required()
      .option("section_b", &StatedTransform::section_b,
              "section whose picture is mapped (H&E)")
      .required()
      .option("alignment_is", &StatedTransform::alignment_is,
              "which way the file's matrix takes positions")
      .makes<Transform>([](const Inputs& in, const Options& options) {
        const auto how = options.as<StatedTransform>();
        const auto file = in.get<File>("alignment");
        Transform out;
        out.section_a = how.section_a;
        out.section_b = how.section_b;
        out.map = read_xenium_alignment(file, how.alignment_is);
        out.remarks.push_back(
            concat("the map is the one that ", file.name,
                   " states; how well it fits was not measured"));
        return out;
      });
}

}  // namespace moonstain
