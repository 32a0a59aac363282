#include "tools/cli/session.h"

#include <unistd.h>

#include <cstdlib>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/data/source/manifest_path.h"
#include "core/engine/process/host_program.h"
#include "core/engine/run/sources.h"
#include "tools/cli/catalog_data.h"

namespace moonstain {

namespace {

fs::path own_program() {
  std::error_code none;
  return fs::read_symlink("/proc/self/exe", none);
}

fs::path above_with_manifests(fs::path folder) {
  while (!folder.empty()) {
    if (is_folder(folder / kManifests)) return folder;
    if (folder == folder.parent_path()) break;
    folder = folder.parent_path();
  }
  return {};
}

std::map<std::string, std::string> parse_settings(
    const std::vector<std::string>& sets) {
  std::map<std::string, std::string> settings;
  for (const std::string& set : sets) {
    const std::size_t equals = set.find('=');
    check(equals != std::string::npos && equals > 0, "--set ", set,
          ": expected NAME=VALUE");
    const std::string name = set.substr(0, equals);
    check(settings.emplace(name, set.substr(equals + 1)).second, "--set ", set,
          ": '", name, "' is set twice");
  }
  return settings;
}

// What `--weights` names.
std::optional<SourceFile> named_weights(const std::string& path) {
  if (path.empty()) return std::nullopt;
  check(fs::is_regular_file(path), "--weights ", path,
        path_exists(path) ? ": is no regular file" : ": there is no such file",
        "; expected a file of weights");
  const FileEntry entry = hash_file(path);
  check(entry.size_bytes > 0, "--weights ", path,
        ": is empty; expected a file of weights");
  return SourceFile{.name = fs::path(path).filename().string(),
                    .size_bytes = entry.size_bytes,
                    .sha256 = entry.sha256,
                    .manifest = "",
                    .learned_from = {}};
}

}  // namespace

fs::path home_folder() {
  if (const char* home = std::getenv("MOONSTAIN_HOME")) return home;
  const fs::path found = above_with_manifests(own_program().parent_path());
  return found.empty() ? above_with_manifests(fs::current_path()) : found;
}

fs::path worker_program() {
  const char* named = std::getenv("MOONSTAIN_WORKER");
  const fs::path worker =
      named != nullptr ? fs::path(named)
                       : own_program().parent_path() / "moonstain-worker";
  check(exists(worker), "the program ", worker.string(),
        " is not there; build it, or name it in MOONSTAIN_WORKER");
  return worker;
}

const Catalog& compiled_catalog() {
  static const Catalog catalog =
      Catalog::parse(parse_json(catalog_text_data(), "catalog"), "catalog");
  return catalog;
}

Gpus gpus_here(const Catalog& catalog) {
  const char* libtorch = std::getenv("MOONSTAIN_LIBTORCH");
  return find_gpus(worker_program(), libtorch != nullptr ? libtorch : "",
                   catalog.libtorch());
}

Session::Session(CommonOptions options)
    : options_(std::move(options)),
      settings_(parse_settings(options_.sets)),
      catalog_(compiled_catalog()),
      home_(home_folder()),
      place_(find_recipe(options_.recipe, home_, options_.workspace)) {
  if (const OpenedBundle* opened = bundle()) {
    check_steps(*opened, catalog_, kVersion);
    const Lock& lock = opened->bundle.lock;
    settings_.insert(lock.settings.begin(), lock.settings.end());
    if (options_.numeric.empty()) options_.numeric = lock.numeric;
    if (lock.weights) {
      weights_ = SourceFile{.name = lock.weights->path,
                            .size_bytes = lock.weights->size_bytes,
                            .sha256 = lock.weights->sha256,
                            .manifest = "",
                            .learned_from = {}};
    }
  }
  if (!options_.weights.empty()) weights_ = named_weights(options_.weights);
  if (options_.numeric.empty()) options_.numeric = "native";
  numbers_ = numeric_class(options_.numeric, catalog_.libtorch());
  if (options_.device == "cuda") {
    gpus_ = gpus_here(catalog_);
    numbers_.cuda = gpus_.numeric;
  }
}

Replanner Session::replanner() const {
  lua::PlanRequest request;
  request.recipe = place_.folder;
  request.library = place_.library;
  request.manifests = place_.manifests;
  request.settings = settings_;
  request.numbers = numbers_;
  request.weights = weights_;
  request.unconfined = {options_.unconfined.begin(), options_.unconfined.end()};
  return {std::move(request), catalog_};
}

std::vector<fs::path> Session::data_folders() const {
  std::vector<fs::path> folders;
  if (!options_.weights.empty()) folders.emplace_back(options_.weights);
  folders.insert(folders.end(), options_.data.begin(), options_.data.end());
  for (const fs::path& folder : data_folders_of_environment()) {
    folders.push_back(folder);
  }
  const auto add_if_there = [&](const fs::path& folder) {
    if (is_folder(folder)) folders.push_back(folder);
  };
  add_if_there(options_.workspace / "data");
  if (!home_.empty()) add_if_there(home_ / kManifests / "samples");
  add_if_there(place_.library);
  if (!options_.recipe.empty()) folders.push_back(recipe_folder());
  return folders;
}

std::string Session::command_line(const std::string& command) const {
  std::vector<std::string> line = {"moonstain", command, options_.recipe};
  const auto add = [&](const char* option, const std::string& value) {
    line.insert(line.end(), {option, value});
  };
  for (const std::string& set : options_.sets) add("--set", set);
  if (!options_.weights.empty()) add("--weights", options_.weights);
  for (const std::string& name : options_.unconfined) add("--unconfined", name);
  if (options_.numeric != "native") add("--numeric", options_.numeric);
  if (options_.device != "cpu") add("--device", options_.device);
  return shell_line(line);
}

}  // namespace moonstain
