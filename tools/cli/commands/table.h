#pragma once

#include <string>
#include <vector>

#include "core/base/path.h"
#include "core/engine/step/catalog.h"

namespace moonstain {

struct TableOptions {
  /// Numbers of runs, or recipes: of a recipe the last run of each setting that
  /// has been made with it and has scores.
  std::vector<std::string> which;
  std::string page;  ///< a file for the same as a page; "": none
};

/// Predictors of several runs in one table: methods by protocol, by data and by
/// places scored, whatever the runs differ in.
int table_command(const fs::path& workspace, const Catalog& catalog,
                  const TableOptions& options, bool json);

}  // namespace moonstain
