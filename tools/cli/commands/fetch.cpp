#include "tools/cli/commands/fetch.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/text.h"
#include "core/data/source/fetch.h"
#include "core/data/source/manifest.h"
#include "core/data/source/manifest_path.h"
#include "core/engine/run/sources.h"
#include "tools/cli/output.h"
#include "tools/cli/session.h"
#include "tools/cli/words.h"

namespace moonstain {

namespace {

void say_fetched(const std::string& name, const Fetched& fetched,
                 const fs::path& target) {
  for (const std::string& note : fetched.notes) {
    say(stderr, concat("note: ", note));
  }
  print(concat(name, ": ", fetched.copied, " files copied, ",
               size_words(fetched.copied_bytes), "; ", fetched.kept,
               " were there; all verified, in ", target.string(), "\n"));
}

// What a manifest of a bundle names and nothing at hand has.
Manifest missing_of(const OpenedBundle& opened, const std::string& name,
                    const std::vector<LockedFile>& files,
                    const std::map<Digest, FoundFile>& found) {
  const std::string path = manifest_path(name);
  const auto text = opened.bundle.files.find(path);
  check(text != opened.bundle.files.end(), opened.name, ": has no ", path,
        ", which its lock needs");
  Manifest manifest = Manifest::of_folder(text->second, name);
  std::vector<ManifestFile> missing;
  for (const LockedFile& file : files) {
    const ManifestFile& named = manifest.file(file.path);
    check(named.sha256 == file.sha256 && named.size_bytes == file.size_bytes,
          opened.name, ": ", file.path, " of ", name,
          " is another file in its lock than in its manifest");
    if (!found.contains(file.sha256)) missing.push_back(named);
  }
  manifest.files = std::move(missing);
  return manifest;
}

// The same of the file that --weights named.
Manifest missing_weights(const LockedFile& file,
                         const std::map<Digest, FoundFile>& found) {
  Manifest manifest;
  manifest.name = "weights";
  if (!found.contains(file.sha256)) {
    manifest.files = {{.path = file.path,
                       .size_bytes = file.size_bytes,
                       .sha256 = file.sha256,
                       .url = "",
                       .shipped = ""}};
  }
  return manifest;
}

int fetch_bundle(const CommonOptions& options, const std::string& from,
                 const std::string& to) {
  const Session session(options);
  const OpenedBundle* opened = session.bundle();
  check(opened != nullptr, "fetch ", options.recipe,
        ": is no bundle; name one, or a manifest");
  check(!from.empty(), "fetch ", options.recipe,
        ": say where the files are: --from DIR");
  const Lock& lock = opened->bundle.lock;
  std::vector<SourceFile> sources;
  for (const auto& [name, files] : lock.data) {
    for (const LockedFile& file : files) {
      sources.push_back({file.path, file.size_bytes, file.sha256, name, {}});
    }
  }
  if (lock.weights) {
    sources.push_back({lock.weights->path,
                       lock.weights->size_bytes,
                       lock.weights->sha256,
                       "",
                       {}});
  }
  const auto found =
      SourceFinder(session.data_folders(), nullptr).locate(sources);
  if (sources.empty()) print(concat(opened->name, ": needs no data\n"));
  const auto bring = [&](const std::string& name, const Manifest& missing) {
    if (missing.files.empty()) {
      print(concat(name, ": all that ", opened->name, " needs is at hand\n"));
      return;
    }
    const fs::path target =
        (to.empty() ? options.workspace / "data" : fs::path(to)) / name;
    make_folders(target);
    say_fetched(name, fetch(missing, from, target), target);
  };
  for (const auto& [name, files] : lock.data) {
    bring(name, missing_of(*opened, name, files, found));
  }
  if (lock.weights) bring("weights", missing_weights(*lock.weights, found));
  return kDone;
}

// The folder that a manifest lies in. One that is named by its path has it
// there; of another the current folder, a recipe's, stands before Moonstain's
// own.
fs::path manifests_with(const fs::path& named) {
  const auto has = [&](const fs::path& folder) {
    return path_exists(folder / named.filename() / kManifestFile);
  };
  if (named.has_parent_path() && has(named.parent_path())) {
    return named.parent_path();
  }
  const fs::path here = kManifests;
  if (!named.has_parent_path() && has(here)) return here;
  const fs::path home = home_folder();
  const fs::path own = home / kManifests;
  if (!named.has_parent_path() && !home.empty() && has(own)) return own;
  std::vector<std::string> names;
  for (const fs::path& folder : {here, own}) {
    if (!is_folder(folder)) continue;
    for (const std::string& other : list_folder(folder)) {
      if (path_exists(folder / other / kManifestFile)) names.push_back(other);
    }
  }
  fail("no manifest '", named.string(), "'",
       name_hint(named.filename().string(), names));
}

int fetch_manifest(const fs::path& workspace, const std::string& named,
                   const std::string& from, const std::string& to) {
  const fs::path manifests = manifests_with(named);
  const std::string name = fs::path(named).filename().string();
  const fs::path file = manifests / name / kManifestFile;
  check(!from.empty(), "fetch ", name,
        ": say where the files are: --from DIR; their addresses are in ",
        file.string());
  const Manifest manifest = Manifest::read(manifests, name);
  const fs::path target = to.empty() ? workspace / "data" / name : fs::path(to);
  make_folders(target);
  say_fetched(name, fetch(manifest, from, target), target);
  return kDone;
}

}  // namespace

int fetch_command(const CommonOptions& options, const std::string& from,
                  const std::string& to) {
  const std::string& name = options.recipe;
  // A manifest's name has no '/', its path is that of a folder with it.
  const bool bundle = name.ends_with(kBundleSuffix) ||
                      (name.find('/') != std::string::npos &&
                       !path_exists(fs::path(name) / kManifestFile));
  return bundle ? fetch_bundle(options, from, to)
                : fetch_manifest(options.workspace, name, from, to);
}

}  // namespace moonstain
