#pragma once

#include <cmath>

#include "core/data/patients/cell_table.h"

namespace moonstain {

/// Five cells of a section: "1", "2" and "3" of type T, "4" of B, "5" of none;
/// no two in one row or column. Counts of FN1: 0, 1, 3, 4, 0; of KRT8: 2 each.
inline Dataset five_cells() {
  Dataset out;
  out.section = "x/S";
  out.patient = "x/P";
  out.lattice = Lattice::none;
  out.picture_width_px = out.picture_height_px = 200;
  out.spots = {"1", "2", "3", "4", "5"};
  out.genes = {"FN1", "KRT8"};
  out.pixel_xy.resize(5, 2);
  out.pixel_xy << 0, 0, 30, 40, 60, 41, 100, 100, 101, 10;
  out.counts = {5,
                2,
                {0, 1, 3, 5, 7, 8},
                {1, 0, 1, 0, 1, 0, 1, 1},
                {2, 1, 2, 3, 2, 4, 2, 2}};
  set_pixel_array(out);
  return out;
}

inline CellTypes five_types() {
  return {"x/S",
          "made",
          {"5", "1", "2", "3", "4", "9"},
          {"T", "B", "Plasma"},
          {-1, 0, 0, 0, 1, 2}};
}

inline float ln_1p(double count) {
  return static_cast<float>(std::log1p(count));
}

}  // namespace moonstain
