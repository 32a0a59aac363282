#pragma once

#include <optional>
#include <string>

#include "core/engine/plan/graph.h"
#include "core/engine/plan/numeric_class.h"
#include "core/engine/step/catalog.h"

namespace moonstain {

/// A step that takes values of all sections at once.
struct SectionReading {
  std::string type;  ///< of the values: "Dataset"
  std::string step;  ///< without options that must be said: "section_copies"
  std::string input;
};

/// The plan with one node more, by the reading's step over the first value of
/// its type of each section; its only output, under the step's name.
///
/// @return nothing where the plan has less than two such sections
/// @throws Error when the catalog lacks the step
std::optional<Graph> with_reading(const Graph& graph, const Catalog& catalog,
                                  const NumericClass& numbers,
                                  const SectionReading& reading);

}  // namespace moonstain
