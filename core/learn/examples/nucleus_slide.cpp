#include "core/learn/examples/nucleus_slide.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <unordered_map>

#include "core/base/error.h"
#include "core/data/stored/log_counts.h"
#include "core/data/stored/places.h"
#include "core/engine/plan/units.h"

namespace moonstain {
namespace {

void check_sections(const SlideInput& input, const LabelImageInfo& labels,
                    std::string_view where) {
  const std::string_view section = section_of_unit(input.dataset.section);
  check(section_of_unit(labels.section) == section, where, ": dataset is of ",
        input.dataset.section, ", its label image of ", labels.section);
  if (!input.types) return;
  check(section_of_unit(input.types->section) == section, where,
        ": dataset is of ", input.dataset.section, ", its types of ",
        input.types->section);
}

void add_colours(const NucleusPatch& patch, NucleusSlide& slide) {
  const Box& shown = patch.shown;
  const auto pixels = static_cast<double>(shown.width_px * shown.height_px);
  if (pixels == 0) return;
  ++slide.patches_seen;
  for (std::size_t channel = 0; channel < 3; ++channel) {
    // Whole numbers: sums are exact.
    double sum = 0, squares = 0;
    for (std::int64_t y = shown.y_px; y < shown.y_px + shown.height_px; ++y) {
      for (std::int64_t x = shown.x_px; x < shown.x_px + shown.width_px; ++x) {
        const auto pixel = static_cast<std::size_t>(y * patch.side_px + x);
        const double value = patch.rgb[3 * pixel + channel];
        sum += value;
        squares += value * value;
      }
    }
    const double mean = sum / pixels;
    slide.mean_sum[channel] += mean;
    slide.deviation_sum[channel] +=
        std::sqrt(std::max(0.0, squares / pixels - mean * mean));
  }
}

// Labels of a patch that have a row, rising; others become background unless
// they are to stay.
std::vector<std::int32_t> nuclei_in(
    NucleusPatch& patch, const std::function<bool(std::int32_t)>& is_valid) {
  std::vector<std::int32_t> valid;
  std::int32_t last = 0;
  bool stays = false;
  for (std::int32_t& label : patch.labels) {
    if (label == 0) continue;
    if (label != last) {
      last = label;
      stays = is_valid(label);
      if (stays) valid.push_back(label);
    }
    if (!stays) label = 0;
  }
  std::sort(valid.begin(), valid.end());
  valid.erase(std::unique(valid.begin(), valid.end()), valid.end());
  return valid;
}

void leave_out(NucleusSlide& slide, std::string reason, std::int64_t count) {
  if (count > 0) slide.left_out.emplace_back(std::move(reason), count);
}

// Notes the rows of valid cells by their label, and how many are not.
void find_valid_cells(const SlideInput& input, LabelReader& labels,
                      const SlideOptions& options, NucleusSlide& slide,
                      std::string_view where) {
  const Dataset& cells = input.dataset;
  ValidCells valid =
      valid_cells(cells, slide.types, labels, options.least_um2, where);
  leave_out(slide, "cells without a pixel in the label image",
            valid.without_pixel);
  leave_out(
      slide,
      concat("cells whose nucleus is smaller than ", options.least_um2, " um2"),
      valid.small);
  leave_out(slide, "cells without a type", valid.without_type);
  slide.row_of = std::move(valid.row_of);
  check(!slide.row_of.empty(), where, ": of ", cells.spots.size(),
        " cells of section ", cells.section, " none is to be learned from: ",
        valid.words_of_others(options.least_um2));
}

// Published patches see beyond the strips: their names must say so.
void check_margin(const StripRows& strips, const PatchScale& scale,
                  const SlideOptions& options, const std::string& section,
                  std::string_view where) {
  if (options.border != Border::published ||
      section_of_unit(section).size() == section.size()) {
    return;
  }
  const std::int64_t beyond = options.grid.side_px - 1;
  const double seen = strips.margin_rows / scale.ratio;
  check(seen >= static_cast<double>(beyond), where, ": patches of section ",
        section, " begin on its rows and run up to ", beyond,
        " rows beyond them; the strips' names say that ",
        static_cast<std::int64_t>(seen),
        " are seen, so the plan would not know. Give ms.regions the margin "
        "(rows beyond over the height of a strip), or border = \"inside\"");
}

}  // namespace

std::string ValidCells::words_of_others(double least_um2) const {
  return concat(without_pixel, " have no pixel in the label image, ", small,
                " are smaller than ", least_um2, " um2, ", without_type,
                " have no type");
}

ValidCells valid_cells(const Dataset& cells,
                       const std::vector<std::int32_t>& types,
                       LabelReader& labels, double least_um2,
                       std::string_view where) {
  check(least_um2 == 0 || cells.um_per_px > 0, where,
        ": least_um2 = ", least_um2, " needs the scale of section ",
        cells.section,
        ", which is not known; give `dataset` um_per_px, or least_um2 = 0");
  const auto shapes = nucleus_shapes(labels);
  const double least_px2 = least_um2 / (cells.um_per_px * cells.um_per_px);
  ValidCells out;
  for (std::size_t cell = 0; cell < cells.spots.size(); ++cell) {
    const std::int32_t label =
        label_of_cell(cells.spots[cell], cells.section, where);
    const auto shape = shapes.find(label);
    if (shape == shapes.end()) {
      ++out.without_pixel;
    } else if (least_um2 > 0 &&
               static_cast<double>(shape->second.area_px2) < least_px2) {
      ++out.small;
    } else if (!types.empty() && types[cell] < 0) {
      ++out.without_type;
    } else {
      out.row_of.emplace(label, static_cast<std::int32_t>(cell));
    }
  }
  return out;
}

std::int32_t label_of_cell(const std::string& cell, const std::string& section,
                           std::string_view where) {
  std::int32_t label = 0;
  const char* end = cell.data() + cell.size();
  const auto [at, problem] = std::from_chars(cell.data(), end, label);
  check(problem == std::errc() && at == end && label > 0, where, ": cell '",
        cell, "' of section ", section,
        " is not the number of a label; expected 1 to 2147483647, as the "
        "label image has them");
  return label;
}

std::unique_ptr<Image> open_picture(const SlideInput& input,
                                    const LabelImageInfo& labels,
                                    std::string_view where) {
  check_sections(input, labels, where);
  auto image = Image::open(input.picture, input.picture_name);
  check(labels.width_px == image->width_px() &&
            labels.height_px == image->height_px(),
        where, ": the label image of section ", labels.section, " is ",
        labels.width_px, " x ", labels.height_px, " px, picture ",
        input.picture_name, " is ", image->width_px(), " x ",
        image->height_px(), " px; give the labels of that picture");
  return image;
}

NucleusSlide cell_slide(const SlideInput& input, const SlideOptions& options,
                        double scale, std::string_view where) {
  const Dataset& cells = input.dataset;
  check(cells.lattice == Lattice::none, where, ": section ", cells.section,
        " is of spots on an array; expected cells, or supervision of spots");
  LabelReader labels(input.labels);
  const auto image = open_picture(input, labels.info(), where);
  NucleusSlide slide;
  slide.section = cells.section;
  slide.genes = cells.genes;
  slide.expression = log_counts(cells, scale);
  if (input.types) {
    slide.classes = input.types->classes;
    slide.types = types_of(cells.spots, *input.types);
  }
  find_valid_cells(input, labels, options, slide, where);

  const PatchScale at = patch_scale(image->width_px(), image->height_px(),
                                    cells.um_per_px, options.um_per_px, where);
  const StripRows strips = rows_of_section(cells.section, at.height_px);
  check_margin(strips, at, options, cells.section, where);
  const auto places =
      with_context(concat(where, ": section ", cells.section), [&] {
        return patch_places(at.width_px, at.height_px, strips.rows,
                            options.grid, options.border, options.margin_px);
      });
  read_patches(*image, labels, at, places, options.grid.side_px,
               [&](std::size_t, NucleusPatch&& pixels) {
                 add_colours(pixels, slide);
                 TrainingPatch patch{std::move(pixels), {}, {}};
                 patch.nuclei =
                     nuclei_in(patch.pixels, [&](std::int32_t label) {
                       return slide.row_of.contains(label);
                     });
                 if (patch.nuclei.empty()) return;
                 for (const std::int32_t label : patch.nuclei) {
                   patch.rows.push_back(slide.row_of.at(label));
                 }
                 slide.patches.push_back(std::move(patch));
               });
  check(!slide.patches.empty(), where, ": no patch of section ", cells.section,
        " shows one of its ", slide.row_of.size(), " cells; ", places.size(),
        " patches were looked at");
  return slide;
}

SpotPlaces spot_places(const Dataset& spots, LabelReader& labels,
                       const PatchScale& scale, std::int64_t side_px,
                       double radius_um, std::string_view where) {
  check(spots.um_per_px > 0, where, ": spot_radius_um = ", radius_um,
        " needs the scale of section ", spots.section,
        ", which is not known; give `dataset` um_per_px or spot_pitch_um");
  check(static_cast<double>(side_px) * scale.um_per_px >= 2 * radius_um, where,
        ": a patch of ", side_px, " px is ",
        static_cast<double>(side_px) * scale.um_per_px, " um wide, a spot ",
        2 * radius_um, " um; give a larger patch_px or um_per_px");
  // Nuclei by the square of this side that their centre lies in.
  const double radius_px = radius_um / spots.um_per_px;
  const auto cell_of = [&](double at) {
    return static_cast<std::int64_t>(std::floor(at / radius_px));
  };
  struct Nucleus {
    std::int32_t label;
    double x, y;
  };
  std::unordered_map<std::int64_t, std::vector<Nucleus>> squares;
  constexpr std::int64_t kStride = std::int64_t{1} << 32;
  for (const auto& [label, shape] : nucleus_shapes(labels)) {
    squares[cell_of(shape.y_px) * kStride + cell_of(shape.x_px)].push_back(
        {label, shape.x_px, shape.y_px});
  }
  SpotPlaces out;
  for (Eigen::Index spot = 0; spot < spots.pixel_xy.rows(); ++spot) {
    const double x = spots.pixel_xy(spot, 0), y = spots.pixel_xy(spot, 1);
    std::vector<std::int32_t> own;
    for (std::int64_t row = cell_of(y) - 1; row <= cell_of(y) + 1; ++row) {
      for (std::int64_t column = cell_of(x) - 1; column <= cell_of(x) + 1;
           ++column) {
        const auto square = squares.find(row * kStride + column);
        if (square == squares.end()) continue;
        for (const Nucleus& nucleus : square->second) {
          if (std::hypot(nucleus.x - x, nucleus.y - y) <= radius_px) {
            own.push_back(nucleus.label);
          }
        }
      }
    }
    std::sort(own.begin(), own.end());
    out.nuclei.push_back(std::move(own));
    const auto start = [&](double centre) {
      return std::llround(centre / scale.ratio -
                          static_cast<double>(side_px) / 2);
    };
    out.places.push_back({start(x), start(y), {0, scale.height_px}});
  }
  return out;
}

NucleusSlide spot_slide(const SlideInput& input, const SlideOptions& options,
                        double scale, std::string_view where) {
  const Dataset& spots = input.dataset;
  check(spots.lattice != Lattice::none, where, ": section ", spots.section,
        " is of cells; expected spots on an array, or supervision of nuclei");
  check(section_of_unit(spots.section).size() == spots.section.size(), where,
        ": section ", spots.section,
        " is a part of one; patches around its spots would run over the "
        "border. Give whole sections");
  LabelReader labels(input.labels);
  const auto image = open_picture(input, labels.info(), where);
  NucleusSlide slide;
  slide.section = spots.section;
  slide.genes = spots.genes;
  slide.expression = log_counts(spots, scale);
  const PatchScale at = patch_scale(image->width_px(), image->height_px(),
                                    spots.um_per_px, options.um_per_px, where);
  const SpotPlaces around = spot_places(spots, labels, at, options.grid.side_px,
                                        options.spot_radius_um, where);
  // A nucleus may belong to several spots: its type has one row.
  std::optional<Places> typed;
  if (input.types) {
    slide.classes = input.types->classes;
    typed.emplace(input.types->cells);
  }
  const auto is_valid = [&](std::int32_t label) {
    if (slide.row_of.contains(label)) return true;
    std::int32_t type = 0;
    if (typed) {
      const auto place = typed->find(std::to_string(label));
      type = place ? input.types->index[*place] : -1;
    }
    if (type < 0) return false;
    slide.row_of.emplace(label, static_cast<std::int32_t>(slide.types.size()));
    slide.types.push_back(type);
    return true;
  };
  std::int64_t without = 0;
  read_patches(
      *image, labels, at, around.places, options.grid.side_px,
      [&](std::size_t index, NucleusPatch&& pixels) {
        add_colours(pixels, slide);
        TrainingPatch patch{
            std::move(pixels), {}, {}, static_cast<std::int32_t>(index)};
        const auto& own = around.nuclei[index];
        const auto seen = nuclei_in(patch.pixels, is_valid);
        std::set_intersection(seen.begin(), seen.end(), own.begin(), own.end(),
                              std::back_inserter(patch.nuclei));
        if (patch.nuclei.empty()) {
          ++without;
          return;
        }
        for (const std::int32_t label : patch.nuclei) {
          patch.rows.push_back(slide.row_of.at(label));
        }
        slide.patches.push_back(std::move(patch));
      });
  leave_out(slide, "spots without a nucleus", without);
  if (!input.types) slide.types.clear();
  check(!slide.patches.empty(), where, ": none of the ", spots.spots.size(),
        " spots of section ", spots.section, " has a nucleus within ",
        options.spot_radius_um, " um");
  return slide;
}

}  // namespace moonstain
