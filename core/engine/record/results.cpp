#include "core/engine/record/results.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <set>
#include <system_error>

#include "core/base/error.h"
#include "core/base/folder.h"
#include "core/base/kill_point.h"

namespace moonstain {

namespace {

constexpr const char* kOwner = ".recipe";
// Of the 255 bytes that file systems allow some are for replace_link's own.
constexpr std::size_t kLongestName = 240;

// The link's target as it stands, or empty.
fs::path target_of(const fs::path& link) {
  std::error_code error;
  const fs::path target = fs::read_symlink(link, error);
  return error ? fs::path() : target;
}

// The object a link names, as far as its name tells.
bool object_of(const fs::path& link, Digest& object) {
  const std::string name = target_of(link).filename().native();
  try {
    object = Digest::from_hex(name);
    return true;
  } catch (const Error&) {
    return false;
  }
}

// Links that an engine was killed over while it put them in place: "latest" as
// ".latest.4711.new". Those of a process that lives may be just being made.
void remove_half_made(const fs::path& folder) {
  for (const std::string& name : list_folder(folder)) {
    constexpr std::string_view kEnd = ".new";
    if (!name.starts_with('.') || !name.ends_with(kEnd)) continue;
    const std::string stem = name.substr(0, name.size() - kEnd.size());
    const std::size_t dot = stem.rfind('.');
    pid_t process = 0;
    const char* end = stem.data() + stem.size();
    const auto read = std::from_chars(stem.data() + dot + 1, end, process);
    if (read.ec != std::errc() || read.ptr != end || process <= 0) continue;
    const bool lives = ::kill(process, 0) == 0 || errno != ESRCH;
    if (!lives && is_link(folder / name)) remove_file(folder / name);
  }
}

// A name that would lead out of the folder it is put into is refused, and one
// that would not be read as what it is.
void check_name(std::string_view what, const std::string& name) {
  check(!name.empty() && name != "." && name != ".." &&
            name.find('/') == name.npos && printable_in_line(name) == name,
        what, " '", printable_in_line(name),
        "' cannot be the name of a file in results/");
  check(name.size() <= kLongestName, what, " '", printable_in_line(name, 40),
        "' cannot be the name of a file in results/: it has ", name.size(),
        " bytes, at most ", kLongestName, " may");
}

// Removes links to objects that are not among `kept`, and folders of them
// that are left empty.
void remove_stale(const fs::path& folder, const std::set<std::string>& kept) {
  for (const std::string& name : list_folder(folder)) {
    if (kept.contains(name)) continue;
    const fs::path path = folder / name;
    Digest object;
    if (is_link(path)) {
      if (object_of(path, object)) remove_file(path);
    } else if (is_folder(path)) {
      remove_stale(path, {});
      if (list_folder(path).empty()) remove_tree(path);
    }
  }
}

// Folders whose entries have changed, flushed at the end: a repeat that finds
// all links in place flushes nothing.
using Changed = std::set<fs::path>;

// Over an older link, or a folder of links; never over what is not ours.
void put_link(const fs::path& target, const fs::path& link, Changed& changed) {
  if (target_of(link) == target) return;
  changed.insert(link.parent_path());
  if (!is_link(link) && path_exists(link)) {
    if (is_folder(link)) remove_stale(link, {});
    check(is_folder(link) && list_folder(link).empty(), link.native(),
          " is in the way of a result; move it elsewhere and repeat the "
          "command");
    remove_tree(link);
  }
  replace_link(target, link);
  kill_point("results.linked");
}

void put_object_link(const fs::path& object, const fs::path& link,
                     Changed& changed) {
  const fs::path folder = fs::weakly_canonical(link.parent_path());
  put_link(fs::weakly_canonical(object).lexically_relative(folder), link,
           changed);
}

void collect(const fs::path& folder, const std::string& prefix,
             std::map<std::string, Digest>& links) {
  for (const std::string& name : list_folder(folder)) {
    const fs::path path = folder / name;
    Digest object;
    if (is_link(path)) {
      if (object_of(path, object)) links[prefix + name] = object;
    } else if (is_folder(path)) {
      collect(path, prefix + name + "/", links);
    }
  }
}

}  // namespace

std::vector<std::string> result_item_names(
    const Graph& graph, const std::vector<NodeIndex>& nodes) {
  std::vector<std::string> names;
  std::set<std::string> distinct;
  for (const NodeIndex node : nodes) {
    const std::string& section = graph.nodes[node].section;
    names.push_back(section.substr(section.rfind('/') + 1));
    distinct.insert(names.back());
  }
  if (distinct.size() == nodes.size() && !distinct.contains("")) return names;
  for (std::size_t i = 0; i < names.size(); ++i) {
    names[i] = zero_padded(i + 1, 3);
  }
  return names;
}

void check_results_owner(const fs::path& results, const std::string& recipe,
                         const fs::path& folder) {
  const fs::path target = target_of(results / recipe / kOwner);
  if (folder.empty() || target.empty()) return;
  const fs::path owner = (results / recipe / target).lexically_normal();
  std::error_code none;
  if (!fs::is_regular_file(owner / "recipe.lua", none) ||
      fs::equivalent(owner, folder, none)) {
    return;
  }
  fail((results / recipe).native(),
       " has results of another recipe of that "
       "name, ",
       owner.native(), "; name another folder for those of ", folder.native(),
       " with --results DIR, or rename one of the two recipes' "
       "folders");
}

void check_results_folder(const fs::path& results, const std::string& recipe,
                          const std::string& variant) {
  fs::path place = results / recipe / variant;
  while (!entry_exists(place)) {
    const fs::path above = place.parent_path();
    if (above == place) return;
    place = above.empty() ? fs::path(".") : above;
  }
  const char* remedy = "; name another one with --results DIR";
  check(is_folder(place), place.native(),
        " is no folder, where results are named", remedy);
  check(::access(place.c_str(), W_OK | X_OK) == 0, place.native(),
        ": nothing can be written in this folder, where results are named",
        remedy);
}

fs::path remembered_results(const Workspace& workspace,
                            const fs::path& results) {
  return fs::weakly_canonical(fs::absolute(results))
      .lexically_relative(fs::canonical(workspace.root));
}

fs::path results_at(const Workspace& workspace, const fs::path& remembered) {
  return (fs::canonical(workspace.root) / remembered).lexically_normal();
}

void check_result_names(const std::string& variant, const Graph& graph) {
  // Its line feed is the user's own, who has named the folder.
  std::string recipe = graph.recipe;
  std::replace(recipe.begin(), recipe.end(), '\n', ' ');
  check_name("recipe", recipe);
  check_name("variant", variant);
  for (const auto& [output, nodes] : graph.outputs) {
    check_name("output", output);
    if (nodes.size() == 1) continue;
    for (const std::string& name : result_item_names(graph, nodes)) {
      check_name("section", name);
    }
  }
}

fs::path link_results(const Workspace& workspace, const fs::path& results,
                      const std::string& variant, const Graph& graph,
                      const std::map<std::string, std::vector<Digest>>& objects,
                      const fs::path& recipe_folder) {
  check_result_names(variant, graph);
  check_results_owner(results, graph.recipe, recipe_folder);
  const fs::path recipe = results / graph.recipe;
  const fs::path folder = recipe / variant;
  for (const fs::path& place : {recipe, folder}) {
    check(!is_link(place), place.native(),
          " is a link, where a folder of results must be; move it elsewhere "
          "and repeat the command");
  }
  make_folders_durably(folder);
  for (const fs::path& place : {recipe, folder}) remove_half_made(place);
  Changed changed;
  // Before what it speaks of.
  if (!recipe_folder.empty()) {
    put_link(fs::weakly_canonical(recipe_folder)
                 .lexically_relative(fs::weakly_canonical(recipe)),
             recipe / kOwner, changed);
  }
  for (const auto& [output, list] : objects) {
    const std::vector<NodeIndex>& nodes = graph.outputs.at(output);
    if (nodes.size() == 1) {
      put_object_link(workspace.object(list.front()), folder / output, changed);
      continue;
    }
    const fs::path below = folder / output;
    if (is_link(below)) remove_file(below);
    make_folders_durably(below);
    remove_half_made(below);
    const std::vector<std::string> names = result_item_names(graph, nodes);
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      put_object_link(workspace.object(list[i]), below / names[i], changed);
    }
    remove_stale(below, {names.begin(), names.end()});
  }
  // An output that was not asked for this time keeps its link.
  std::set<std::string> outputs;
  for (const auto& [output, nodes] : graph.outputs) outputs.insert(output);
  remove_stale(folder, outputs);
  for (const fs::path& place : changed) sync_path(place);
  changed.clear();
  put_link(variant, recipe / "latest", changed);
  for (const fs::path& place : changed) sync_path(place);
  return folder;
}

std::map<std::string, Digest> object_links(const fs::path& results) {
  std::map<std::string, Digest> links;
  if (is_folder(results)) collect(results, "", links);
  return links;
}

std::vector<Digest> linked_objects(const fs::path& results) {
  std::set<Digest> objects;
  for (const auto& [link, object] : object_links(results)) {
    objects.insert(object);
  }
  return {objects.begin(), objects.end()};
}

}  // namespace moonstain
