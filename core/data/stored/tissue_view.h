#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/path.h"
#include "core/data/image/picture.h"

namespace moonstain {

/// A section as one sees it at a glance: its picture made small, with its stain
/// and where its tissue lies. Plain Zarr: `picture`, `haematoxylin`, `tissue`,
/// all else attributes.
struct TissueView {
  static constexpr std::string_view kType = "TissueView";

  std::string section;   ///< "her2st/C2"
  double um_per_px = 0;  ///< of the view
  /// Pixels of the full picture for one of the view: (x, y) here is
  /// (x * x_px, y * y_px) there.
  double x_px = 1;
  double y_px = 1;
  Picture picture;                   ///< [height, width, 3]
  std::vector<float> haematoxylin;   ///< [height, width], not below 0 (stain.h)
  std::vector<std::uint8_t> tissue;  ///< [height, width], 1 or 0
  /// What should be known of it, a sentence each.
  std::vector<std::string> remarks;

  /// @throws Error on arrays of other shapes, and on sizes not above 0
  static TissueView read(const fs::path& folder);
  void write(const fs::path& folder) const;
};

}  // namespace moonstain
