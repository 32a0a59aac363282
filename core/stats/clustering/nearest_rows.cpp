#include "core/stats/clustering/nearest_rows.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/error.h"

namespace moonstain {

NearestRows nearest_rows(const MatrixDView& values, std::int64_t count) {
  const Eigen::Index rows = values.rows();
  check(count >= 1 && rows > count, "nearest_rows: ", count,
        " nearest others of each of ", rows,
        " row(s); at least 1 is asked for, and there must be more rows");
  NearestRows out;
  out.count = count;
  // Column-major, so that all distances of a row grow a column at a time.
  const Eigen::MatrixXd columns = values;
  Eigen::VectorXd squared(rows);
  std::vector<std::pair<double, std::int32_t>> order;
  for (Eigen::Index row = 0; row < rows; ++row) {
    squared.setZero();
    for (Eigen::Index k = 0; k < columns.cols(); ++k) {
      squared.array() += (columns.col(k).array() - columns(row, k)).square();
    }
    order.clear();
    for (Eigen::Index other = 0; other < rows; ++other) {
      if (other == row) continue;
      order.emplace_back(squared[other], static_cast<std::int32_t>(other));
    }
    const auto end = order.begin() + count;
    std::partial_sort(order.begin(), end, order.end());
    for (auto found = order.begin(); found != end; ++found) {
      out.index.push_back(found->second);
      out.distance.push_back(std::sqrt(found->first));
    }
  }
  return out;
}

}  // namespace moonstain
