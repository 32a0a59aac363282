#include "core/learn/train/collapse.h"

#include "core/base/text.h"
#include "core/stats/flatness.h"

namespace moonstain {

std::string OutputCollapse::words(std::string_view noun) const {
  return concat(constant_outputs, " of ", outputs, " ", noun,
                " are predicted as one constant over the training spots",
                collapsed() ? "; the network has collapsed" : "");
}

OutputCollapse find_collapse(const std::vector<Matrix>& parts) {
  OutputCollapse result;
  if (parts.empty()) return result;
  result.outputs = parts.front().cols();
  std::vector<float> values;
  for (Eigen::Index output = 0; output < result.outputs; ++output) {
    values.clear();
    for (const Matrix& part : parts) {
      const auto column = part.col(output);
      values.insert(values.end(), column.begin(), column.end());
    }
    if (values.empty()) continue;
    if (common_value(values).share_apart <= kFlatShareApart) {
      ++result.constant_outputs;
    }
  }
  return result;
}

}  // namespace moonstain
