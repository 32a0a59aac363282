#pragma once

#include <map>
#include <string>

#include "bindings/lua/plan/plan.h"
#include "core/engine/step/catalog.h"

namespace moonstain {

/// One recipe, to be planned again with some of its settings changed.
class Replanner {
 public:
  /// Settings of params and switches by name, as `--set` has them.
  using Settings = std::map<std::string, std::string>;

  /// @param request  with the settings that hold in every plan
  /// @param catalog  lives as long as the replanner
  Replanner(lua::PlanRequest request, const Catalog& catalog);

  const lua::PlanRequest& request() const { return request_; }
  const Catalog& catalog() const { return catalog_; }

  /// The plan with the request's settings, and `over` in their place.
  /// @throws Error  as lua::plan_recipe does
  lua::Plan plan(const Settings& over = {}) const;
  /// The same without what the recipe says of its protocol, so that equal ids
  /// mean that equal work is done.
  lua::Plan plan_of_work(const Settings& over = {}) const;

 private:
  lua::PlanRequest with(const Settings& over) const;

  lua::PlanRequest request_;
  const Catalog& catalog_;
};

}  // namespace moonstain
