#include "bindings/audit/replanner.h"

#include <utility>

#include "bindings/lua/plan/planner.h"

namespace moonstain {

Replanner::Replanner(lua::PlanRequest request, const Catalog& catalog)
    : request_(std::move(request)), catalog_(catalog) {}

lua::Plan Replanner::plan(const Settings& over) const {
  lua::PlanRequest request = request_;
  for (const auto& [name, value] : over) request.settings[name] = value;
  return lua::plan_recipe(request, catalog_);
}

}  // namespace moonstain
