#include "tools/cli/commands/fetch.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/text.h"
#include "core/data/source/fetch.h"
#include "core/data/source/manifest.h"
#include "tools/cli/output.h"
#include "tools/cli/session.h"
#include "tools/cli/words.h"

namespace moonstain {

namespace {

// The folder that a manifest lies in. One that is named by its path has it
// there; of another the current folder, a recipe's, stands before Moonstain's
// own.
fs::path manifests_with(const fs::path& named) {
  const auto has = [&](const fs::path& folder) {
    return path_exists(folder / named.filename() / "manifest.json");
  };
  if (named.has_parent_path() && has(named.parent_path())) {
    return named.parent_path();
  }
  const fs::path here = "data_manifests";
  if (!named.has_parent_path() && has(here)) return here;
  const fs::path home = home_folder();
  const fs::path own = home / "data_manifests";
  if (!named.has_parent_path() && !home.empty() && has(own)) return own;
  std::vector<std::string> names;
  for (const fs::path& folder : {here, own}) {
    if (!is_folder(folder)) continue;
    for (const std::string& other : list_folder(folder)) {
      if (path_exists(folder / other / "manifest.json")) names.push_back(other);
    }
  }
  fail("no manifest '", named.string(), "'",
       name_hint(named.filename().string(), names));
}

}  // namespace

int fetch_command(const fs::path& workspace, const std::string& named,
                  const std::string& from, const std::string& to) {
  const fs::path manifests = manifests_with(named);
  const std::string name = fs::path(named).filename().string();
  const fs::path file = manifests / name / "manifest.json";
  check(!from.empty(), "fetch ", name,
        ": say where the files are: --from DIR; their addresses are in ",
        file.string());
  const Manifest manifest = Manifest::read(manifests, name);
  const fs::path target = to.empty() ? workspace / "data" / name : fs::path(to);
  make_folders(target);
  const Fetched fetched = fetch(manifest, from, target);
  for (const std::string& note : fetched.notes) {
    say(stderr, concat("note: ", note));
  }
  print(concat(name, ": ", fetched.copied, " files copied, ",
               size_words(fetched.copied_bytes), "; ", fetched.kept,
               " were there; all verified, in ", target.string(), "\n"));
  return kDone;
}

}  // namespace moonstain
