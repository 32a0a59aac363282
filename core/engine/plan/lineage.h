#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "core/base/shared.h"
#include "core/engine/plan/graph.h"
#include "core/engine/plan/units.h"
#include "core/engine/step/catalog.h"
#include "core/engine/step/step_decl.h"

namespace moonstain {

/// Scores about units that the scored values have learned from, all by the
/// same steps and recipe lines.
struct Leak {
  /// What was learned there; `label` is the worst.
  Learned severity = Learned::label;
  UnitKind unit_kind = UnitKind::section;
  /// The step that learned it, or the file that had: "hist_model",
  /// "her2st_785.txt". Leaks by two of them are two leaks.
  std::string by;
  std::vector<std::string> units;  ///< "her2st/C", sorted
  /// Where the units are learned from under another name, both names and what
  /// shows that they are one (`Units::Shared::copy`), sorted; else empty.
  std::vector<std::string> copies;
  /// Of one of the scores: from what was learned from (or the file that had
  /// learned) to the score.
  std::vector<NodeIndex> path;
  std::vector<NodeIndex> scores;  ///< nodes that score, sorted
  /// Whether one of the scores is about such a unit itself, or a part of it,
  /// and not about another one of the same section, patient or site.
  bool own = false;
};

/// A score whose model has learned from something nobody can name.
struct UnknownOrigin {
  std::string source;  ///< "weights.safetensors"
  std::vector<NodeIndex> path;
  std::size_t scores = 1;
};

/// Scores of values that were made from the labels they are scored by, all by
/// the same steps and recipe lines: openly, by an input that is declared so
/// (`InputDecl::labels`). No leak: an oracle.
struct Oracle {
  std::vector<std::string> units;  ///< sections, sorted
  std::string input;               ///< that takes the labels: "targets"
  /// Of one of the scores: from the labels to the score.
  std::vector<NodeIndex> path;
  /// Of all of them, each once, without what holds the labels.
  std::set<std::vector<NodeIndex>> ways;
  std::vector<NodeIndex> scores;  ///< nodes that score, sorted
};

struct Lineage {
  /// Worst first, then in the order of the recipe.
  std::vector<Leak> leaks;
  /// Labels that were learned of other units of a section, patient or site
  /// whose narrower unit is a leak by the same step: each in a row of its own,
  /// as that one goes where the strips of a section are held apart, and this
  /// one stays. In the same order.
  std::vector<Leak> wider;
  /// Sources of unknown origin that reach a score: a note, not a leak.
  std::vector<UnknownOrigin> unknown;
  std::vector<Oracle> oracles;  ///< in the order of the recipe
  /// Sorted; shared by the nodes that have the same ones.
  using Names = Shared<std::vector<std::string>>;
  /// By node: names of what its value is about (sections).
  std::vector<Names> about;
  /// By node: names of what its value has learned from (sections, data sets).
  std::vector<Names> learned_from;
};

/// Traces through a plan what each value is about and has learned from
/// (core/README.md, "Leaks"), and compares the two wherever a step declares
/// that it scores an input.
///
/// A leaf of a section, and a value made for one without inputs, is about that
/// section; a table of a data set about its patients. A value is about all its
/// `applies` inputs are about; a step that narrows (`StepDecl::narrows`) keeps
/// of that the units that it names. An input that is declared to be within
/// another (`InputDecl::within`), as the picture of a section of which blocks
/// are cut, is about the units of that one. It has learned from what its
/// `learns` inputs are about, with the severity declared there, and from all
/// that any of its inputs has learned from. A source file says itself what it
/// was learned from; the input that first takes it gives the severity,
/// `pretraining` where that input is only applied.
///
/// A value was made from the labels of what an input that is declared to hold
/// them is about, and from all that any of its inputs was made from; where a
/// score is about one of these sections itself, it is an oracle's.
///
/// What a step that scores learns from, such as a list of genes that it reads a
/// number over, is compared in the same way: who chose it may have seen what is
/// scored. Where a score chooses (`Learned::selection`) by a unit that it is
/// about, it has chosen by what it scores: a leak, too.
///
/// What two units share is named at its narrowest (units.h): a block, a
/// section, a patient or a site; what that hides of labels is in `wider`. A
/// section that stands under two names is shared by both, whosever patient they
/// are of: a leak by copy. Pictures that come to a score by the same steps as
/// their labels are no leak of their own.
Lineage trace_lineage(const Graph& graph, const Catalog& catalog);

/// "label", "selection", "input only", "pretraining".
std::string severity_word(Learned severity);

/// The severity, and whether it comes by a copy: "label", "label, copy".
std::string kind_words(const Leak& leak);

/// "patient her2st/C", "sections her2st/B4, her2st/B5"; of many the first
/// eight.
std::string unit_words(const Leak& leak);

/// "patient her2st/C on both sides of 5 scores"; of a copy also which names
/// are one.
std::string describe_unit(const Leak& leak);

/// "recipe.lua:31", then the steps: {"recipe.lua:31", "hist_model",
/// "predictions", "expression_scores"}. The line is that of the step that
/// learned.
std::vector<std::string> describe_path(const Graph& graph,
                                       const std::vector<NodeIndex>& path);

/// These words in a line: "recipe.lua:31 -> hist_model -> predictions".
std::string arrows(const std::vector<std::string>& path);

}  // namespace moonstain
