#include "core/learn/train/collapse.h"

#include <cstddef>

#include "core/stats/flatness.h"

namespace moonstain {

OutputCollapse find_collapse(const MatrixView& predicted) {
  OutputCollapse result{predicted.cols(), 0};
  if (predicted.rows() == 0) return result;
  for (Eigen::Index output = 0; output < predicted.cols(); ++output) {
    const Eigen::VectorXf values = predicted.col(output);
    const CommonValue common =
        common_value({values.data(), static_cast<std::size_t>(values.size())});
    if (common.share_apart <= kFlatShareApart) ++result.constant_outputs;
  }
  return result;
}

}  // namespace moonstain
