#include "core/stats/nearest_rows.h"

#include <algorithm>
#include <limits>
#include <map>
#include <vector>

#include "core/base/error.h"

namespace moonstain {
namespace {

constexpr Eigen::Index kColumns = 64;  // between two looks at the farthest
constexpr Eigen::Index kQueries = 8;   // that another row is read for

// The nearest rows so far, sorted; a later one at the same distance stays
// behind.
struct Nearest {
  explicit Nearest(std::int64_t count)
      : distances(static_cast<std::size_t>(count),
                  std::numeric_limits<float>::infinity()),
        rows(static_cast<std::size_t>(count), -1) {}

  float farthest() const { return distances.back(); }

  void add(float distance, std::int64_t row) {
    std::size_t place = distances.size() - 1;
    for (; place > 0 && distances[place - 1] > distance; --place) {
      distances[place] = distances[place - 1];
      rows[place] = rows[place - 1];
    }
    distances[place] = distance;
    rows[place] = row;
  }

  std::vector<float> distances;
  std::vector<std::int64_t> rows;
};

// Infinity as soon as it is not below `limit`.
template <RowDistance kind>
float distance_below(const float* a, const float* b, Eigen::Index columns,
                     float limit) {
  using Part = Eigen::Map<const Eigen::ArrayXf>;
  float sum = 0;
  for (Eigen::Index first = 0; first < columns; first += kColumns) {
    const Eigen::Index width = std::min(kColumns, columns - first);
    const auto difference = Part(a + first, width) - Part(b + first, width);
    sum += kind == RowDistance::l1 ? difference.abs().sum()
                                   : difference.square().sum();
    if (!(sum < limit)) return std::numeric_limits<float>::infinity();
  }
  return sum;
}

template <RowDistance kind>
void search(const MatrixView& queries,
            std::span<const std::int64_t> query_groups, const MatrixView& pool,
            std::span<const std::int64_t> pool_groups, RowNumbers& found) {
  for (Eigen::Index first = 0; first < queries.rows(); first += kQueries) {
    const Eigen::Index last = std::min(first + kQueries, queries.rows());
    std::vector<Nearest> nearest(static_cast<std::size_t>(last - first),
                                 Nearest(found.cols()));
    for (Eigen::Index row = 0; row < pool.rows(); ++row) {
      for (Eigen::Index query = first; query < last; ++query) {
        if (pool_groups[row] == query_groups[query]) continue;
        Nearest& its = nearest[static_cast<std::size_t>(query - first)];
        const float distance = distance_below<kind>(
            queries.row(query).data(), pool.row(row).data(), pool.cols(),
            its.farthest());
        if (distance < its.farthest()) its.add(distance, row);
      }
    }
    for (Eigen::Index query = first; query < last; ++query) {
      std::copy_n(nearest[static_cast<std::size_t>(query - first)].rows.begin(),
                  found.cols(), &found(query, 0));
    }
  }
}

// Rows of a block meet all before them, and then one another: each row is
// offered the others in their order, so that of those at one distance the first
// stay in front.
template <RowDistance kind>
void search_others(const MatrixView& rows, RowNumbers& found) {
  std::vector<Nearest> nearest(static_cast<std::size_t>(rows.rows()),
                               Nearest(found.cols()));
  const auto meet = [&](Eigen::Index earlier, Eigen::Index later) {
    Nearest& of_earlier = nearest[static_cast<std::size_t>(earlier)];
    Nearest& of_later = nearest[static_cast<std::size_t>(later)];
    const float distance = distance_below<kind>(
        rows.row(earlier).data(), rows.row(later).data(), rows.cols(),
        std::max(of_earlier.farthest(), of_later.farthest()));
    if (distance < of_earlier.farthest()) of_earlier.add(distance, later);
    if (distance < of_later.farthest()) of_later.add(distance, earlier);
  };
  for (Eigen::Index first = 0; first < rows.rows(); first += kQueries) {
    const Eigen::Index last = std::min(first + kQueries, rows.rows());
    for (Eigen::Index earlier = 0; earlier < last; ++earlier) {
      for (Eigen::Index later = std::max(first, earlier + 1); later < last;
           ++later) {
        meet(earlier, later);
      }
    }
  }
  for (Eigen::Index row = 0; row < rows.rows(); ++row) {
    std::copy_n(nearest[static_cast<std::size_t>(row)].rows.begin(),
                found.cols(), &found(row, 0));
  }
}

// Squares of numbers beyond 1e19 are not finite, and nothing is nearest then.
void check_found(const RowNumbers& found, const char* where) {
  check((found.array() >= 0).all(), where,
        ": distances that are too large for float32; scale the values");
}

}  // namespace

RowNumbers nearest_rows(const MatrixView& queries,
                        std::span<const std::int64_t> query_groups,
                        const MatrixView& pool,
                        std::span<const std::int64_t> pool_groups,
                        std::int64_t count, RowDistance distance) {
  check(queries.cols() == pool.cols() && queries.cols() >= 1,
        "nearest_rows: queries of ", queries.cols(), " columns and rows of ",
        pool.cols(), "; expected as many, at least 1");
  check(std::ssize(query_groups) == queries.rows() &&
            std::ssize(pool_groups) == pool.rows() && count >= 1,
        "nearest_rows: ", query_groups.size(), " and ", pool_groups.size(),
        " groups for ", queries.rows(), " and ", pool.rows(),
        " rows, the nearest ", count, "; expected one a row and at least 1");
  check(queries.allFinite() && pool.allFinite(),
        "nearest_rows: a value is not finite");
  std::map<std::int64_t, std::int64_t> of_group;
  for (const std::int64_t group : pool_groups) ++of_group[group];
  for (Eigen::Index row = 0; row < queries.rows(); ++row) {
    const auto own = of_group.find(query_groups[row]);
    const std::int64_t others =
        pool.rows() - (own == of_group.end() ? 0 : own->second);
    check(others >= count, "nearest_rows: row ", row, " has ", others,
          " rows of other groups, ", count, " are asked for");
  }
  RowNumbers found(queries.rows(), count);
  if (distance == RowDistance::l1) {
    search<RowDistance::l1>(queries, query_groups, pool, pool_groups, found);
  } else {
    search<RowDistance::l2>(queries, query_groups, pool, pool_groups, found);
  }
  check_found(found, "nearest_rows");
  return found;
}

RowNumbers nearest_others(const MatrixView& rows, std::int64_t count,
                          RowDistance distance) {
  check(rows.cols() >= 1 && count >= 1 && count < rows.rows(),
        "nearest_others: the nearest ", count, " of ", rows.rows(), " rows of ",
        rows.cols(),
        " columns; expected at least 1 column, and 1 to one fewer than there "
        "are rows");
  check(rows.allFinite(), "nearest_others: a value is not finite");
  RowNumbers found(rows.rows(), count);
  if (distance == RowDistance::l1) {
    search_others<RowDistance::l1>(rows, found);
  } else {
    search_others<RowDistance::l2>(rows, found);
  }
  check_found(found, "nearest_others");
  return found;
}

}  // namespace moonstain
