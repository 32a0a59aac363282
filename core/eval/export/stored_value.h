#pragma once

#include <string>
#include <vector>

#include "core/base/path.h"

namespace moonstain {

/// A result of a run, to be put into another form.
struct StoredValue {
  /// By which it is called outside: "findings"; of a list "dataset/B4",
  /// "scores/001".
  std::string name;
  std::string type;  ///< "Dataset", "Findings"; "" where it is none of ours
  fs::path folder;   ///< its object
};

/// What kind of noun an object holds, as it says itself: "Dataset", "Findings".
/// @return "" for files of others
std::string stored_type(const fs::path& folder);

/// Whether a noun is a table of AnnData.
bool is_anndata(const fs::path& folder);

}  // namespace moonstain
