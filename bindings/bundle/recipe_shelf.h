#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/digest.h"
#include "core/base/path.h"

namespace moonstain {

/// A recipe on a shelf: a bundle with the sha256 that it must have, or a
/// folder.
struct ShelfEntry {
  std::string path;              ///< from the shelf's folder
  std::optional<Digest> sha256;  ///< of a bundle
};

/// A folder of recipes and bundles with an index, FOLDER/shelf.json:
///
///     { "shelf": 1,
///       "recipes": { "first": { "file": "first.moon", "sha256": "9f2c..." },
///                    "own": { "folder": "own" } } }
///
/// What lies in the folder and not in the index is not on the shelf.
struct RecipeShelf {
  fs::path folder;
  std::map<std::string, ShelfEntry> recipes;

  /// Whether a folder has an index.
  static bool is_there(const fs::path& folder);
  /// @throws Error "FOLDER/shelf.json: ..." on an index of another form, and on
  ///               a path that leads out of the shelf
  static RecipeShelf read(const fs::path& folder);
  /// Writes the index, whole or not at all.
  void write() const;
};

/// The commit that a folder of a git checkout is at, by the files of its
/// repository alone (git's gitrepository-layout): HEAD, and the ref or packed
/// ref that it names; also of a worktree. Whether files were changed since is
/// not looked at.
/// @return empty where there is none, or it cannot be told
std::string git_commit(const fs::path& folder);

}  // namespace moonstain
