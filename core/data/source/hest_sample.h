#pragma once

#include <string>
#include <string_view>

namespace moonstain {

/// What HEST's table of one sample (metadata/ID.json) says; 0 or empty where it
/// does not.
struct HestSample {
  double um_per_px_estimated = 0;  ///< from the spots' distances
  double um_per_px_embedded = 0;   ///< from the picture's file
  double spot_pitch_um = 0;        ///< inter_spot_dist
  std::string technology;          ///< "Visium", "Xenium", ...
};

/// @param bytes  of the file; NaN, which is no JSON, is a number not known
/// @throws Error on what is no JSON object, or a size that is no number
HestSample read_hest_sample(std::string bytes, std::string_view name);

}  // namespace moonstain
