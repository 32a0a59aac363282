#include "core/engine/program/world.h"

#include <sys/stat.h>

#include <algorithm>

#include "core/base/folder.h"
#include "core/base/text.h"

namespace moonstain {

namespace {

/// Of the host's /etc: nothing about who uses it.
constexpr const char* kSystemFiles[] = {"ld.so.cache", "ld.so.conf",
                                        "ld.so.conf.d", "alternatives", "R"};

/// What a program sees in their place is its own.
constexpr const char* kOwnFolders[] = {"dev",  "inputs",  "output",
                                       "proc", "program", "scratch",
                                       "sys",  "tmp",     "run"};

constexpr const char* kSystemFolders[] = {"bin",    "lib",  "lib32", "lib64",
                                          "libx32", "sbin", "usr"};

}  // namespace

Json ProgramWorld::json() const {
  Json shown = Json::array();
  for (const Mount& mount : mounts) {
    shown.push_back({mount.from.native(), mount.to, mount.writable});
  }
  return {{"mounts", shown},
          {"links", links},
          {"environment", environment},
          {"folder", folder},
          {"shared_bytes", shared_bytes}};
}

ProgramWorld ProgramWorld::parse(const Json& json) {
  ProgramWorld world;
  for (const Json& mount : json.at("mounts")) {
    world.mounts.push_back({mount.at(0).get<std::string>(),
                            mount.at(1).get<std::string>(),
                            mount.at(2).get<bool>()});
  }
  json.at("links").get_to(world.links);
  json.at("environment").get_to(world.environment);
  json.at("folder").get_to(world.folder);
  json.at("shared_bytes").get_to(world.shared_bytes);
  return world;
}

void show_system(ProgramWorld& world, const fs::path& root) {
  const auto show = [&](const std::string& name, const fs::path& from) {
    struct stat info {};
    if (::lstat(from.c_str(), &info) != 0) return;
    if (S_ISLNK(info.st_mode)) {
      world.links.emplace_back(fs::read_symlink(from).native(), "/" + name);
    } else if (S_ISDIR(info.st_mode) || S_ISREG(info.st_mode)) {
      world.mounts.push_back({from, "/" + name, false});
    }
  };
  if (root == "/") {
    for (const char* name : kSystemFolders) show(name, root / name);
    for (const char* name : kSystemFiles) {
      show(concat("etc/", name), root / "etc" / name);
    }
    return;
  }
  for (const std::string& name : list_folder(root)) {
    if (std::find(std::begin(kOwnFolders), std::end(kOwnFolders), name) ==
        std::end(kOwnFolders)) {
      show(name, root / name);
    }
  }
}

}  // namespace moonstain
