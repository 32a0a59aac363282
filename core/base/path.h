#pragma once

#include <filesystem>

namespace moonstain {

namespace fs = std::filesystem;

bool path_exists(const fs::path& path);
bool is_folder(const fs::path& path);

}  // namespace moonstain
