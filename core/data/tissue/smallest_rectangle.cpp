#include "core/data/tissue/smallest_rectangle.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>

#include "core/base/error.h"

namespace moonstain {
namespace {

// Above 0 where b -> c turns with the clock as a picture is seen.
std::int64_t turn(const PixelPlace& a, const PixelPlace& b,
                  const PixelPlace& c) {
  return (b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x);
}

// One chain of the hull over places in order.
template <typename Iterator>
void add_chain(Iterator begin, Iterator end, std::vector<PixelPlace>& hull) {
  const std::size_t base = hull.size();
  for (auto at = begin; at != end; ++at) {
    while (hull.size() >= base + 2 &&
           turn(hull[hull.size() - 2], hull.back(), *at) <= 0) {
      hull.pop_back();
    }
    hull.push_back(*at);
  }
  hull.pop_back();  // the other chain begins with it
}

struct Side {
  float x = 0;
  float y = 0;
};

// Whether the first side is met before the second as the calipers turn.
bool before(const Side& first, const Side& second) {
  const float perpendicular_x = first.y;
  const float perpendicular_y = -first.x;
  return perpendicular_x * second.x + perpendicular_y * second.y < 0;
}

// The rectangle that was smallest: the calipers' direction, the corners of the
// hull that they touch, and both sides.
struct Smallest {
  float area = std::numeric_limits<float>::max();
  float a = 0;
  float b = 0;
  float width = 0;
  float height = 0;
  std::size_t left = 0;
  std::size_t bottom = 0;
};

// Calipers of four sides at right angles stand on the hull's outermost corners
// and turn, each time by the least angle that lays one on a side of the hull.
class Calipers {
 public:
  explicit Calipers(std::span<const PixelPlace> hull) {
    const std::size_t n = hull.size();
    for (const PixelPlace& place : hull) {
      x_.push_back(static_cast<float>(place.x));
      y_.push_back(static_cast<float>(place.y));
    }
    std::size_t left = 0, bottom = 0, right = 0, top = 0;
    for (std::size_t i = 0; i < n; ++i) {
      if (x_[i] < x_[left]) left = i;
      if (x_[i] > x_[right]) right = i;
      if (y_[i] > y_[top]) top = i;
      if (y_[i] < y_[bottom]) bottom = i;
      const std::size_t next = (i + 1) % n;
      const double dx = x_[next] - x_[i];
      const double dy = y_[next] - y_[i];
      sides_.push_back({static_cast<float>(dx), static_cast<float>(dy)});
      per_length_.push_back(
          static_cast<float>(1.0 / std::sqrt(dx * dx + dy * dy)));
    }
    at_ = {bottom, right, top, left};
  }

  Smallest turn_once() {
    Smallest smallest;
    for (std::size_t turns = 0; turns < x_.size(); ++turns) {
      turn_to_next_side();
      const float across = x_[at_[1]] - x_[at_[3]];
      const float along = y_[at_[1]] - y_[at_[3]];
      const float width = across * a_ + along * b_;
      const float over = x_[at_[2]] - x_[at_[0]];
      const float down = y_[at_[2]] - y_[at_[0]];
      const float height = -over * b_ + down * a_;
      const float area = width * height;
      if (area <= smallest.area) {
        smallest = {area, a_, b_, width, height, at_[3], at_[0]};
      }
    }
    return smallest;
  }

  float x(std::size_t corner) const { return x_[corner]; }
  float y(std::size_t corner) const { return y_[corner]; }

 private:
  void turn_to_next_side() {
    // The sides of the hull ahead, each turned onto the first one's calipers.
    const Side ahead[4] = {
        sides_[at_[0]],
        {sides_[at_[1]].y, -sides_[at_[1]].x},
        {-sides_[at_[2]].x, -sides_[at_[2]].y},
        {-sides_[at_[3]].y, sides_[at_[3]].x},
    };
    std::size_t least = 0;
    for (std::size_t i = 1; i < 4; ++i) {
      if (before(ahead[i], ahead[least])) least = i;
    }
    const float per_length = per_length_[at_[least]];
    a_ = ahead[least].x * per_length;
    b_ = ahead[least].y * per_length;
    at_[least] = (at_[least] + 1) % x_.size();
  }

  std::vector<float> x_, y_;
  std::vector<Side> sides_;
  std::vector<float> per_length_;
  /// Corners of the hull that are lowest in y, furthest right, highest in y and
  /// furthest left of the calipers.
  std::array<std::size_t, 4> at_ = {};
  float a_ = 1;
  float b_ = 0;
};

}  // namespace

std::vector<PixelPlace> convex_hull(std::span<const PixelPlace> outline) {
  std::vector<PixelPlace> places(outline.begin(), outline.end());
  std::sort(places.begin(), places.end(),
            [](const PixelPlace& a, const PixelPlace& b) {
              return std::pair(a.y, a.x) < std::pair(b.y, b.x);
            });
  places.erase(std::unique(places.begin(), places.end()), places.end());
  if (places.size() < 2) return places;
  std::vector<PixelPlace> hull;
  add_chain(places.begin(), places.end(), hull);
  add_chain(places.rbegin(), places.rend(), hull);
  std::rotate(hull.begin(), hull.begin() + 1, hull.end());
  return hull;
}

std::array<RectangleCorner, 4> smallest_rectangle(
    std::span<const PixelPlace> outline) {
  const std::vector<PixelPlace> hull = convex_hull(outline);
  check(hull.size() > 2, "smallest_rectangle: ", outline.size(),
        " pixels lie on one line, which has no area");
  Calipers calipers(hull);
  const Smallest found = calipers.turn_once();

  // The corner where the lines through the left and the lowest corner meet.
  const float a1 = found.a, b1 = found.b;
  const float a2 = -found.b, b2 = found.a;
  const float c1 = a1 * calipers.x(found.left) + calipers.y(found.left) * b1;
  const float c2 =
      a2 * calipers.x(found.bottom) + calipers.y(found.bottom) * b2;
  const float scale = 1.F / (a1 * b2 - a2 * b1);
  const float corner_x = (c1 * b2 - c2 * b1) * scale;
  const float corner_y = (a1 * c2 - a2 * c1) * scale;
  const float wide_x = a1 * found.width, wide_y = b1 * found.width;
  const float high_x = a2 * found.height, high_y = b2 * found.height;

  // Centre, sides and angle; from these the corners.
  const float centre_x = corner_x + (wide_x + high_x) * 0.5F;
  const float centre_y = corner_y + (wide_y + high_y) * 0.5F;
  const auto length = [](double x, double y) {
    return static_cast<float>(std::sqrt(x * x + y * y));
  };
  const float width = length(wide_x, wide_y);
  const float height = length(high_x, high_y);
  const auto radians =
      static_cast<float>(std::atan2(double{wide_y}, double{wide_x}));
  const auto degrees = static_cast<float>(radians * 180 / std::numbers::pi);
  const double angle = degrees * std::numbers::pi / 180;
  const float b = static_cast<float>(std::cos(angle)) * 0.5F;
  const float a = static_cast<float>(std::sin(angle)) * 0.5F;
  std::array<RectangleCorner, 4> out;
  out[0] = {centre_x - a * height - b * width,
            centre_y + b * height - a * width};
  out[1] = {centre_x + a * height - b * width,
            centre_y - b * height - a * width};
  out[2] = {2 * centre_x - out[0].x, 2 * centre_y - out[0].y};
  out[3] = {2 * centre_x - out[1].x, 2 * centre_y - out[1].y};
  return out;
}

}  // namespace moonstain
