#include "core/data/tissue/joined_labels.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "core/base/error.h"

namespace moonstain {

JoinedLabels::JoinedLabels(std::int64_t width_px, std::int64_t height_px,
                           std::int64_t jump_px, const ObjectSizes& sizes,
                           Sink sink)
    : width_px_(width_px),
      height_px_(height_px),
      jump_px_(jump_px),
      sizes_(sizes),
      sink_(std::move(sink)),
      objects_(1) {}

std::int32_t JoinedLabels::new_object() {
  check(objects_.size() < std::numeric_limits<std::int32_t>::max(),
        "labels: more objects than a label can number");
  const auto name = static_cast<std::int32_t>(objects_.size());
  Object object;
  object.same_as = name;
  object.left = width_px_;
  object.top = height_px_;
  objects_.push_back(object);
  return name;
}

std::int32_t JoinedLabels::object_of(std::int32_t name) {
  auto at = static_cast<std::size_t>(name);
  while (objects_[at].same_as != static_cast<std::int32_t>(at)) {
    const auto further = static_cast<std::size_t>(objects_[at].same_as);
    objects_[at].same_as = objects_[further].same_as;
    at = further;
  }
  return static_cast<std::int32_t>(at);
}

std::int32_t& JoinedLabels::name_at(std::int64_t place) {
  return names_[static_cast<std::size_t>(place - top_ * width_px_)];
}

// Whether a place outside of the tile lies in one that has come.
bool JoinedLabels::is_there(const Box& tile, std::int64_t place) const {
  const std::int64_t x = place % width_px_, y = place / width_px_;
  return y < tile.y_px || (y < tile.y_px + tile.height_px && x < tile.x_px);
}

// Climbs from a place until a pixel has a name, and gives it to all on the way.
std::int32_t JoinedLabels::name_of_path(const Box& tile,
                                        std::span<const std::int64_t> next,
                                        std::int64_t place) {
  path_.clear();
  std::int32_t name = 0;
  while (name == 0) {
    const std::int64_t x = place % width_px_ - tile.x_px;
    const std::int64_t y = place / width_px_ - tile.y_px;
    if (x < 0 || x >= tile.width_px || y < 0 || y >= tile.height_px) {
      if (is_there(tile, place)) {
        name = name_at(place);
        check(name != 0, "labels: a pixel leads to (", place % width_px_, ", ",
              place / width_px_, "), which is background");
      } else {
        std::int32_t& waiting = waiting_[place];
        if (waiting == 0) waiting = new_object();
        name = waiting;
      }
      break;
    }
    name = name_at(place);
    if (name != 0) break;
    path_.push_back(place);
    const std::int64_t further =
        next[static_cast<std::size_t>(y * tile.width_px + x)];
    if (further == place) name = new_object();  // a seed
    place = further;
  }
  for (const std::int64_t on_path : path_) name_at(on_path) = name;
  return name;
}

void JoinedLabels::merge(std::int32_t from, std::int32_t into) {
  if (from == into) return;
  Object& a = objects_[static_cast<std::size_t>(from)];
  Object& b = objects_[static_cast<std::size_t>(into)];
  a.same_as = into;
  b.area_px2 += a.area_px2;
  b.left = std::min(a.left, b.left);
  b.top = std::min(a.top, b.top);
  b.right = std::max(a.right, b.right);
  b.bottom = std::max(a.bottom, b.bottom);
}

// What waited for this tile gets the names that its places have.
void JoinedLabels::settle(const Box& tile) {
  std::erase_if(waiting_, [&](const auto& entry) {
    const std::int64_t x = entry.first % width_px_ - tile.x_px;
    const std::int64_t y = entry.first / width_px_ - tile.y_px;
    if (x < 0 || x >= tile.width_px || y < 0 || y >= tile.height_px) {
      return false;
    }
    check(name_at(entry.first) != 0, "labels: a pixel leads to (",
          entry.first % width_px_, ", ", entry.first / width_px_,
          "), which is background");
    merge(object_of(entry.second), object_of(name_at(entry.first)));
    return true;
  });
}

void JoinedLabels::add(const Box& tile, std::span<const std::int64_t> next) {
  const bool begins_row = last_.x_px + last_.width_px == width_px_;
  const std::int64_t x = begins_row ? 0 : last_.x_px + last_.width_px;
  const std::int64_t y = begins_row ? last_.y_px + last_.height_px : last_.y_px;
  check(tile.x_px == x && tile.y_px == y &&
            (x == 0 || tile.height_px == last_.height_px) &&
            tile.width_px > 0 && x + tile.width_px <= width_px_ &&
            tile.height_px > 0 && y + tile.height_px <= height_px_ &&
            static_cast<std::int64_t>(next.size()) ==
                tile.width_px * tile.height_px,
        "labels: a tile of ", tile.width_px, " x ", tile.height_px, " px at (",
        tile.x_px, ", ", tile.y_px, "), expected the one at (", x, ", ", y,
        ")");
  last_ = tile;
  const std::int64_t bottom = y + tile.height_px;
  names_.resize(static_cast<std::size_t>((bottom - top_) * width_px_), 0);

  for (std::int64_t row = 0; row < tile.height_px; ++row) {
    for (std::int64_t column = 0; column < tile.width_px; ++column) {
      if (next[static_cast<std::size_t>(row * tile.width_px + column)] < 0) {
        continue;
      }
      const std::int64_t at_x = x + column, at_y = y + row;
      Object& object = objects_[static_cast<std::size_t>(
          name_of_path(tile, next, at_y * width_px_ + at_x))];
      ++object.area_px2;
      object.left = std::min(object.left, at_x);
      object.top = std::min(object.top, at_y);
      object.right = std::max(object.right, at_x + 1);
      object.bottom = std::max(object.bottom, at_y + 1);
    }
  }
  settle(tile);
  if (x + tile.width_px < width_px_) return;
  give_rows(bottom == height_px_ ? bottom
                                 : bottom - jump_px_ - sizes_.longest_px);
  forget();
}

bool JoinedLabels::stays(const Object& object) const {
  const auto area = static_cast<double>(object.area_px2);
  return area >= sizes_.least_px2 && area <= sizes_.greatest_px2 &&
         object.right - object.left <= sizes_.longest_px &&
         object.bottom - object.top <= sizes_.longest_px;
}

// An object in these rows either is whole, as no pixel of it lies within a jump
// of the rows to come, or is longer than any that stays.
void JoinedLabels::give_rows(std::int64_t until) {
  if (until <= top_) return;
  const auto count = static_cast<std::size_t>((until - top_) * width_px_);
  std::vector<std::int32_t> rows(count, 0);
  for (std::size_t i = 0; i < count; ++i) {
    if (names_[i] == 0) continue;
    Object& object = objects_[static_cast<std::size_t>(object_of(names_[i]))];
    if (!stays(object)) continue;
    if (object.number == 0) {
      object.number = static_cast<std::int32_t>(++labels_);
    }
    rows[i] = object.number;
  }
  sink_(rows);
  names_.erase(names_.begin(),
               names_.begin() + static_cast<std::ptrdiff_t>(count));
  top_ = until;
}

// Objects of which no row is left go.
void JoinedLabels::forget() {
  std::vector<Object> left(1);
  std::vector<std::int32_t> names(objects_.size(), 0);
  const auto new_name = [&](std::int32_t name) {
    const auto object = static_cast<std::size_t>(object_of(name));
    if (names[object] == 0) {
      names[object] = static_cast<std::int32_t>(left.size());
      left.push_back(objects_[object]);
      left.back().same_as = names[object];
    }
    return names[object];
  };
  for (std::int32_t& name : names_) {
    if (name != 0) name = new_name(name);
  }
  for (auto& [place, name] : waiting_) name = new_name(name);
  objects_ = std::move(left);
}

std::int64_t JoinedLabels::finish() const {
  check(top_ == height_px_, "labels: finished at row ", top_, " of ",
        height_px_);
  return labels_;
}

}  // namespace moonstain
