#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/engine/plan/graph.h"
#include "core/engine/plan/lineage.h"
#include "core/engine/step/catalog.h"

namespace moonstain {

/// What findings say of their experiment, beside what the plan does.
struct StatementFault {
  /// Whether it cannot be true; else it is worth a look.
  bool contradiction = false;
  /// "findings says unit = patient, but ..."
  std::string text;
  std::string where;  ///< of the findings
};

/// Looks at each step that makes `Findings`, by its options of these names and
/// the scores that it takes:
///
/// - `unit`, what was held out: a scored value must not have learned labels of
///   the same such unit, or of a narrower one, that it is about itself (not by
///   the margin of a block, nor, in a score of several sections, of another),
///   but by a leak that a switch acknowledges: a published protocol may say
///   what it does not do, and the leak is told as such. Where it has not done
///   so of a wider one either, though other scores are about that, this is
///   noted: the wider unit was held out.
/// - `scope` = "full" and `same_data`: sections of the data sets, or patients
///   of their tables, that are not scored are noted. A paper may have left them
///   out too.
///
/// In the order of the plan; contradictions first.
/// @param lineage       of the graph
/// @param acknowledged  whether a switch says so of a leak
std::vector<StatementFault> statement_faults(
    const Graph& graph, const Catalog& catalog, const Lineage& lineage,
    const std::function<bool(const Leak&)>& acknowledged);

}  // namespace moonstain
