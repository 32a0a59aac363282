#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace moonstain {

/// One tested item.
struct VolcanoItem {
  std::string name;   ///< "ERBB2"
  double effect = 0;  ///< NaN: undefined, counted and not drawn
  double p = 0;       ///< 0 to 1; 0 is drawn at the upper edge; NaN as above
};

/// Effects against how unlikely they are by chance.
struct VolcanoPanel {
  std::string item;         ///< noun: "gene"
  std::string effect;       ///< "log2 fold change, gained over lost"
  std::string p;            ///< "adjusted p (Benjamini-Hochberg)"
  double threshold = 0;     ///< of p: at most this is called a finding
  double least_effect = 0;  ///< of its size, likewise; 0: any
  std::size_t labels = 8;   ///< findings of smallest p that are named
  std::vector<VolcanoItem> items;
};

/// Places of the items that are called findings, smallest p first; of equal
/// ones the larger effect, then the first.
std::vector<std::size_t> volcano_findings(const VolcanoPanel& panel);

}  // namespace moonstain
