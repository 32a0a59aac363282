#include "core/learn/train/collapse.h"

#include <algorithm>
#include <cmath>

namespace moonstain {

OutputCollapse find_collapse(const MatrixView& predicted) {
  OutputCollapse result{predicted.cols(), 0};
  if (predicted.rows() == 0) return result;
  const std::size_t last = predicted.rows() - 1;
  const std::size_t low = last / 20;
  std::vector<float> values(predicted.rows());
  for (Eigen::Index output = 0; output < predicted.cols(); ++output) {
    for (std::size_t i = 0; i <= last; ++i) values[i] = predicted(i, output);
    std::sort(values.begin(), values.end());
    const double bottom = values[low];
    const double top = values[last - low];
    if (top - bottom <= 1e-6 * (1 + std::abs(bottom))) {
      ++result.constant_outputs;
    }
  }
  return result;
}

}  // namespace moonstain
