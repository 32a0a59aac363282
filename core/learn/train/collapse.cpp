#include "core/learn/train/collapse.h"

#include <cstddef>

#include "core/base/text.h"
#include "core/stats/flatness.h"

namespace moonstain {

std::string OutputCollapse::words(std::string_view noun) const {
  return concat(constant_outputs, " of ", outputs, " ", noun,
                " are predicted as one constant over the training spots",
                collapsed() ? "; the network has collapsed" : "");
}

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
