#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/path.h"
#include "core/data/source/manifest.h"
#include "core/data/source/sample_sheet.h"

namespace moonstain {

/// What a sheet does not say of a data set; texts may be empty.
struct SetWords {
  std::string name;
  std::string title{};
  std::string organism{};
  std::string licence{};
  std::string citation{};
  std::string source{};
};

/// The manifest of a sheet's sections, and what was chosen on the way.
struct SheetManifest {
  Manifest manifest;
  std::vector<std::string> notes;
  /// The folder that all files lie below, for `--data`; empty where all is
  /// packed.
  fs::path data;
  /// Archives that are to lie beside the manifest, by name: "A.zarr.zip".
  std::map<std::string, std::string> archives;
};

/// Finds the files of each row (platform_files.h) and hashes them. In the
/// manifest a file is called SECTION/ and its path below the section's, or its
/// name: nothing says where the data lie on this machine, so that the same data
/// give the same bytes anywhere. A file of two sections has the name that the
/// first gave it. What of a store is packed is one file, SECTION.zarr.zip, the
/// same for the same store.
///
/// @throws Error as find_section_files
SheetManifest manifest_of_sheet(const std::vector<SampleRow>& rows,
                                const SetWords& words);

/// As manifest.json; `Manifest::parse` reads the same of it.
std::string manifest_json(const Manifest& manifest);

/// What "note" is in manifests that were made of a sheet.
inline constexpr std::string_view kSheetNote = "Written by moonstain data add.";

}  // namespace moonstain
