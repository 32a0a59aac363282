#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace moonstain {

/// The outline of one object.
struct Outline {
  std::size_t of = 0;     ///< place of its class in `PicturePanel::classes`
  std::vector<double> x;  ///< [corners], at least 3, in pixels of the picture
  std::vector<double> y;
};

/// A picture with outlines drawn on it.
struct PicturePanel {
  std::string picture;  ///< a JPEG or PNG among the panel's files
  double width_px = 0;
  double height_px = 0;
  std::optional<double> um_per_px;
  std::string unit;                  ///< noun of an outlined object: "nucleus"
  std::vector<std::string> classes;  ///< "tumour", "lymphocyte"
  std::vector<Outline> outlines;
};

}  // namespace moonstain
