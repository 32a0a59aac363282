#include "core/eval/panels/confusion_panel.h"

#include <utility>

namespace moonstain {

ConfusionPanel confusion_panel(std::string unit, std::string item,
                               const Confusion& confusion) {
  ConfusionPanel panel{std::move(unit), std::move(item), confusion.classes, {}};
  for (Eigen::Index i = 0; i < confusion.counts.rows(); ++i) {
    auto& row = panel.counts.emplace_back();
    for (Eigen::Index j = 0; j < confusion.counts.cols(); ++j) {
      row.push_back(confusion.counts(i, j));
    }
  }
  return panel;
}

}  // namespace moonstain
