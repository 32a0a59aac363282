#pragma once

#include <string>
#include <vector>

#include "core/base/path.h"
#include "tools/cli/session.h"

namespace moonstain {

/// What `export` is asked for; a form that is not is empty.
struct ExportOptions {
  std::string what = "latest";  ///< a run's number, or a recipe
  std::string variant;          ///< of the recipe
  std::vector<std::string> of;  ///< paths of results; none: the named outputs
  fs::path rocrate, mlflow, spatialdata, h5ad, csv;
};

/// `moonstain export`: the results of an ended run in a form that other
/// programs open. Each form is made whole or not at all.
/// @throws Error  where nothing was asked for, where a target is there
///                already, where no result has the form, and as
///                exported_run.h
int export_command(const CommonOptions& common, const ExportOptions& options);

}  // namespace moonstain
