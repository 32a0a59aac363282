#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace moonstain {

/// Where manifests lie: beside a recipe, in a bundle and among Moonstain's own
/// files alike.
inline constexpr std::string_view kManifests = "data_manifests";
inline constexpr std::string_view kManifestFile = "manifest.json";

/// "data_manifests/mob/manifest.json" of "mob".
std::string manifest_path(std::string_view name);

/// The data set of such a path; nothing of another.
std::optional<std::string> manifest_name(std::string_view path);

}  // namespace moonstain
