#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/base/digest.h"
#include "core/base/path.h"
#include "core/engine/plan/graph.h"
#include "core/engine/store/workspace.h"

namespace moonstain {

/// Recipe, variant, outputs and sections must be names of files.
/// @throws Error "output '../x' cannot be the name of a file in results/"
void check_result_names(const std::string& variant, const Graph& graph);

/// Links to the objects of a graph's outputs:
///
///     RESULTS/RECIPE/VARIANT/OUTPUT            an output that is one value
///     RESULTS/RECIPE/VARIANT/OUTPUT/B4         a list by section
///     RESULTS/RECIPE/VARIANT/OUTPUT/001        another list
///     RESULTS/RECIPE/latest -> VARIANT
///
/// Relative, so that workspace and results can be moved together. Links of
/// outputs that are no more go; other files (a report) stay.
///
/// @param objects  by output name, in order of the output's nodes
/// @return         the variant's folder
/// @throws Error   on a file of somebody else where a link must be, and as
///                 check_result_names before anything is touched
fs::path link_results(
    const Workspace& workspace, const fs::path& results,
    const std::string& variant, const Graph& graph,
    const std::map<std::string, std::vector<Digest>>& objects);

/// Links below `results` to objects: path from there, and the object.
std::map<std::string, Digest> object_links(const fs::path& results);

/// Objects that links below `results` name, sorted.
std::vector<Digest> linked_objects(const fs::path& results);

}  // namespace moonstain
