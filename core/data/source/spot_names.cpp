#include "core/data/source/spot_names.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <unordered_set>
#include <vector>

#include "core/base/text.h"
#include "core/data/source/finite_number.h"

namespace moonstain {
namespace {

using Names = std::unordered_set<std::string>;

struct Point {
  double x = 0;
  double y = 0;
};

// Beyond it no array has a place.
constexpr double kFarthest = 1e6;

// Of "10x14", and of "10.02x13.98".
std::optional<Point> point_of(std::string_view name) {
  const std::size_t mark = name.find('x');
  if (mark == name.npos) return std::nullopt;
  const auto x = finite_number(name.substr(0, mark));
  const auto y = finite_number(name.substr(mark + 1));
  if (!x || !y || std::abs(*x) >= kFarthest || std::abs(*y) >= kFarthest) {
    return std::nullopt;
  }
  return Point{*x, *y};
}

std::string name_of(double x, double y) {
  return concat(static_cast<std::int64_t>(std::nearbyint(x)), "x",
                static_cast<std::int64_t>(std::nearbyint(y)));
}

// "10x14" of "S1_10x14", of "X10x14" and of "10x14_1"; the name where there is
// none in it.
std::string inner_name(const std::string& name) {
  constexpr std::string_view kDigits = "0123456789";
  for (std::size_t mark = name.find('x'); mark != name.npos;
       mark = name.find('x', mark + 1)) {
    const std::size_t before =
        mark == 0 ? name.npos : name.find_last_not_of(kDigits, mark - 1);
    const std::size_t start = before == name.npos ? 0 : before + 1;
    const std::size_t end =
        std::min(name.find_first_not_of(kDigits, mark + 1), name.size());
    if (start < mark && end > mark + 1) return name.substr(start, end - start);
  }
  return name;
}

// "10x14" of "10_14", "10X14", "10-14"; the name where it is no such.
std::string with_x(const std::string& name) {
  const std::size_t mark = name.find_first_not_of("0123456789");
  const bool is_pair =
      mark != name.npos && mark > 0 && mark + 1 < name.size() &&
      name.find_first_not_of("0123456789", mark + 1) == name.npos;
  return is_pair ? concat(name.substr(0, mark), "x", name.substr(mark + 1))
                 : name;
}

using Change = std::function<std::string(const std::string&)>;

// A change of the position in a name.
Change moved(const std::function<Point(Point)>& move) {
  return [move](const std::string& name) {
    const auto point = point_of(name);
    if (!point) return name;
    const Point to = move(*point);
    return name_of(to.x, to.y);
  };
}

double joined(const std::vector<std::string>& names, const Change& change,
              const Names& positions) {
  const auto found = std::ranges::count_if(names, [&](const auto& name) {
    return positions.contains(change(name));
  });
  return static_cast<double>(found) / static_cast<double>(names.size());
}

Names names_by(const Table& positions, std::string_view x_column,
               std::string_view y_column, bool as_written) {
  Names names;
  if (!positions.has(x_column) || !positions.has(y_column)) return names;
  const std::size_t x = positions.column(x_column);
  const std::size_t y = positions.column(y_column);
  for (std::size_t row = 0; row < positions.rows(); ++row) {
    const std::string written =
        concat(positions.field(row, x), "x", positions.field(row, y));
    const auto point = point_of(written);
    names.insert(as_written || !point ? written : name_of(point->x, point->y));
  }
  return names;
}

}  // namespace

std::string guess_of_unjoined(const Table& counts, std::string_view counts_name,
                              const Table& positions,
                              std::string_view positions_name, double share) {
  std::vector<std::string> rows;
  for (std::size_t row = 0; row < counts.rows(); ++row) {
    rows.emplace_back(counts.field(row, 0));
  }
  const std::vector<std::string> columns(counts.columns().begin() + 1,
                                         counts.columns().end());
  const Names by_xy = names_by(positions, "x", "y", false);
  const Names by_new_xy = names_by(positions, "new_x", "new_y", true);
  const Change same = [](const std::string& name) { return name; };
  const std::string names = concat("the names in ", counts_name);
  const std::string first = concat("'", rows.front(), "'");

  struct Guess {
    const std::vector<std::string>& spots;
    const Names& positions;
    Change change;
    std::string sentence;
  };
  const std::vector<Guess> guesses = {
      {rows, by_xy, same,
       concat(names, " fit those of ", positions_name,
              ": is it cut short, or were spots taken out of it?")},
      {columns, by_xy, same,
       concat("the columns of ", counts_name,
              " name the spots: write it transposed, with a spot a row")},
      {rows, by_new_xy, same,
       concat(names, " are new_x and new_y of ", positions_name,
              ": name its spots by x and y")},
      {rows, by_xy, moved([](Point p) { return p; }),
       concat(names, " have decimals, as ", first,
              ": name its spots by x and y, rounded")},
      {rows, by_xy, inner_name,
       concat(names, " have more than x and y, as ", first, ": name it '",
              inner_name(rows.front()), "'")},
      {rows, by_xy, with_x,
       concat(names, " have no 'x' between x and y, as ", first, ": name it '",
              with_x(rows.front()), "'")},
      {rows, by_xy, moved([](Point p) { return Point{p.y, p.x}; }),
       concat(names, " are y and x, as ", first,
              ": exchange them, or x and y in ", positions_name)},
      {rows, by_xy, moved([](Point p) { return Point{p.x + 1, p.y + 1}; }),
       concat(names, " count from 0 where x and y of ", positions_name,
              " count from 1: add 1 to both")},
      {rows, by_xy, moved([](Point p) { return Point{p.x - 1, p.y - 1}; }),
       concat(names, " count from 1 where x and y of ", positions_name,
              " count from 0: take 1 from both")}};
  for (const Guess& guess : guesses) {
    if (joined(guess.spots, guess.change, guess.positions) >= share) {
      return guess.sentence;
    }
  }
  return "are both tables of the same section?";
}

}  // namespace moonstain
