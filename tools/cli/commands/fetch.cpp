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

int fetch_command(const fs::path& workspace, const std::string& name,
                  const std::string& from, const std::string& to) {
  const fs::path home = home_folder();
  const fs::path manifests = home / "data_manifests";
  const fs::path file = manifests / name / "manifest.json";
  if (home.empty() || !exists(file)) {
    std::vector<std::string> names;
    if (!home.empty() && is_folder(manifests)) {
      for (const std::string& other : list_folder(manifests)) {
        if (exists(manifests / other / "manifest.json")) {
          names.push_back(other);
        }
      }
    }
    fail("no manifest '", name, "'", name_hint(name, names));
  }
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
