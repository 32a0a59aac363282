#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bindings/audit/leaks.h"
#include "core/engine/plan/graph.h"
#include "core/engine/step/catalog.h"
#include "core/engine/step/kind_words.h"

namespace moonstain {

/// What a plan tells of one kind of leakage.
enum class SheetAnswer {
  none_found,  ///< the plan would show it, and does not
  removed,     ///< found; a switch of the recipe removes each
  found,       ///< found, and at least one that no switch removes
  not_known,   ///< the plan cannot tell: a question stands in its place
};

template <>
struct KindWords<SheetAnswer> {
  static constexpr std::string_view kAll[] = {
      "none found", "found, a switch removes it", "found", "not known here"};
};

/// One kind of leakage.
struct SheetEntry {
  std::string code;  ///< "L1.3"
  std::string kind;  ///< "feature selection on training and test set"
  SheetAnswer answer = SheetAnswer::not_known;
  std::string sentence;  ///< what the plan tells; "" where it tells nothing
  /// Nodes and inputs that it is told by: "recipe.lua:31 hist_model learns
  /// labels by targets"; of a leak its path.
  std::vector<std::string> evidence;
  std::string question;  ///< what only people can answer; "" for nothing
};

/// A model info sheet: the eight kinds of leakage, each answered from the plan
/// where the tracer knows, and else as a question that names what it is about.
///
/// - No test set: labels of the very unit that is scored were learned, or a
///   model that is fitted to labels chose its state by them, or an epoch or a
///   model was chosen among predictions by them.
/// - Preprocessing: a held-out unit's pictures were learned from without its
///   labels, or weights from outside saw it. Feature selection: what was chosen
///   had seen it. Duplicates: one specimen under two names.
/// - Non-independence: labels of another unit of the same section, patient or
///   site were learned, also where a narrower unit is a leak already.
/// - Illegitimate features, time and the sampling of the test set are never in
///   a plan; what is, stands beside the question.
///
/// What is there with every leak switch audited is found, under its kind. Where
/// no step says that it learns labels, folds may be inside of one: whether a
/// score has seen them is not known then.
///
/// @param leaks  of this graph
///
/// Source: Kapoor and Narayanan 2023, doi:10.1016/j.patter.2023.100804, whose
/// codes these are.
std::vector<SheetEntry> info_sheet(const Graph& graph, const Catalog& catalog,
                                   const LeakReport& leaks);

}  // namespace moonstain
