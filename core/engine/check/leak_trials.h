#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/engine/plan/graph.h"
#include "core/engine/plan/lineage.h"
#include "core/engine/step/catalog.h"

namespace moonstain {

using Nodes = std::set<NodeIndex>;

/// Names of sections, or of wider units; sorted.
using UnitNames = std::vector<std::string>;

/// How values of one type are replaced by a scrambled copy: by a step with one
/// input and an option `seed`.
struct Scramble {
  std::string kind;  ///< "label", "picture": what of the unit it replaces
  std::string type;  ///< "Dataset"
  std::string step;  ///< "scrambled_dataset"
  std::string input;
};

/// The kind of scramble under which the scored values must not change either.
inline constexpr const char* kLabelScramble = "label";

/// A held-out unit whose data are replaced, as one kind of scramble does it.
struct LeakTrial {
  std::string kind;
  UnitKind unit_kind = UnitKind::patient;
  UnitNames units;
  UnitNames sections;  ///< whose data are replaced
  Nodes scores;        ///< nodes that score them
  Nodes scored;        ///< the scored values
  Nodes within;        ///< nodes that the scored values need
  Nodes settled;       ///< nodes that are taken as they were
  std::map<NodeIndex, int> tried;
  std::string tag;  ///< tells trials over the same sections apart
};

/// What there is to be tested in a plan, and what a result there may do.
class LeakTrials {
 public:
  LeakTrials(const Graph& graph, const Catalog& catalog, const Lineage& lineage,
             const std::vector<Scramble>& scrambles);

  /// One for each kind of scramble and each unit that a score is about.
  /// @throws Error when a score's section cannot be told
  std::vector<LeakTrial> all(UnitKind unit) const;

  /// The sections a score is about.
  UnitNames about(NodeIndex score) const;
  /// These nodes and all that they need.
  Nodes needed_by(const Nodes& nodes) const;
  /// Nodes that are other ones over the trial's data.
  Nodes changed(const LeakTrial& trial) const;
  /// Whether a changed node must keep its bytes.
  bool must_stay(const LeakTrial& trial, const Nodes& changed,
                 NodeIndex node) const;
  /// What the inputs that changed are declared to teach; nothing where all are
  /// only applied.
  std::optional<Learned> taught(NodeIndex node, const Nodes& changed) const;

  /// From the replaced value over a node to a score, the shortest ways.
  std::vector<NodeIndex> path_of(const LeakTrial& trial, const Nodes& changed,
                                 NodeIndex node) const;
  /// Step and recipe line.
  std::string place_of(NodeIndex node) const;

  /// A file or a made-up value of the unit that reaches what is tested without
  /// passing a value that can be scrambled.
  struct Untested {
    std::string reason;
    std::string where;
  };
  std::vector<Untested> untested(const LeakTrial& trial) const;

 private:
  std::string unit_name(const std::string& section, UnitKind kind) const;
  UnitNames widened(const UnitNames& sections, UnitKind kind) const;
  UnitNames unit_names(const UnitNames& sections, UnitKind kind) const;
  Nodes asked_for() const;
  bool scrambled(const std::string& kind, const std::string& type) const;
  bool is_entry(const LeakTrial& trial, NodeIndex node) const;
  bool is_first_entry(const LeakTrial& trial, const Nodes& changed,
                      NodeIndex node) const;
  bool of_unit(const LeakTrial& trial, NodeIndex node) const;
  Nodes scored_by(NodeIndex score) const;
  std::vector<NodeIndex> way_to(NodeIndex node, const Nodes& ends) const;

  const Graph& graph_;
  const Catalog& catalog_;
  const Lineage& lineage_;
  const std::vector<Scramble>& scrambles_;
  std::unordered_map<std::string, const SectionUnits*> units_;
};

}  // namespace moonstain
