#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/path.h"
#include "core/data/source/manifest.h"

namespace moonstain {

/// Checks a file of a manifest: it is there, has the size and the sha256.
///
/// @throws Error "manifest her2st: data/ST-cnts/B1.tsv.gz has sha256 9f2c...,
///               the manifest says 41d7...; the file is not the published one"
void verify_file(const Manifest& manifest, const ManifestFile& file,
                 const fs::path& path);

/// What `fetch` did.
struct Fetched {
  std::size_t copied = 0;
  std::size_t kept = 0;  ///< were there already, and right
  std::uint64_t copied_bytes = 0;
  /// What below `from` could not be looked at where a file was searched for:
  /// "PATH: cannot open the folder: Permission denied; ...".
  std::vector<std::string> notes;
};

/// Copies the manifest's files from a folder into another, each verified by
/// size and sha256 on the way. A file appears under its name only when it is
/// whole and right; what is there and right is kept. In `from` a file is looked
/// for at its path, then by size and sha256 anywhere below: regular files
/// alone, also behind links; links to folders are not followed.
///
/// @throws Error naming the first file that is missing or altered; what was
///               copied before stays
Fetched fetch(const Manifest& manifest, const fs::path& from,
              const fs::path& to);

}  // namespace moonstain
