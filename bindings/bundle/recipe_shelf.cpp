#include "bindings/bundle/recipe_shelf.h"

#include <algorithm>
#include <sstream>

#include "bindings/bundle/bundle.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/text.h"

namespace moonstain {

namespace {

constexpr const char* kIndex = "shelf.json";
constexpr int kFormat = 1;
constexpr std::uint64_t kMostIndexBytes = std::uint64_t{16} << 20;
constexpr std::uint64_t kMostGitBytes = std::uint64_t{64} << 20;
constexpr std::size_t kMostNameBytes = 200;

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= kMostNameBytes && name != "." &&
         name != ".." && name.find('/') == std::string_view::npos &&
         printable_in_line(name) == name;
}

bool stays_below(const fs::path& path) {
  return !path.empty() && path.is_relative() &&
         std::ranges::none_of(path, [](const fs::path& part) {
           return part == ".." || part.empty();
         });
}

ShelfEntry parse_entry(const Json& json, const std::string& where) {
  check(json.is_object() && json.contains("file") != json.contains("folder"),
        where, ": expected a \"file\" with its \"sha256\", or a \"folder\"");
  ShelfEntry entry;
  const bool file = json.contains("file");
  entry.path = text_member(json, file ? "file" : "folder", where);
  check(stays_below(entry.path), where, ": '",
        printable_in_line(entry.path, 100), "' leads out of the shelf");
  if (file) {
    entry.sha256 = with_context(where, [&] {
      return Digest::from_hex(text_member(json, "sha256", where));
    });
  }
  return entry;
}

bool is_commit(std::string_view text) {
  return (text.size() == 40 || text.size() == 64) &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string first_line(const fs::path& path) {
  if (!fs::is_regular_file(path)) return "";
  const std::string text = read_file(path, kMostGitBytes);
  return text.substr(0, text.find('\n'));
}

// The folder that HEAD lies in, of what stands at the top of a checkout.
fs::path repository_of(const fs::path& git) {
  if (is_folder(git)) return git;
  constexpr std::string_view kElsewhere = "gitdir: ";
  const std::string line = first_line(git);
  if (!line.starts_with(kElsewhere)) return {};
  return git.parent_path() / line.substr(kElsewhere.size());
}

std::string packed_ref(const fs::path& repository, const std::string& ref) {
  const fs::path packed = repository / "packed-refs";
  if (!fs::is_regular_file(packed)) return "";
  std::istringstream lines(read_file(packed, kMostGitBytes));
  for (std::string line; std::getline(lines, line);) {
    if (line.ends_with(" " + ref)) return line.substr(0, line.find(' '));
  }
  return "";
}

std::string commit_in(const fs::path& repository) {
  constexpr std::string_view kRef = "ref: ";
  const std::string head = first_line(repository / "HEAD");
  if (!head.starts_with(kRef)) return head;
  const std::string ref = head.substr(kRef.size());
  if (!stays_below(ref)) return "";
  // A worktree's refs lie with those of the repository it is of.
  const std::string common = first_line(repository / "commondir");
  const fs::path shared = common.empty() ? repository : repository / common;
  for (const fs::path& place : {repository, shared}) {
    const std::string commit = first_line(place / ref);
    if (!commit.empty()) return commit;
  }
  return packed_ref(shared, ref);
}

}  // namespace

bool RecipeShelf::is_there(const fs::path& folder) {
  return path_exists(folder / kIndex);
}

RecipeShelf RecipeShelf::read(const fs::path& folder) {
  const fs::path index = folder / kIndex;
  const std::string where = index.string();
  const Json json = parse_json(read_file(index, kMostIndexBytes), where);
  const std::int64_t format = integer_member(json, "shelf", where);
  check(format == kFormat, where, ": is an index of form ", format,
        ", this moonstain reads form ", kFormat);
  const Json& recipes = member(json, "recipes", where);
  check(recipes.is_object(), where, ": member 'recipes' must be an object");
  RecipeShelf shelf{folder, {}};
  for (const auto& [name, entry] : recipes.items()) {
    check(is_name(name), where, ": '", printable_in_line(name, 100),
          "' is no name of a recipe");
    shelf.recipes[name] = parse_entry(entry, concat(where, ": recipe ", name));
  }
  return shelf;
}

void RecipeShelf::write() const {
  Json entries = Json::object();
  for (const auto& [name, entry] : recipes) {
    entries[name] = entry.sha256 ? Json{{"file", entry.path},
                                        {"sha256", entry.sha256->hex()}}
                                 : Json{{"folder", entry.path}};
  }
  replace_file(folder / kIndex,
               pretty_json({{"shelf", kFormat}, {"recipes", entries}}));
}

std::string git_commit(const fs::path& folder) {
  try {
    for (fs::path at = fs::canonical(folder);; at = at.parent_path()) {
      if (path_exists(at / ".git")) {
        const std::string commit = commit_in(repository_of(at / ".git"));
        return is_commit(commit) ? commit : "";
      }
      if (at == at.parent_path()) return "";
    }
  } catch (const std::exception&) {
    return "";  // it cannot be read: nothing hangs on it
  }
}

}  // namespace moonstain
