#include "bindings/lua/plan/shelf.h"

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"

namespace moonstain::lua {

namespace {

constexpr std::uint64_t kMostTextBytes = std::uint64_t{4} << 20;
constexpr std::uint64_t kMostTextBytesInAll = std::uint64_t{64} << 20;
constexpr int kMostLevels = 4;
constexpr const char* kRecipe = "recipe.lua";
constexpr std::size_t kMostEntries = 10'000;

bool lies_below(const fs::path& path, const fs::path& folder) {
  const fs::path way = path.lexically_relative(folder);
  return !way.empty() && *way.begin() != "..";
}

class Lister {
 public:
  // @param mirrored  the folder of which this one is a copy in links; empty:
  //                  it is none.
  Lister(const fs::path& folder, bool own, fs::path mirrored)
      : folder_(folder),
        real_folder_(fs::canonical(folder)),
        mirrored_(std::move(mirrored)),
        own_(own) {}

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
    if (leads_out(path, name) && name != kRecipe) {
      shelf_.links_out.insert(name);
      return;
    }
    shelf_.files.push_back(name);
    const bool is_python = name.ends_with(".py");
    if (!is_python && !name.ends_with(".lua")) return;
    std::string text = read_file(path, kMostTextBytes);
    text_bytes_ += text.size();
    check(text_bytes_ <= kMostTextBytesInAll, folder_.string(), ": more than ",
          kMostTextBytesInAll >> 20, " MB of Lua and Python files");
    (is_python ? shelf_.python : shelf_.lua).emplace(name, std::move(text));
  }

  bool leads_out(const fs::path& path, const std::string& name) const {
    if (own_ || !fs::is_symlink(path)) return false;
    std::error_code failed;
    const fs::path real = fs::canonical(path, failed);
    if (failed) return true;
    return !lies_below(real, real_folder_) &&
           (mirrored_.empty() || real != mirrored_ / name);
  }

  const fs::path& folder_;
  const fs::path real_folder_;
  const fs::path mirrored_;
  const bool own_;
  Shelf shelf_;
  std::size_t entries_ = 0;
  std::uint64_t text_bytes_ = 0;
};

}  // namespace

Shelf read_shelf(const fs::path& folder, bool own) {
  if (folder.empty() || !is_folder(folder)) return {};
  return Lister(folder, own, {}).list();
}

Shelf read_recipe_shelf(const fs::path& folder) {
  const fs::path recipe = folder / kRecipe;
  check(exists(recipe), folder.string(),
        ": there is no recipe.lua in this folder");
  check(fs::is_regular_file(recipe), recipe.string(),
        ": is no regular file; a recipe is a text file");
  const fs::path real = fs::canonical(recipe);
  const bool mirrors = real.filename() == kRecipe;
  return Lister(folder, false, mirrors ? real.parent_path() : fs::path())
      .list();
}

}  // namespace moonstain::lua
