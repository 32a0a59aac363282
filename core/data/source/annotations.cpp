#include "core/data/source/annotations.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/optional_members.h"
#include "core/base/plain_text.h"

namespace moonstain {
namespace {

using Ring = std::vector<std::array<double, 2>>;

Ring ring_of(const Json& json, const std::string& where) {
  Ring ring;
  check(json.is_array(), where, ": a ring is no list of positions");
  for (const Json& at : json) {
    check(at.is_array() && at.size() >= 2 && at[0].is_number() &&
              at[1].is_number(),
          where, ": a position is ", at.dump(), ", expected [x, y]");
    ring.push_back({at[0].get<double>(), at[1].get<double>()});
  }
  if (ring.size() > 1 && ring.front() == ring.back()) ring.pop_back();
  check(ring.size() >= 3, where, ": a ring has ", ring.size(), " corners");
  return ring;
}

// By the shoelace formula.
double area_of(const Ring& ring) {
  double twice = 0;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const auto& a = ring[i];
    const auto& b = ring[(i + 1) % ring.size()];
    twice += (a[0] - ring[0][0]) * (b[1] - ring[0][1]) -
             (b[0] - ring[0][0]) * (a[1] - ring[0][1]);
  }
  return std::abs(twice) / 2;
}

// Whether a line to the right of the place crosses the ring an odd number of
// times.
bool is_around(const Ring& ring, double x, double y) {
  bool inside = false;
  for (std::size_t i = 0, before = ring.size() - 1; i < ring.size();
       before = i++) {
    const auto& a = ring[i];
    const auto& b = ring[before];
    if ((a[1] > y) == (b[1] > y)) continue;
    const double crossing = a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]);
    if (x < crossing) inside = !inside;
  }
  return inside;
}

Json features_of(const Json& all, std::string_view where) {
  if (all.is_array()) return all;
  const std::string type = text_member(all, "type", where);
  if (type == "Feature") return Json::array({all});
  check(type == "FeatureCollection", where, ": is GeoJSON of type '", type,
        "', expected a FeatureCollection as QuPath exports it");
  return list_member(all, "features", where);
}

// "Tumor" of {"classification": {"name": "Tumor"}}; empty where there is none.
std::string class_of(const Json& feature, const std::string& where) {
  const Json properties = object_or_empty(feature, "properties", where);
  return text_or(object_or_empty(properties, "classification", where), "name",
                 "", where);
}

}  // namespace

bool Annotations::is_geojson(std::string_view text) {
  const std::size_t at = text.find_first_not_of(" \t\r\n");
  return at != text.npos && (text[at] == '{' || text[at] == '[');
}

Annotations Annotations::parse(std::string bytes, std::string_view where) {
  const Json all = parse_json(plain_text(std::move(bytes), where), where);
  Annotations out;
  std::set<std::string> labels;
  std::size_t number = 0;
  for (const Json& feature : features_of(all, where)) {
    const std::string place = concat(where, ": feature ", ++number);
    Area area;
    area.label = class_of(feature, place);
    const Json geometry = object_or_empty(feature, "geometry", place);
    const std::string type = text_or(geometry, "type", "", place);
    const bool is_one = type == "Polygon";
    if (area.label.empty() || (!is_one && type != "MultiPolygon")) {
      ++out.left_out_;
      continue;
    }
    const Json& given = list_member(geometry, "coordinates", place);
    for (const Json& polygon : is_one ? Json::array({given}) : given) {
      check(polygon.is_array() && !polygon.empty(), place,
            ": a polygon has no ring");
      double size = 0;
      for (const Json& ring : polygon) {
        area.rings.push_back(ring_of(ring, place));
        const double one = area_of(area.rings.back());
        size = &ring == &polygon.front() ? one : size - one;
      }
      area.size += size;
    }
    labels.insert(area.label);
    out.areas_.push_back(std::move(area));
  }
  check(!out.areas_.empty(), where, ": none of its ", number,
        " features is an area with a class; in QuPath annotations get one by "
        "\"Set class\"");
  std::stable_sort(
      out.areas_.begin(), out.areas_.end(),
      [](const Area& a, const Area& b) { return a.size < b.size; });
  out.labels_.assign(labels.begin(), labels.end());
  return out;
}

std::optional<std::string> Annotations::label_at(double x, double y) const {
  for (const Area& area : areas_) {
    bool inside = false;
    for (const Ring& ring : area.rings) {
      if (is_around(ring, x, y)) inside = !inside;
    }
    if (inside) return area.label;
  }
  return std::nullopt;
}

}  // namespace moonstain
