#pragma once

#include <string>

#include "core/base/path.h"
#include "core/engine/record/run_record.h"

namespace moonstain {

/// The record of a run by its number ("12" or "0012"), or of the "latest".
/// @throws Error when it is not there, and as `check_some_run`
RunRecord named_run(const fs::path& workspace, const std::string& run);

/// Whether a word names a run, and no recipe: a number, or "latest".
bool is_run_name(const std::string& what);

/// The same, or of a recipe, by its name or its folder, the record of its last
/// run.
/// @param variant  of the recipe; empty: any
/// @throws Error   as `named_run`; when the recipe has no such run
RunRecord chosen_run(const fs::path& workspace, const std::string& what,
                     const std::string& variant = "");

/// @throws Error in a workspace without runs: it says how one is made
void check_some_run(const fs::path& workspace);

/// "done", "failed", "interrupted", "running"; "killed" of a run that is
/// recorded as running and whose engine is gone.
std::string state_words(const RunRecord& record);

}  // namespace moonstain
