#pragma once

#include <cstddef>
#include <set>
#include <string>

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/engine/plan/graph.h"
#include "core/engine/record/run_record.h"

namespace moonstain::crate {

/// Which files go into a crate, and how they get there.

inline constexpr const char* kPlan = "plan.json";
inline constexpr const char* kReadme = "README.md";

/// What `kReadme` tells people of the run and of the crate's files.
std::string readme(const RunRecord& record, const std::string& program_version,
                   std::size_t steps, bool with_recipe);

/// What lies in the recipe's folder itself, up to 16 MiB a file and without
/// names that begin with a dot, and files below it that the plan takes; runs
/// may have left results there, too.
///
/// @return  paths below `recipe`
std::set<std::string> recipe_files(const Graph& graph, const fs::path& recipe);

/// Copies a file and makes the folders above it.
/// @throws Error  where one cannot be read or written, and where `to` is there
FileEntry copy_and_hash(const fs::path& from, const fs::path& to);

/// The media type that the end of a name stands for; "" of others.
std::string media_type(const std::string& path);

}  // namespace moonstain::crate
