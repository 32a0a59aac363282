#include "core/eval/export/new_target.h"

#include <unistd.h>

#include "core/base/error.h"
#include "core/base/folder.h"

namespace moonstain {
namespace {

// "DIR/", as a shell completes it, is DIR.
fs::path without_slash(const fs::path& path) {
  return path.has_filename() ? path : path.parent_path();
}

// A place where nothing is. An export that was killed may have had this one's
// number, which comes again in a container: what it had made is removed.
fs::path place_beside(const fs::path& target) {
  const fs::path folder = target.parent_path();
  const fs::path place =
      (folder.empty() ? fs::path(".") : folder) /
      concat(".", target.filename().native(), ".", ::getpid(), ".new");
  remove_tree(place);
  return place;
}

void fill_and_name(const fs::path& made, const fs::path& target,
                   const std::function<void(const fs::path&)>& fill) {
  try {
    fill(made);
    rename_path(made, target);
  } catch (...) {
    try_remove_tree(made);
    throw;
  }
}

}  // namespace

void make_new_folder(const fs::path& target,
                     const std::function<void(const fs::path&)>& fill) {
  const fs::path named = without_slash(target);
  check(!entry_exists(named) || is_folder(named), named.native(),
        " is there and is no folder; name another one");
  check(!entry_exists(named) || list_folder(named).empty(), named.native(),
        " is there and holds files; name a folder that is empty or not there");
  const fs::path made = place_beside(named);
  make_folders(made);
  fill_and_name(made, named, fill);
}

void make_new_file(const fs::path& target,
                   const std::function<void(const fs::path&)>& fill) {
  check(!entry_exists(target), target.native(),
        " is there already; name a file that is not, or remove it");
  check(target.has_filename(), target.native(), " is no name of a file");
  const fs::path made = place_beside(target);
  make_folders(made.parent_path());
  fill_and_name(made, target, fill);
}

}  // namespace moonstain
