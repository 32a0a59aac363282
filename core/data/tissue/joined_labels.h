#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <unordered_map>
#include <vector>

#include "core/data/image/image.h"

namespace moonstain {

/// Which objects stay, by what they measure.
struct ObjectSizes {
  double least_px2 = 0;         ///< area
  double greatest_px2 = 0;      ///< area
  std::int64_t longest_px = 0;  ///< of either side of its box
};

/// Labels of objects that come in tiles, each pixel with the pixel that it
/// steps to (ascent.h): an object is all pixels that lead to one seed, over
/// borders of tiles, too. What leads into a tile that has not come waits under
/// a name of its own until it comes.
///
/// Objects that stay are numbered from 1 in the order of their first pixels,
/// row by row: labels are the same whatever the tiles. An object that has
/// become too long is dropped before it ends, so that rows go out at most
/// `longest_px` and a jump behind the last row of tiles. Memory holds these
/// rows, and a few numbers for each object in them.
///
/// @throws Error (all members) where tiles come in another order
class JoinedLabels {
 public:
  /// Called with the next rows [n, width].
  using Sink = std::function<void(std::span<const std::int32_t>)>;

  /// @param jump_px  no step is longer, along either side
  JoinedLabels(std::int64_t width_px, std::int64_t height_px,
               std::int64_t jump_px, const ObjectSizes& sizes, Sink sink);

  /// The next tile; they come from the left and from the top, those beside each
  /// other of equal height.
  /// @param next  [height, width] of the tile: y width + x of the picture, as
  ///              `Ascent::next`
  void add(const Box& tile, std::span<const std::int64_t> next);

  /// Objects that stayed. @throws Error unless all tiles have come
  std::int64_t finish() const;

 private:
  struct Object {
    std::int32_t same_as = 0;  ///< itself, or that which it has led to
    std::int32_t number = 0;   ///< 0: has none yet
    std::int64_t area_px2 = 0;
    std::int64_t left = 0, top = 0, right = 0, bottom = 0;  ///< ends within
  };

  std::int32_t new_object();
  std::int32_t object_of(std::int32_t name);
  std::int32_t& name_at(std::int64_t place);
  bool is_there(const Box& tile, std::int64_t place) const;
  std::int32_t name_of_path(const Box& tile, std::span<const std::int64_t> next,
                            std::int64_t place);
  void settle(const Box& tile);
  void merge(std::int32_t from, std::int32_t into);
  bool stays(const Object& object) const;
  void give_rows(std::int64_t until);
  void forget();

  std::int64_t width_px_;
  std::int64_t height_px_;
  std::int64_t jump_px_;
  ObjectSizes sizes_;
  Sink sink_;
  std::int64_t top_ = 0;             ///< first row that has not gone out
  std::vector<std::int32_t> names_;  ///< [rows from top_, width]; 0: none
  std::vector<Object> objects_;      ///< by name; 0 is no object
  std::vector<std::int64_t> path_;   ///< of `name_of_path`
  std::unordered_map<std::int64_t, std::int32_t> waiting_;  ///< by place
  Box last_ = {};
  std::int64_t labels_ = 0;
};

}  // namespace moonstain
