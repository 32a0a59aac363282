#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/base/matrix.h"
#include "core/engine/step/kind_words.h"

namespace moonstain {

/// Side of a superpixel on the tissue: 16 px of 0.5 um.
inline constexpr double kSuperpixelUm = 8;

/// One superpixel of a picture's grid: row r and column c hold what lies from
/// r to r + 1 and from c to c + 1, in sides of a superpixel from the picture's
/// upper left corner.
struct Superpixel {
  std::int64_t row = 0;
  std::int64_t column = 0;

  friend bool operator==(const Superpixel&, const Superpixel&) = default;
};

/// Which superpixels are a spot's.
enum class DiskCentre {
  /// As in the authors' code: the disk of whole offsets around the superpixel
  /// of the number nearest to the spot's place, of two the even one. As number
  /// r is the middle of r - 0.5 to r + 0.5 and the superpixel lies from r to
  /// r + 1, disks lie half a superpixel too low and too far right.
  faithful,
  corrected,  ///< those whose middle lies in the disk around the spot's own
              ///< place
};

template <>
struct KindWords<DiskCentre> {
  static constexpr std::string_view kAll[] = {"faithful", "corrected"};
};

/// Superpixels of the disk around a place, row by row.
///
/// @param x, y    of the spot's centre, in sides of a superpixel from the
///                picture's upper left corner
/// @param radius  likewise; the border belongs to the disk
/// @return        by `faithful` as many for every place, by `corrected` up to
///                some more or fewer; some may lie outside of the picture
/// @throws Error  on a radius that is not at least 1, so that none is empty
///
/// Source: Zhang et al. 2024, doi:10.1038/s41587-023-02019-9, and its code.
std::vector<Superpixel> spot_disk(double x, double y, double radius,
                                  DiskCentre centre);

/// Mean of each place's window of a map, [rows, columns]: a width of w covers
/// the places -w/2 to w/2 - 1 beside it if w is even, else the (w - 1) / 2 on
/// either side. Beyond the border the map is mirrored, its edge repeated (and
/// mirrored again where the window is wider than the map).
///
/// Sums run in float64, rows first.
/// @throws Error  on a width below 1 or an empty map
///
/// Source: as above; the border and the even windows are cv::blur's.
Matrix smoothed_uniformly(const MatrixView& map, std::int64_t width);

}  // namespace moonstain
