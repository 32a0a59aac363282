#include "core/eval/panels/defined_pairs.h"

#include <cmath>
#include <limits>

#include "core/base/matrix.h"
#include "core/stats/correlation.h"

namespace moonstain {
namespace {

Matrix column_of(const std::vector<double>& values) {
  Matrix column(static_cast<Eigen::Index>(values.size()), 1);
  for (std::size_t i = 0; i < values.size(); ++i) {
    column(static_cast<Eigen::Index>(i), 0) = static_cast<float>(values[i]);
  }
  return column;
}

}  // namespace

double DefinedPairs::pearson() const {
  if (x.size() < 2) return std::numeric_limits<double>::quiet_NaN();
  return pearson_by_gene(column_of(y), column_of(x))[0];
}

DefinedPairs defined_pairs(const std::vector<double>& x,
                           const std::vector<double>& y) {
  DefinedPairs pairs;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (std::isfinite(x[i]) && std::isfinite(y[i])) {
      pairs.x.push_back(x[i]);
      pairs.y.push_back(y[i]);
    } else {
      ++pairs.undefined;
    }
  }
  return pairs;
}

}  // namespace moonstain
