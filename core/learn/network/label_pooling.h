#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace moonstain {

/// The rows that the objects of a batch of label images get: pictures in their
/// order, in each the labels ascending. Label 0 is the background and has no
/// row; a label without a pixel has none either, and a picture may have no
/// object at all or no background. A label that two pictures show has a row in
/// each.
struct LabelRows {
  std::vector<std::int64_t> ids;     ///< [rows]
  std::vector<std::int64_t> counts;  ///< rows of each picture
  std::vector<std::int64_t> areas;   ///< [rows], pixels
  /// Pixels that belong to an object, picture by picture in reading order:
  /// int32 [pixels], the place in its picture, and the row.
  at::Tensor places;
  at::Tensor rows;
  std::vector<std::int64_t> starts;  ///< [pictures + 1], into these two
  std::int64_t height = 0;
  std::int64_t width = 0;
};

/// @param labels  int64 [pictures, height, width]
/// @throws Error  on another type or shape, a negative label, or pictures of
///                2^31 pixels and more
LabelRows label_rows(const at::Tensor& labels);

/// Means of maps over objects and over whole pictures.
struct LabelMeans {
  at::Tensor objects;   ///< [rows, channels]
  at::Tensor pictures;  ///< [pictures, channels], background included
};

/// One pass over the maps, and one over their gradient, however many objects
/// there are. Sums run in float64, in reading order, so that no mean depends
/// on what lies beside its object.
///
/// @param maps   [pictures, channels, height, width] of the labels' size
/// @throws Error where the size is another
LabelMeans label_means(const at::Tensor& maps, const LabelRows& rows);

}  // namespace moonstain
