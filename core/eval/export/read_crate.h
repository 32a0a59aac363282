#pragma once

#include <map>
#include <string>

#include "core/base/digest.h"
#include "core/base/path.h"
#include "core/engine/record/plan_record.h"

namespace moonstain {

/// What a crate that `write_crate` made says of its run, once all its files
/// are found to be there and as they were.
struct CrateContents {
  StoredPlan plan;
  /// By their names in the crate, "findings", "scores/B4": the digests of the
  /// objects.
  std::map<std::string, Digest> results;
};

/// Reads a crate and looks at all of it: each file of which its metadata has a
/// sha256, by that, and each result, by the digest of its files.
///
/// @param folder  as a person has it: somebody else's, copied about
/// @throws Error  naming crate and file: where it has no metadata, or those of
///                another program; where a file or a result that they name is
///                not there, or is another one; on a name that leads out of the
///                folder
CrateContents read_crate(const fs::path& folder);

}  // namespace moonstain
