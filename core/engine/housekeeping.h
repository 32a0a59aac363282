#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/digest.h"
#include "core/engine/catalog.h"

namespace moonstain {

/// What `verify` found.
struct VerifyReport {
  std::uint64_t objects = 0;  ///< hashed
  std::uint64_t bytes = 0;
  /// "object 9f2c...: file x/c/0 ..., its content has changed; ..." each
  std::vector<std::string> problems;
};

/// Hashes every object of the store again. An object that is not what its name
/// says, or is gone, is moved out to `.moonstain/damaged/` and forgotten, so
/// that the next run that needs it computes it anew.
///
/// Takes the workspace's lock. @param repair  false: only report
VerifyReport verify(const std::filesystem::path& workspace, bool repair = true);

struct GcReport {
  std::uint64_t kept_objects = 0, kept_bytes = 0;
  std::uint64_t removed_objects = 0, removed_bytes = 0;
  std::uint64_t removed_runs = 0;  ///< whose logs and failed stages went
};

struct GcSettings {
  std::filesystem::path workspace = ".moonstain";
  std::filesystem::path results = "results";
  unsigned recent_runs = 10;  ///< all objects of their plans are kept
  bool dry_run = false;       ///< only say what would be removed
};

/// Removes objects that neither a named result nor one of the recent runs
/// needs, and logs and failed stages of older runs. What is known of removed
/// results stays in the ledger: a plan that needs only what follows from them
/// still finds it kept.
///
/// @throws Error at once, saying for whom, when a run holds the workspace
GcReport collect_garbage(const Catalog& catalog, const GcSettings& settings);

}  // namespace moonstain
