#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/stats/confusion.h"

namespace moonstain {

/// How often each class was taken for each.
struct ConfusionPanel {
  std::string unit;                  ///< noun of what is classified: "nucleus"
  std::string item;                  ///< noun of a class: "cell type"
  std::vector<std::string> classes;  ///< [classes]
  /// [measured class][predicted class]
  std::vector<std::vector<std::int64_t>> counts;
};

ConfusionPanel confusion_panel(std::string unit, std::string item,
                               const Confusion& confusion);

}  // namespace moonstain
