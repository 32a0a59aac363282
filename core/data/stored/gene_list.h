#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/path.h"

namespace moonstain {

/// Genes that were chosen by looking at measurements, and how. Plain Zarr:
/// array "genes" [genes]; the root attribute "rule" is the sentence, "name" the
/// name where there is one.
struct GeneList {
  static constexpr std::string_view kType = "GeneList";

  std::vector<std::string> genes;  ///< names, unique, at least one
  /// "of the 1500 most variable genes of her2st/A1 those that ..."
  std::string rule;
  /// What a metric calls the list that is looked at alone, "svg20"
  /// (core/eval/metrics/metric_kind.h); empty for genes that are all.
  std::string name = {};

  /// @throws Error on a list without genes or with one that is there twice
  static GeneList read(const fs::path& folder);
  void write(const fs::path& folder) const;
};

}  // namespace moonstain
