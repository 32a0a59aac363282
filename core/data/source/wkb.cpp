#include "core/data/source/wkb.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>

#include "core/base/error.h"

namespace moonstain {
namespace {

enum class Kind : std::uint32_t { point = 1, polygon = 3, polygons = 6 };

struct Centre {
  std::array<double, 2> at{};
  double area = 0;
};

class Bytes {
 public:
  Bytes(std::string_view bytes, std::string_view where)
      : bytes_(bytes), where_(where) {}

  /// Of the geometry that begins here.
  Kind begin() {
    const auto order = next<std::uint8_t>();
    check(order < 2, where_, ": is no geometry in well-known binary");
    is_big_ = order == 0;
    auto type = next<std::uint32_t>();
    constexpr std::uint32_t kZ = 0x80000000U;
    const bool extended = (type & kZ) != 0;
    type &= ~kZ;
    check(type < 2000, where_, ": is a geometry with a measure");
    axes_ = extended || type >= 1000 ? 3 : 2;
    type %= 1000;
    check(type == 1 || type == 3 || type == 6, where_,
          ": is a geometry of type ", type,
          ", expected a point, a polygon or several");
    return static_cast<Kind>(type);
  }

  std::array<double, 2> corner() {
    std::array<double, 2> out{};
    for (int axis = 0; axis < axes_; ++axis) {
      const auto value = next<double>();
      if (axis < 2) out[static_cast<std::size_t>(axis)] = value;
    }
    check(std::isfinite(out[0]) && std::isfinite(out[1]), where_,
          ": a geometry has a corner at (", out[0], ", ", out[1],
          "), expected finite numbers; an empty one lies nowhere");
    return out;
  }
  std::uint32_t count() { return next<std::uint32_t>(); }

  // Corners are taken from the first, so that the differences of large
  // coordinates are exact.
  Centre polygon() {
    const std::uint32_t rings = count();
    Centre out;
    for (std::uint32_t ring = 0; ring < rings; ++ring) {
      const std::uint32_t corners = count();
      check(corners >= 3, where_, ": a ring has ", corners, " corners");
      const auto first = corner();
      double x = 0, y = 0, twice = 0, before_x = 0, before_y = 0;
      for (std::uint32_t i = 1; i < corners; ++i) {
        const auto at = corner();
        const double here_x = at[0] - first[0], here_y = at[1] - first[1];
        const double cross = before_x * here_y - here_x * before_y;
        twice += cross;
        x += (before_x + here_x) * cross;
        y += (before_y + here_y) * cross;
        before_x = here_x;
        before_y = here_y;
      }
      if (ring > 0) continue;  // a hole
      check(twice != 0, where_, ": a polygon has no area");
      out.at = {first[0] + x / (3 * twice), first[1] + y / (3 * twice)};
      check(std::isfinite(out.at[0]) && std::isfinite(out.at[1]), where_,
            ": a polygon's centre is no finite number");
      out.area = std::abs(twice) / 2;
    }
    check(rings > 0, where_, ": a polygon has no ring");
    return out;
  }

  std::string_view where() const { return where_; }

 private:
  template <typename Value>
  Value next() {
    check(bytes_.size() - at_ >= sizeof(Value), where_,
          ": a geometry ends too early");
    char raw[sizeof(Value)];
    std::memcpy(raw, bytes_.data() + at_, sizeof raw);
    if (is_big_) std::reverse(raw, raw + sizeof raw);
    at_ += sizeof raw;
    Value value{};
    std::memcpy(&value, raw, sizeof raw);
    return value;
  }

  std::string_view bytes_;
  std::string_view where_;
  std::size_t at_ = 0;
  bool is_big_ = false;
  int axes_ = 2;
};

}  // namespace

std::array<double, 2> wkb_centre(std::string_view bytes,
                                 std::string_view where) {
  Bytes in(bytes, where);
  switch (in.begin()) {
    case Kind::point:
      return in.corner();
    case Kind::polygon:
      return in.polygon().at;
    case Kind::polygons:
      break;
  }
  const std::uint32_t count = in.count();
  check(count > 0, where, ": is a geometry of no polygon");
  Centre largest;
  for (std::uint32_t i = 0; i < count; ++i) {
    check(in.begin() == Kind::polygon, where,
          ": several polygons hold something else");
    const Centre one = in.polygon();
    if (one.area > largest.area) largest = one;
  }
  return largest.at;
}

}  // namespace moonstain
