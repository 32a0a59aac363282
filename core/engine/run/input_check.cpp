#include "core/engine/run/input_check.h"

#include <set>
#include <utility>

#include "core/engine/store/object_files.h"

namespace moonstain {

InputCheck::InputCheck(const Graph& graph, const Resolution& resolution,
                       const Store& store, Ledger& ledger,
                       const std::vector<fs::path>& data_folders)
    : graph_(graph),
      resolution_(resolution),
      store_(store),
      ledger_(ledger),
      finder_(data_folders, &ledger),
      watch_(finder_) {}

void InputCheck::find_sources(const std::vector<NodeIndex>& nodes) {
  std::vector<SourceFile> wanted;
  std::set<Digest> seen;
  for (const NodeIndex node : nodes) {
    for (const NodeIndex from : inputs_of(graph_.nodes[node])) {
      if (!resolution_.is_source(from)) continue;
      const SourceFile& source = *graph_.nodes[from].source;
      if (seen.insert(source.sha256).second) wanted.push_back(source);
    }
  }
  watch_.find(wanted);
}

std::vector<NodeIndex> InputCheck::gone_inputs(NodeIndex node) const {
  std::vector<NodeIndex> gone;
  for (const NodeIndex from : inputs_of(graph_.nodes[node])) {
    if (resolution_.is_source(from)) continue;
    const Digest& object = *resolution_.object(from);
    if (published_.contains(object) || store_.has(object)) continue;
    gone.push_back(from);
  }
  return gone;
}

fs::path InputCheck::hand_out(NodeIndex node, NodeIndex from) {
  if (!resolution_.is_source(from)) {
    return store_.path(*resolution_.object(from));
  }
  const FoundFile file = watch_.hand_out(*graph_.nodes[from].source);
  handed_[node][from] = file;
  return file.path;
}

std::vector<fs::path> InputCheck::not_yet_hashed(NodeIndex node) const {
  std::set<Digest> objects;
  for (const NodeIndex from : inputs_of(graph_.nodes[node])) {
    if (resolution_.is_source(from)) continue;
    const Digest& object = *resolution_.object(from);
    if (!whole_.contains(object)) objects.insert(object);
  }
  std::vector<fs::path> paths;
  for (const Digest& object : objects) paths.push_back(store_.path(object));
  return paths;
}

void InputCheck::inputs_hashed(NodeIndex node) {
  for (const NodeIndex from : inputs_of(graph_.nodes[node])) {
    if (!resolution_.is_source(from)) whole_.insert(*resolution_.object(from));
  }
}

std::string InputCheck::shape_problem(const Digest& object) {
  if (published_.contains(object)) return "";
  return object_problem(store_.path(object), object, ledger_.files(object),
                        Look::shape);
}

std::string InputCheck::content_problem(const Digest& object) {
  if (!store_.has(object)) return "";
  std::string problem = object_problem(store_.path(object), object,
                                       ledger_.files(object), Look::content);
  if (problem.empty()) whole_.insert(object);
  return problem;
}

bool InputCheck::believe_once(NodeIndex node) {
  return believed_.insert(node).second;
}

InputCheck::SourcesRead InputCheck::sources_read(NodeIndex node) {
  const auto handed = handed_.extract(node);
  if (handed.empty()) return {};
  for (const auto& [from, file] : handed.mapped()) {
    std::string why;
    const auto change = watch_.change(*graph_.nodes[from].source, file, why);
    if (change == SourceWatch::Change::none) continue;
    if (change == SourceWatch::Change::changed) {
      return {Sources::changed, std::move(why)};
    }
    if (read_again_.insert(node).second) {
      return {Sources::touched, std::move(why)};
    }
    why += "; leave it alone while a run reads it, and repeat the command";
    return {Sources::changed, std::move(why)};
  }
  return {};
}

void InputCheck::take_back(NodeIndex node) { handed_.erase(node); }

bool InputCheck::is_recorded(const StoredObject& object) {
  if (published_.contains(object.digest)) return true;
  return ledger_.has_object(object.digest) &&
         object_problem(store_.path(object.digest), object.digest,
                        object.listing, Look::shape)
             .empty();
}

void InputCheck::published(const Digest& object, bool recorded) {
  published_.insert(object);
  if (!recorded) whole_.insert(object);
}

void InputCheck::lost(const Digest& object) {
  published_.erase(object);
  whole_.erase(object);
}

}  // namespace moonstain
