#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/data/image/image.h"
#include "core/data/stored/label_image.h"
#include "core/learn/examples/patch_grid.h"

namespace moonstain {

/// A picture as a network sees it, at a scale of its own.
struct PatchScale {
  double ratio = 1;  ///< pixels of the picture to one of the network's, a side
  std::int64_t width_px = 0;  ///< of the picture at that scale
  std::int64_t height_px = 0;
  double um_per_px = 0;  ///< at that scale; 0 where it is not known
};

/// @param picture_um_per_px  0 where it is not known
/// @param um_per_px          of the network; 0: as the picture
/// @throws Error             begun by `where`, on a picture of unknown scale
///                           that is to be seen at another
PatchScale patch_scale(std::int64_t width_px, std::int64_t height_px,
                       double picture_um_per_px, double um_per_px,
                       std::string_view where);

/// A square of a picture with its nuclei.
struct NucleusPatch {
  std::int64_t side_px = 0;
  std::vector<std::uint8_t> rgb;     ///< [side, side, 3]
  std::vector<std::int32_t> labels;  ///< [side, side], 0 background
  /// The part of the patch that is in the picture and may be seen; colours and
  /// labels beyond are 0.
  Box shown;
};

/// Reads patches in one pass over a picture and its label image. At another
/// scale than the picture's, colours are bilinear between the centres of the
/// four pixels around (rounded, no wider when shrinking) and labels those of
/// the nearest centre. A place may lie beyond the picture.
///
/// @param sink   called once a patch with its place in the list, in the order
///               in which patches end, topmost first, ties by the list
/// @throws Error where the two are of different size
void read_patches(const Image& image, LabelReader& labels,
                  const PatchScale& scale, std::span<const PatchPlace> places,
                  std::int64_t side_px,
                  const std::function<void(std::size_t, NucleusPatch&&)>& sink);

/// One object of a label image, in the pixels of the image.
struct NucleusShape {
  std::int64_t area_px2 = 0;
  double x_px = 0;  ///< of the mean of its pixels' centres; the first is 0.5
  double y_px = 0;
  Rows rows;  ///< that it has pixels in
};

/// All objects of a label image by their label, in one pass.
std::unordered_map<std::int32_t, NucleusShape> nucleus_shapes(
    LabelReader& labels);

}  // namespace moonstain
