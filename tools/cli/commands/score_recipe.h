#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/path.h"
#include "tools/cli/commands/score_inputs.h"

namespace moonstain {

/// What the recipe of a score says beside its sections.
struct ScoreRecipe {
  std::string name;   ///< of the data set and of the recipe: "samples"
  std::string title;  ///< heading of the page
  std::string model;  ///< what the predictor is called
  std::string target = "cp10k_log1p";
  /// What the truth's values are, where they are no counts; empty: they are.
  std::string truth_unit;
  std::string section_column = "section";
  std::string predictions_layer;
  std::string truth_layer;
  double most_missing = 0.5;
  std::int64_t seed = 1;
  std::int64_t thinnings = 5;
  fs::path split;     ///< empty: what the model was trained on is not known
  fs::path expected;  ///< empty: the claim that is made here
};

/// Writes a recipe that scores these sections: recipe.lua over
/// recipes/lib/score.lua, data_manifests/NAME/manifest.json with the digest of
/// every file, and expected.json. What was in the folder before is replaced.
///
/// @param folder  of the recipe
/// @param data    a folder of links to the files, made anew: where a run finds
///                them (below a workspace's data/)
/// @throws Error  where a folder of that name is somebody else's recipe, a file
///                cannot be read, or a section's predictions are its truth
void write_score_recipe(const ScoreRecipe& recipe,
                        const std::vector<SheetSection>& sections,
                        const fs::path& folder, const fs::path& data);

}  // namespace moonstain
