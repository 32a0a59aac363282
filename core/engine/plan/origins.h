#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/engine/plan/graph.h"
#include "core/engine/plan/units.h"
#include "core/engine/step/catalog.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {

/// A name of a plan, by its place among all: of what somebody has learned from
/// (a section, a data set, or what nobody can name), or of who has learned it.
enum class OriginName : std::uint32_t { unknown = 0 };

/// One thing that a value has learned from, as what, and by whom.
struct Origin {
  OriginName from;
  /// Nothing where it is a source file's: the input that takes it tells.
  std::optional<Learned> severity;
  /// The step that learned it, or the file that had: genes chosen on a section
  /// and an epoch chosen on it are two things.
  OriginName by;
  auto operator<=>(const Origin&) const = default;

  /// What it counts as for a value that takes the one that has it.
  Learned severity_by(const InputDecl& input) const;
};

/// What each value of a plan is about, has learned from and was made from the
/// labels of, by the rules of `trace_lineage`, and by which way.
///
/// Values with the same ones share one list, so that of two values whose lists
/// have one address only one need be looked at.
class Origins {
 public:
  using Names = std::vector<OriginName>;  ///< sorted, each once
  using List = std::vector<Origin>;       ///< sorted, each once

  Origins(const Graph& graph, const Catalog& catalog);

  const Names& about(NodeIndex node) const { return *about_[node]; }
  const List& learned(NodeIndex node) const { return *learned_[node]; }
  const Names& labels(NodeIndex node) const { return *labels_[node]; }

  /// `SourceFile::kUnknown` for what nobody can name.
  const std::string& text(OriginName name) const {
    return names_[static_cast<std::size_t>(name)];
  }
  const std::string& text(const Origin& origin) const {
    return text(origin.from);
  }

  /// Down from a value to where it learned: what it learned from, or the file
  /// that had learned, comes first.
  /// @param origin  one of `learned(node)`
  std::vector<NodeIndex> path_to(NodeIndex node, Origin origin) const;

  /// Down from a value to where it reads labels; what holds them comes first.
  struct LabelPath {
    std::vector<NodeIndex> nodes;
    std::string input;  ///< by which the second of them takes the first
  };
  /// @param labelled  one of `labels(node)`
  LabelPath label_path(NodeIndex node, OriginName labelled) const;

 private:
  /// Most values of a plan have the list of their input: each is kept once.
  template <typename Kept>
  class Pool {
   public:
    const Kept* keep(Kept list) {
      return &*lists_.insert(std::move(list)).first;
    }

   private:
    std::set<Kept> lists_;
  };

  OriginName name_of(const std::string& text);
  void trace(NodeIndex node);
  void trace_source(NodeIndex node);
  Names narrowed(const Node& node, const StepDecl& step, Names about);
  Names looked_at(const Node& node, const InputDecl& decl,
                  NodeIndex value) const;
  bool step_down(const Node& here, Origin& origin,
                 std::vector<NodeIndex>& path) const;

  const Graph& graph_;
  const Catalog& catalog_;
  const Units units_;
  std::vector<std::string> names_{std::string(SourceFile::kUnknown)};
  std::unordered_map<std::string, OriginName> places_{
      {names_.front(), OriginName::unknown}};
  Pool<Names> about_pool_;
  Pool<List> learned_pool_;
  std::vector<const Names*> about_;
  std::vector<const List*> learned_;
  std::vector<const Names*> labels_;
};

}  // namespace moonstain
