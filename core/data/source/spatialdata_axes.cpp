#include "core/data/source/spatialdata_axes.h"

#include <algorithm>
#include <map>
#include <vector>

#include "core/base/error.h"
#include "core/base/optional_members.h"
#include "core/base/text.h"

namespace moonstain {
namespace {

using Axes = std::vector<std::string>;

// "input" or "output": {"axes": [{"name": "x"}, ...]}, or names alone.
Axes axes_of(const Json& step, const char* side, const Axes& otherwise,
             std::string_view where) {
  const Json space = object_or_empty(step, side, where);
  Axes axes;
  for (const Json& axis : list_or_empty(space, "axes", where)) {
    axes.push_back(axis.is_string() ? axis.get<std::string>()
                                    : text_member(axis, "name", where));
  }
  return axes.empty() ? otherwise : axes;
}

std::vector<double> numbers_in(const Json& list, std::string_view where) {
  std::vector<double> out;
  for (const Json& value : list) {
    check(value.is_number(), where, ": a transformation holds ", value.dump(),
          ", expected a number");
    out.push_back(value.get<double>());
  }
  return out;
}

std::size_t place_of(const Axes& axes, const std::string& axis,
                     std::string_view where) {
  const auto found = std::find(axes.begin(), axes.end(), axis);
  check(found != axes.end(), where, ": a transformation has axes ",
        listed(axes), ", and no ", axis);
  return static_cast<std::size_t>(found - axes.begin());
}

constexpr const char* kAxes[] = {"x", "y"};

AffineMap identity() {
  AffineMap map = AffineMap::Zero();
  map(0, 0) = map(1, 1) = 1;
  return map;
}

// First `first`, then `second`.
AffineMap joined(const AffineMap& second, const AffineMap& first) {
  AffineMap out;
  for (int row = 0; row < 2; ++row) {
    for (int column = 0; column < 3; ++column) {
      out(row, column) = second(row, 0) * first(0, column) +
                         second(row, 1) * first(1, column) +
                         (column == 2 ? second(row, 2) : 0);
    }
  }
  return out;
}

// A number an axis, in the order of the input's axes.
AffineMap of_vector(const Json& step, const char* member, const Axes& in,
                    std::string_view where) {
  const std::vector<double> values =
      numbers_in(list_member(step, member, where), where);
  check(values.size() == in.size(), where, ": a ", member, " has ",
        values.size(), " numbers for axes ", listed(in));
  AffineMap map = identity();
  for (int axis = 0; axis < 2; ++axis) {
    const double value = values[place_of(in, kAxes[axis], where)];
    map(axis, std::string_view(member) == "scale" ? axis : 2) = value;
  }
  return map;
}

// A row an output axis, a column an input axis and one for the shift.
AffineMap of_affine(const Json& step, const Axes& in, const Axes& out,
                    std::string_view where) {
  const Json& rows = list_member(step, "affine", where);
  check(rows.size() == out.size() || rows.size() == out.size() + 1, where,
        ": an affine has ", rows.size(), " rows for axes ", listed(out));
  AffineMap map = AffineMap::Zero();
  for (int axis = 0; axis < 2; ++axis) {
    const std::vector<double> row =
        numbers_in(rows[place_of(out, kAxes[axis], where)], where);
    check(row.size() == in.size() + 1, where, ": a row of an affine has ",
          row.size(), " numbers for axes ", listed(in), " and a shift");
    for (std::size_t column = 0; column < in.size(); ++column) {
      const bool is_x = in[column] == "x";
      if (is_x || in[column] == "y") {
        map(axis, is_x ? 0 : 1) = row[column];
      } else {
        check(row[column] == 0, where, ": an affine takes ", kAxes[axis],
              " from axis ", in[column], ", which positions here have not");
      }
    }
    map(axis, 2) = row.back();
  }
  return map;
}

AffineMap of_map_axis(const Json& step, std::string_view where) {
  AffineMap map = AffineMap::Zero();
  const Json taken = object_or_empty(step, "mapAxis", where);
  for (int axis = 0; axis < 2; ++axis) {
    const std::string from = text_member(taken, kAxes[axis], where);
    check(from == "x" || from == "y", where, ": a mapAxis takes ", kAxes[axis],
          " from axis ", from, ", which positions here have not");
    map(axis, from == "x" ? 0 : 1) = 1;
  }
  return map;
}

AffineMap map_of(const Json& step, const Axes& in_before,
                 const Axes& out_before, std::string_view where) {
  const Axes in = axes_of(step, "input", in_before, where);
  const Axes out = axes_of(step, "output", out_before, where);
  const std::string type = text_member(step, "type", where);
  if (type == "identity") return identity();
  if (type == "scale" || type == "translation") {
    return of_vector(step, type.c_str(), in, where);
  }
  if (type == "affine") return of_affine(step, in, out, where);
  if (type == "mapAxis") return of_map_axis(step, where);
  check(type == "sequence", where, ": a transformation is of type '", type,
        "'; read are identity, scale, translation, affine, mapAxis and "
        "sequence");
  AffineMap map = identity();
  for (const Json& inner : list_member(step, "transformations", where)) {
    map = joined(map_of(inner, in, out, where), map);
  }
  return map;
}

}  // namespace

AffineMap map_to_system(const Json& attributes, const std::string& system,
                        std::string_view where) {
  std::map<std::string, const Json*> systems;
  const Json& all = list_member(attributes, "coordinateTransformations", where);
  for (const Json& one : all) {
    const Json output = object_or_empty(one, "output", where);
    systems.emplace(text_or(output, "name", "global", where), &one);
  }
  std::vector<std::string> names;
  for (const auto& [name, one] : systems) names.push_back(name);
  check(!system.empty() || systems.size() == 1, where, " lies in ",
        names.size(), " coordinate systems: ", listed(names),
        "; say which is that of the picture in coordinate_system");
  const auto found = system.empty() ? systems.begin() : systems.find(system);
  if (found == systems.end()) {
    fail(where, " lies in no coordinate system '", system, "'",
         name_hint(system, names));
  }
  const Axes axes = {"x", "y"};
  return map_of(*found->second, axes, axes, where);
}

}  // namespace moonstain
