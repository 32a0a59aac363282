#pragma once

#include <string>

#include "core/base/path.h"
#include "core/data/source/sheet_manifest.h"

namespace moonstain {

/// `moonstain data add SHEET`: the manifest of one's own data.
struct DataAddOptions {
  std::string sheet;
  std::string output = ".";  ///< the recipe's folder
  SetWords words;            ///< name: empty = that of the sheet's folder
};

/// Writes OUTPUT/data_manifests/NAME/manifest.json, which `ms.manifest "NAME"`
/// of the recipe in OUTPUT finds, and prints what is in it and how to run it:
/// of a recipe with a param `dataset` with its name, and where no recipe is in
/// OUTPUT that there is none.
/// A manifest that a sheet made before is replaced as a whole.
int data_add_command(const DataAddOptions& options, bool json);

}  // namespace moonstain
