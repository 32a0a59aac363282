#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/engine/step/catalog.h"

namespace moonstain {

/// What was kept and removed, or would be.
struct GcReport {
  std::uint64_t kept_objects = 0, kept_bytes = 0;
  std::uint64_t removed_objects = 0, removed_bytes = 0;
  std::uint64_t removed_runs = 0;  ///< whose logs and failed stages went
  /// Among the removed: objects that no result was known for.
  std::uint64_t unknown_objects = 0;
  /// Folders of results that were remembered and are there no more; those that
  /// would be let go of in a dry run.
  std::vector<std::string> forgotten;
  /// What could not be removed, or not whole, and why: "PATH: cannot remove:
  /// Operation not permitted; ...". Nothing names it any more, so it is among
  /// the removed.
  std::vector<std::string> left;
};

struct GcSettings {
  std::filesystem::path workspace = ".moonstain";
  /// One folder of results; those that runs remember are looked at as well.
  std::filesystem::path results = "results";
  unsigned recent_runs = 10;  ///< all objects of their plans are kept
  bool dry_run = false;       ///< only say what would be removed
  /// Results whose folder is gone are needed no more.
  bool forget = false;
};

/// Removes objects that neither a result named in any folder that a run has put
/// results into, nor one of the recent runs needs, and logs and failed stages
/// of older runs. What is known of removed results stays in the ledger: a plan
/// that needs only what follows from them still finds it kept. What cannot be
/// removed stops nothing. No result is opened: the time goes with the number of
/// files, not with their sizes.
///
/// A folder of results that is gone was removed, or moved, or lies on a disk
/// that is not there: nothing is removed until it is back or its user lets go
/// of it (`forget`). So it is where it cannot be told, as for want of
/// permission.
///
/// @throws Error at once, saying for whom, when a run holds the workspace,
///               naming folders of results that are gone, and "gc cannot know
///               what results in PATH name: ..."
GcReport collect_garbage(const Catalog& catalog, const GcSettings& settings);

}  // namespace moonstain
