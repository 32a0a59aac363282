#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/base/json.h"
#include "core/base/path.h"

namespace moonstain {

/// What a confined program sees of the machine: these, its own processes and a
/// few plain facts in /proc, and a /dev of its own. The rest of its root is
/// empty and read-only.
struct ProgramWorld {
  struct Mount {
    fs::path from;
    std::string to;
    bool writable = false;
  };
  std::vector<Mount> mounts;
  std::vector<std::pair<std::string, std::string>> links;  ///< target, path
  std::map<std::string, std::string> environment;
  std::string folder;              ///< where it starts
  std::uint64_t shared_bytes = 0;  ///< size of its /dev/shm

  Json json() const;
  static ProgramWorld parse(const Json& json);
};

/// Adds the folders of `root` ("/" is the host's) in which programs and
/// libraries lie; of /etc what loaders and interpreters need, and of another
/// root all.
void show_system(ProgramWorld& world, const fs::path& root);

}  // namespace moonstain
