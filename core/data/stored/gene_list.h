#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/path.h"

namespace moonstain {

/// Genes that were chosen by looking at measurements, and how. Plain Zarr:
/// array "genes" [genes]; the root attribute "rule" is the sentence.
struct GeneList {
  static constexpr std::string_view kType = "GeneList";

  std::vector<std::string> genes;  ///< names, unique, at least one
  /// "of the 1500 most variable genes of her2st/A1 those that ..."
  std::string rule;

  /// @throws Error on a list without genes or with one that is there twice
  static GeneList read(const fs::path& folder);
  void write(const fs::path& folder) const;
};

}  // namespace moonstain
