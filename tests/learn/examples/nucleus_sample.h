#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/data/image/png.h"
#include "core/data/stored/cell_types.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/label_image.h"
#include "core/learn/examples/nucleus_slide.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

/// A slide whose nuclei, squares of 8 px on a lattice of 16 px, are blue or red
/// in turn along a row and, every second row, dark; a blue one is of type 0
/// ("B") and counts the first gene, a red one of type 1 ("T") and
/// counts the second, a dark one counts the third. Labels are 1, 2, ... row by
/// row.
struct NucleusSample {
  TempFolder folder;
  SlideInput input;

  NucleusSample(std::int64_t width, std::int64_t height) {
    constexpr std::int64_t kPitch = 16, kSide = 8;
    Picture picture{width, height, {}};
    picture.rgb.assign(static_cast<std::size_t>(3 * width * height), 230);
    LabelImage labels;
    labels.section = "x/S";
    labels.width_px = width;
    labels.height_px = height;
    labels.rule = "drawn";
    labels.values.assign(static_cast<std::size_t>(width * height), 0);

    Dataset& cells = input.dataset;
    cells.section = "x/S";
    cells.patient = "x/P";
    cells.lattice = Lattice::none;
    cells.um_per_px = 0.5;
    cells.picture_width_px = width;
    cells.picture_height_px = height;
    cells.genes = {"GA", "GB", "GC"};
    cells.counts.columns_count = 3;
    cells.counts.row_starts = {0};
    CellTypes types;
    types.section = "x/S";
    types.how = "drawn";
    types.classes = {"B", "T"};
    std::vector<double> xy;
    for (std::int64_t row = 0; (row + 1) * kPitch <= height; ++row) {
      for (std::int64_t column = 0; (column + 1) * kPitch <= width; ++column) {
        ++labels.labels;
        const bool red = column % 2 == 1, dark = row % 2 == 1;
        for (std::int64_t y = row * kPitch + 4; y < row * kPitch + 4 + kSide;
             ++y) {
          for (std::int64_t x = column * kPitch + 4;
               x < column * kPitch + 4 + kSide; ++x) {
            const auto at = static_cast<std::size_t>(y * width + x);
            labels.values[at] = static_cast<std::int32_t>(labels.labels);
            const std::uint8_t light = dark ? 60 : 120;
            picture.rgb[3 * at] = red ? 200 : light;
            picture.rgb[3 * at + 1] = light;
            picture.rgb[3 * at + 2] = red ? light : 200;
          }
        }
        cells.spots.push_back(std::to_string(labels.labels));
        types.cells.push_back(cells.spots.back());
        types.index.push_back(red ? 1 : 0);
        xy.push_back(static_cast<double>(column * kPitch) + 8);
        xy.push_back(static_cast<double>(row * kPitch) + 8);
        cells.counts.columns.push_back(red ? 1 : 0);
        cells.counts.values.push_back(9);
        if (dark) {
          cells.counts.columns.push_back(2);
          cells.counts.values.push_back(5);
        }
        cells.counts.row_starts.push_back(
            static_cast<std::int64_t>(cells.counts.values.size()));
      }
    }
    cells.counts.rows = labels.labels;
    cells.pixel_xy.resize(labels.labels, 2);
    std::copy(xy.begin(), xy.end(), cells.pixel_xy.data());
    set_pixel_array(cells);
    labels.write(folder / "labels");
    write_file(folder / "p.png", png_encode(picture));
    input.labels = folder / "labels";
    input.picture = folder / "p.png";
    input.picture_name = "p.png";
    input.types = types;
  }

  /// The same of another section's spots in place of the cells: one in the
  /// middle of every 2 x 2 nuclei, whose counts are their sums.
  SlideInput spots() const {
    SlideInput out = input;
    out.types.reset();
    Dataset& spots = out.dataset;
    spots = {};
    spots.section = input.dataset.section;
    spots.patient = input.dataset.patient;
    spots.um_per_px = input.dataset.um_per_px;
    spots.picture_width_px = input.dataset.picture_width_px;
    spots.picture_height_px = input.dataset.picture_height_px;
    spots.genes = input.dataset.genes;
    spots.counts.columns_count = 3;
    spots.counts.row_starts = {0};
    std::vector<double> xy;
    for (int y = 0; y + 32 <= input.dataset.picture_height_px; y += 32) {
      for (int x = 0; x + 32 <= input.dataset.picture_width_px; x += 32) {
        spots.spots.push_back(concat(x / 32, "x", y / 32));
        xy.insert(xy.end(), {x + 16.0, y + 16.0});
        // Two of each colour, two of them dark.
        for (const int gene : {0, 1, 2}) {
          spots.counts.columns.push_back(gene);
          spots.counts.values.push_back(gene == 2 ? 10 : 18);
        }
        spots.counts.row_starts.push_back(
            static_cast<std::int64_t>(spots.counts.values.size()));
      }
    }
    spots.counts.rows = static_cast<std::int64_t>(spots.spots.size());
    spots.pixel_xy.resize(spots.counts.rows, 2);
    std::copy(xy.begin(), xy.end(), spots.pixel_xy.data());
    spots.array_xy.setZero(spots.counts.rows, 2);
    return out;
  }
};

}  // namespace moonstain
