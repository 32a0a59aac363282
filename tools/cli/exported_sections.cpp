#include "tools/cli/exported_sections.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/base/error.h"
#include "core/engine/run/sources.h"
#include "core/engine/store/workspace.h"

namespace moonstain {
namespace {

// The picture that a value of a section was made with, however far up.
const SourceFile* picture_of(const Graph& graph, NodeIndex from) {
  std::vector<NodeIndex> open{from};
  std::set<NodeIndex> seen;
  while (!open.empty()) {
    const NodeIndex at = open.back();
    open.pop_back();
    if (!seen.insert(at).second) continue;
    for (const NodeInput& input : graph.nodes[at].inputs) {
      for (const NodeIndex node : input.nodes) {
        if (!graph.nodes[node].is_source()) {
          open.push_back(node);
        } else if (input.name == "picture") {
          return &*graph.nodes[node].source;
        }
      }
    }
  }
  return nullptr;
}

// The first result of a plan that is a Dataset, by section.
std::map<std::string, ExportedValue> datasets_of(const Session& session,
                                                 const ExportedRun& run) {
  std::map<std::string, ExportedValue> out;
  const Graph& graph = run.plan.graph;
  for (NodeIndex i = 0; i < graph.nodes.size(); ++i) {
    const Node& node = graph.nodes[i];
    const StepDecl* step = session.catalog().find(node.step);
    if (node.section.empty() || step == nullptr || step->output != "Dataset" ||
        !run.objects[i] || out.contains(node.section)) {
      continue;
    }
    const fs::path folder =
        Workspace{session.options().workspace}.object(*run.objects[i]);
    if (!is_folder(folder)) continue;
    out[node.section] = {
        i, {concat("dataset ", node.section.str()), "Dataset", folder}};
  }
  return out;
}

}  // namespace

ExportedSections exported_sections(const Session& session,
                                   const ExportedRun& run) {
  const Graph& graph = run.plan.graph;
  ExportedSections out;
  std::map<std::string, ExportedValue> datasets;
  std::map<std::string, std::vector<StoredValue>> tables;
  for (const ExportedValue& one : run.values) {
    const std::string& section = graph.nodes[one.node].section;
    if (one.value.type == "Dataset" && !section.empty() &&
        !datasets.contains(section)) {
      datasets[section] = one;
    } else if (is_spot_table(one.value.type) && !section.empty()) {
      tables[section].push_back(one.value);
    } else {
      out.left.push_back(concat(one.value.name, ": ", type_words(one.value),
                                ", is no table about a section's spots"));
      continue;
    }
    out.names.push_back(one.value.name);
  }
  const bool has_none = datasets.empty() && tables.empty();
  for (const auto& [section, dataset] : datasets_of(session, run)) {
    if (datasets.contains(section)) continue;
    if (!has_none && !tables.contains(section)) continue;
    datasets[section] = dataset;
    out.names.push_back(dataset.value.name);
  }
  std::map<std::string, const SourceFile*> pictures;
  std::vector<SourceFile> wanted;
  for (const auto& [section, dataset] : datasets) {
    const SourceFile* picture = picture_of(graph, dataset.node);
    pictures[section] = picture;
    if (picture != nullptr) wanted.push_back(*picture);
  }
  const std::map<Digest, FoundFile> found =
      SourceFinder(session.data_folders(), nullptr).find(wanted);
  for (const auto& [section, dataset] : datasets) {
    SpatialSection one;
    one.dataset = dataset.value;
    one.tables = tables[section];
    const SourceFile* picture = pictures.at(section);
    if (picture != nullptr) {
      one.picture = found.at(picture->sha256).path;
      one.picture_name = picture->name;
    } else {
      out.left.push_back(
          concat("a picture of ", section, ": its Dataset was made without"));
    }
    tables.erase(section);
    out.sections.push_back(std::move(one));
  }
  for (const auto& [section, values] : tables) {
    for (const StoredValue& value : values) {
      out.left.push_back(concat(value.name, ": no Dataset of section ", section,
                                " is in the store"));
      std::erase(out.names, value.name);
    }
  }
  return out;
}

}  // namespace moonstain
