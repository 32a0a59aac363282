#pragma once

#include <string_view>

#include "core/base/digest.h"
#include "core/base/json.h"
#include "core/base/path.h"
#include "core/engine/plan/graph.h"
#include "core/engine/plan/numeric_class.h"

namespace moonstain {

/// A plan as it is kept with the runs that followed it, in
/// `.moonstain/plans/<digest>.json`: what `why` compares with and what `gc`
/// finds the objects of a run by. Lines and paths of the recipe are not in it.
/// Its name is taken from what it says, not from its text.
Digest plan_digest(const Graph& graph, const NumericClass& numbers);
Json plan_json(const Graph& graph, const NumericClass& numbers);

struct StoredPlan {
  Graph graph;
  NumericClass numbers;
};
StoredPlan parse_plan(const Json& json, std::string_view where);
StoredPlan read_plan(const fs::path& workspace, const Digest& plan);

/// Writes the plan unless it is there.
void write_plan(const fs::path& workspace, const Graph& graph,
                const NumericClass& numbers, const Digest& name);

/// As plans and run records have it. @throws Error naming `where`
Json numbers_json(const NumericClass& numbers);
NumericClass parse_numbers(const Json& json, std::string_view where);

}  // namespace moonstain
