#include "core/data/source/manifest_path.h"

#include "core/base/path.h"
#include "core/base/text.h"

namespace moonstain {

std::string manifest_path(std::string_view name) {
  return concat(kManifests, "/", name, "/", kManifestFile);
}

std::optional<std::string> manifest_name(std::string_view path) {
  const std::string name = fs::path(path).parent_path().filename().string();
  if (name.empty() || path != manifest_path(name)) return std::nullopt;
  return name;
}

}  // namespace moonstain
