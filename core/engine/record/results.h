#pragma once

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

/// RESULTS/RECIPE is one recipe's: a link in it, `.recipe`, leads to the folder
/// of the recipe whose results they are. Another recipe of that name may have
/// it once there is no recipe.lua any more where the link leads to.
///
/// @param folder  the recipe's; empty: not known, and nothing is refused
/// @throws Error  "results/read has results of another recipe of that name,
///                PATH; ..."
void check_results_owner(const fs::path& results, const std::string& recipe,
                         const fs::path& folder);

/// Whether RESULTS/RECIPE/VARIANT is there or can be made: asked before a run
/// of hours whose results could not be named.
/// @throws Error  "results is no folder, ..." on a file or a link to nothing at
///                one of these or above, on a folder that cannot be written
void check_results_folder(const fs::path& results, const std::string& recipe,
                          const std::string& variant);

/// What the values of a list are called below their output's name: "B4" of
/// "her2st/B4" where that tells them apart, else "001".
std::vector<std::string> result_item_names(const Graph& graph,
                                           const std::vector<NodeIndex>& nodes);

/// Links to the objects of a graph's outputs:
///
///     RESULTS/RECIPE/VARIANT/OUTPUT            an output that is one value
///     RESULTS/RECIPE/VARIANT/OUTPUT/B4         a list by section
///     RESULTS/RECIPE/VARIANT/OUTPUT/001        another list
///     RESULTS/RECIPE/latest -> VARIANT
///     RESULTS/RECIPE/.recipe                   check_results_owner
///
/// Relative, so that workspace and results can be moved together. Links of
/// outputs that are no more go; other files (a report) stay.
///
/// @param objects  by output name, in order of the output's nodes
/// @param recipe_folder  as `folder` above
/// @return         the variant's folder
/// @throws Error   on a file of somebody else where a link must be, on a link
///                 where a folder must be, and as check_result_names and
///                 check_results_owner before anything is touched
fs::path link_results(const Workspace& workspace, const fs::path& results,
                      const std::string& variant, const Graph& graph,
                      const std::map<std::string, std::vector<Digest>>& objects,
                      const fs::path& recipe_folder = {});

/// A folder of results as the ledger remembers it: its path from the
/// workspace's folder, links on the way followed.
fs::path remembered_results(const Workspace& workspace,
                            const fs::path& results);
/// Where such a path leads to.
fs::path results_at(const Workspace& workspace, const fs::path& remembered);

/// Links below `results` to objects: path from there, and the object, as far
/// as the link's own text tells; it may lead nowhere, or into another store.
std::map<std::string, Digest> object_links(const fs::path& results);

/// Objects that links below `results` name, sorted.
std::vector<Digest> linked_objects(const fs::path& results);

}  // namespace moonstain
