#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bindings/audit/replanner.h"
#include "core/base/path.h"
#include "core/engine/plan/graph.h"
#include "core/engine/plan/numeric_class.h"
#include "core/engine/step/catalog.h"
#include "core/engine/worker/gpus.h"
#include "tools/cli/recipe_place.h"

namespace moonstain {

inline constexpr const char* kVersion = "0.1.0";

/// What the process leaves with.
enum ExitCode { kDone = 0, kNodeFailed = 1, kWrong = 2, kGateFailed = 3 };

/// What most commands take.
struct CommonOptions {
  std::string recipe;             ///< what `find_recipe` takes
  std::vector<std::string> sets;  ///< NAME=VALUE
  fs::path workspace = ".moonstain";
  fs::path results = "results";
  std::vector<std::string> data;        ///< folders of --data
  std::string numeric;                  ///< empty: the bundle's, else native
  std::string device = "cpu";           ///< of networks: "cpu" or "cuda"
  std::vector<std::string> unconfined;  ///< names of programs
  std::string weights;                  ///< a file; empty: none is named
  bool json = false;
};

/// Where Moonstain's own files lie: recipes/, data_manifests/. In this order
/// $MOONSTAIN_HOME, the folders above the program, those above the current
/// one.
/// @return empty when none holds data_manifests/
fs::path home_folder();

/// The program beside this one; $MOONSTAIN_WORKER in its place.
/// @throws Error when it is not there
fs::path worker_program();

/// Catalog, recipe and settings of one command. A bundle's own settings and
/// numeric class hold where the command line says nothing else.
class Session {
 public:
  /// @throws Error as find_recipe, check_steps and, for networks on a GPU,
  ///               find_gpus
  explicit Session(CommonOptions options);

  const CommonOptions& options() const { return options_; }
  const Catalog& catalog() const { return catalog_; }
  const NumericClass& numbers() const { return numbers_; }
  const Gpus& gpus() const { return gpus_; }
  const fs::path& home() const { return home_; }
  const std::map<std::string, std::string>& settings() const {
    return settings_;
  }

  const fs::path& recipe_folder() const { return place_.folder; }
  /// The bundle that the recipe came in; nullptr: in none.
  const OpenedBundle* bundle() const {
    return place_.bundle ? &*place_.bundle : nullptr;
  }
  /// RecipePlace::origin
  const std::string& origin() const { return place_.origin; }
  /// The recipe under the settings of the command line, to be planned.
  Replanner replanner() const;

  /// Where files are looked for: --weights, --data, $MOONSTAIN_DATA, fetched
  /// files, samples, recipes/lib, the recipe's folder.
  std::vector<fs::path> data_folders() const;

  /// "moonstain run recipes/demo --set epochs=5", as a shell takes it
  std::string command_line(const std::string& command) const;

 private:
  CommonOptions options_;
  std::map<std::string, std::string> settings_;
  Catalog catalog_;
  fs::path home_;
  RecipePlace place_;
  NumericClass numbers_;
  std::optional<SourceFile> weights_;
  Gpus gpus_;
};

/// The catalog that is compiled in.
const Catalog& compiled_catalog();

/// The GPUs of this machine, by the LibTorch that MOONSTAIN_LIBTORCH names.
/// @throws Error as find_gpus
Gpus gpus_here(const Catalog& catalog);

}  // namespace moonstain
