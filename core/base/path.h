#pragma once

#include <filesystem>

namespace moonstain {

namespace fs = std::filesystem;

bool path_exists(const fs::path& path);
bool is_folder(const fs::path& path);

// What lies at the path itself; a link at its end is not followed. For who
// removes, renames or changes permissions.
bool entry_exists(const fs::path& path);
bool is_link(const fs::path& path);
bool is_folder_itself(const fs::path& path);

}  // namespace moonstain
