#include "core/stats/nearest.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/base/error.h"

namespace moonstain {
namespace {

constexpr std::size_t kLeafPoints = 8;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Each step rounds without changing an order, so no point of the box is
// computed to be nearer than this.
double squared_to(const Eigen::AlignedBox2d& box, double x, double y) {
  const double dx = std::max({box.min().x() - x, x - box.max().x(), 0.0});
  const double dy = std::max({box.min().y() - y, y - box.max().y(), 0.0});
  return dx * dx + dy * dy;
}

}  // namespace

void check_finite(const Points& points, std::string_view what) {
  for (Eigen::Index i = 0; i < points.rows(); ++i) {
    check(points.row(i).allFinite(), what, ": point ", i,
          " (counted from 0) lies at (", points(i, 0), ", ", points(i, 1),
          "), expected finite numbers");
  }
}

// The nearest so far, the farthest of them on top of a heap.
struct NearestPoints::Search {
  double x;
  double y;
  std::size_t count;
  std::int64_t without;
  std::vector<Found> heap;

  bool takes(const Found& found) const {
    return heap.size() < count || found < heap.front();
  }
  void add(const Found& found) {
    if (heap.size() == count) {
      std::pop_heap(heap.begin(), heap.end());
      heap.pop_back();
    }
    heap.push_back(found);
    std::push_heap(heap.begin(), heap.end());
  }
};

// The same of one point alone. It begins behind every point, those whose square
// is infinite among them.
struct NearestPoints::OneSearch {
  double x;
  double y;
  std::int64_t without;
  Found best{kInfinity, std::numeric_limits<std::int64_t>::max()};

  bool takes(const Found& found) const { return found < best; }
  void add(const Found& found) { best = found; }
};

NearestPoints::NearestPoints(const Points& points) {
  check_finite(points, "nearest points");
  places_.reserve(static_cast<std::size_t>(points.rows()));
  for (Eigen::Index i = 0; i < points.rows(); ++i) {
    places_.push_back({{points(i, 0), points(i, 1)}, i});
  }
  if (!places_.empty()) build(0, places_.size());
}

std::size_t NearestPoints::build(std::size_t begin, std::size_t end) {
  const std::size_t node = nodes_.size();
  nodes_.push_back({.box = {}, .begin = begin, .end = end});
  Eigen::AlignedBox2d box;
  for (std::size_t i = begin; i < end; ++i) {
    box.extend(Eigen::Vector2d::Map(places_[i].at));
  }
  nodes_[node].box = box;
  if (end - begin <= kLeafPoints) return node;
  const int axis = box.sizes().x() >= box.sizes().y() ? 0 : 1;
  const std::size_t middle = begin + (end - begin) / 2;
  const auto at = [&](std::size_t i) {
    return places_.begin() + static_cast<std::ptrdiff_t>(i);
  };
  std::nth_element(at(begin), at(middle), at(end),
                   [axis](const Place& a, const Place& b) {
                     return a.at[axis] != b.at[axis] ? a.at[axis] < b.at[axis]
                                                     : a.index < b.index;
                   });
  build(begin, middle);
  const std::size_t right = build(middle, end);
  nodes_[node].right = right;
  return node;
}

template <typename AnySearch>
void NearestPoints::descend(std::size_t node, AnySearch& search) const {
  const Node& here = nodes_[node];
  if (here.right == 0) {
    for (std::size_t i = here.begin; i < here.end; ++i) {
      const Place& place = places_[i];
      if (place.index == search.without) continue;
      const double dx = place.at[0] - search.x;
      const double dy = place.at[1] - search.y;
      const Found found{dx * dx + dy * dy, place.index};
      if (search.takes(found)) search.add(found);
    }
    return;
  }
  std::pair<double, std::size_t> halves[] = {
      {squared_to(nodes_[node + 1].box, search.x, search.y), node + 1},
      {squared_to(nodes_[here.right].box, search.x, search.y), here.right}};
  if (halves[1] < halves[0]) std::swap(halves[0], halves[1]);
  for (const auto& [squared, half] : halves) {
    // A point at the very distance may still come before by its index.
    if (search.takes({squared, -1})) descend(half, search);
  }
}

std::vector<NearestPoints::Found> NearestPoints::near(
    double x, double y, std::int64_t count, std::int64_t without) const {
  Search search{x,
                y,
                static_cast<std::size_t>(std::max<std::int64_t>(count, 0)),
                without,
                {}};
  if (search.count > 0 && !nodes_.empty()) descend(0, search);
  std::sort_heap(search.heap.begin(), search.heap.end());
  return std::move(search.heap);
}

std::vector<NearestPoints::Found> NearestPoints::nearest_others() const {
  std::vector<Found> out(places_.size());
  // In the tree's order, in which one search reads what the last one has.
  for (const Place& place : places_) {
    OneSearch search{
        .x = place.at[0], .y = place.at[1], .without = place.index};
    descend(0, search);
    out[static_cast<std::size_t>(place.index)] = search.best;
  }
  if (out.size() == 1) out[0] = {kInfinity, -1};
  return out;
}

}  // namespace moonstain
