#include "bindings/lua/plan/shelf.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"

namespace moonstain::lua {

namespace {

constexpr std::uint64_t kMostLuaBytes = std::uint64_t{4} << 20;
constexpr std::uint64_t kMostLuaBytesInAll = std::uint64_t{64} << 20;
constexpr int kMostLevels = 4;
constexpr std::size_t kMostEntries = 10'000;

bool lies_below(const fs::path& path, const fs::path& folder) {
  const fs::path way = path.lexically_relative(folder);
  return !way.empty() && *way.begin() != "..";
}

class Lister {
 public:
  Lister(const fs::path& folder, const fs::path& home)
      : folder_(folder),
        real_folder_(fs::canonical(folder)),
        real_home_(fs::canonical(home)) {}

  Shelf list() {
    list(folder_, "", 0);
    std::sort(shelf_.files.begin(), shelf_.files.end());
    return std::move(shelf_);
  }

 private:
  void list(const fs::path& folder, const std::string& prefix, int level) {
    for (const std::string& name : list_folder(folder)) {
      if (name.starts_with(".")) continue;
      check(++entries_ <= kMostEntries, folder_.string(), ": more than ",
            kMostEntries, " entries; a recipe's folder holds a recipe");
      const fs::path path = folder / name;
      std::error_code failed;
      const fs::file_status status = fs::status(path, failed);
      if (fs::is_directory(status)) {
        if (level < kMostLevels && !fs::is_symlink(path)) {
          list(path, prefix + name + "/", level + 1);
        }
      } else if (fs::is_regular_file(status)) {
        take(path, prefix + name);
      }
    }
  }

  void take(const fs::path& path, const std::string& name) {
    if (leads_out(path) && name != "recipe.lua") {
      shelf_.links_out.insert(name);
      return;
    }
    shelf_.files.push_back(name);
    if (!name.ends_with(".lua")) return;
    std::string text = read_file(path, kMostLuaBytes);
    lua_bytes_ += text.size();
    check(lua_bytes_ <= kMostLuaBytesInAll, folder_.string(), ": more than ",
          kMostLuaBytesInAll >> 20, " MB of Lua files");
    shelf_.lua.emplace(name, std::move(text));
  }

  bool leads_out(const fs::path& path) const {
    if (!fs::is_symlink(path)) return false;
    std::error_code failed;
    const fs::path real = fs::canonical(path, failed);
    return failed ||
           (!lies_below(real, real_folder_) && !lies_below(real, real_home_));
  }

  const fs::path& folder_;
  const fs::path real_folder_;
  const fs::path real_home_;
  Shelf shelf_;
  std::size_t entries_ = 0;
  std::uint64_t lua_bytes_ = 0;
};

}  // namespace

Shelf read_shelf(const fs::path& folder, const fs::path& home) {
  if (folder.empty() || !is_folder(folder)) return {};
  return Lister(folder, home).list();
}

Shelf read_recipe_shelf(const fs::path& folder) {
  const fs::path recipe = folder / "recipe.lua";
  check(exists(recipe), folder.string(),
        ": there is no recipe.lua in this folder");
  check(fs::is_regular_file(recipe), recipe.string(),
        ": is no regular file; a recipe is a text file");
  return read_shelf(folder, fs::canonical(recipe).parent_path());
}

}  // namespace moonstain::lua
