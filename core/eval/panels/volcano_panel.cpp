#include "core/eval/panels/volcano_panel.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace moonstain {

std::vector<std::size_t> volcano_findings(const VolcanoPanel& panel) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < panel.items.size(); ++i) {
    const VolcanoItem& one = panel.items[i];
    if (one.p <= panel.threshold &&
        std::abs(one.effect) >= panel.least_effect) {
      found.push_back(i);
    }
  }
  std::stable_sort(found.begin(), found.end(),
                   [&](std::size_t a, std::size_t b) {
                     const VolcanoItem& left = panel.items[a];
                     const VolcanoItem& right = panel.items[b];
                     return std::tuple(left.p, -std::abs(left.effect)) <
                            std::tuple(right.p, -std::abs(right.effect));
                   });
  return found;
}

}  // namespace moonstain
