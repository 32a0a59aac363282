#include "bindings/audit/replanner.h"

#include <utility>

#include "bindings/lua/plan/planner.h"

namespace moonstain {

Replanner::Replanner(lua::PlanRequest request, const Catalog& catalog)
    : request_(std::move(request)), catalog_(catalog) {}

lua::PlanRequest Replanner::with(const Settings& over) const {
  lua::PlanRequest request = request_;
  for (const auto& [name, value] : over) request.settings[name] = value;
  return request;
}

lua::Plan Replanner::plan(const Settings& over) const {
  return lua::plan_recipe(with(over), catalog_);
}

lua::Plan Replanner::plan_of_work(const Settings& over) const {
  lua::PlanRequest request = with(over);
  request.states_protocol = false;
  return lua::plan_recipe(request, catalog_);
}

}  // namespace moonstain
