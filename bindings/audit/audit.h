#pragma once

#include <map>
#include <string>
#include <vector>

#include "bindings/audit/replanner.h"
#include "bindings/lua/plan/plan.h"

namespace moonstain {

/// Which end each switch stands at: a letter a switch, 'p' or 'a'.
using ArmLetters = std::string;

/// The arms of the walk from published to audited, both ends first: all
/// combinations of scoring switches, and for each of them the others at both
/// ends and turned one at a time from either end. In order, without repeats.
///
/// @param kinds  of the switches, in the recipe's order
std::vector<ArmLetters> walk_arms(const std::vector<std::string>& kinds);

/// Puts plans of one recipe into one graph: nodes of the same id are one node.
/// Only nodes are taken over; outputs are by plan: the node of `output`.
struct UnitedPlans {
  Graph graph;
  std::vector<NodeIndex> outputs;  ///< one a plan
};
UnitedPlans unite(const std::vector<Graph>& plans, const std::string& output);

/// Arms that have an arm of matched training size beside them: where a leak
/// switch is the next to be turned in the recipe's order.
///
/// @param kinds  of the switches, in the recipe's order
std::vector<ArmLetters> arms_to_match(const std::vector<std::string>& kinds);

/// What `moonstain audit` runs, and the arm that it starts from.
struct AuditPlan {
  lua::Plan walk;
  /// The recipe as it is set, what `run` and `lint` look at. The walk's leaks
  /// are judged by it: over all arms each score is there many times, and no
  /// turned switch keeps as many.
  lua::Plan published;
};

/// The plan of `moonstain audit`: findings of every arm, and a `walk` over
/// them. The settings of the request hold in every arm; a switch that is set
/// there is not turned. A recipe with a param `size_matched` (false or true)
/// also gets arms of matched training size, where these differ from their arm.
///
/// @throws Error when the recipe has no switch to turn, or none that is not
///               set, no `findings`, or the catalog has no step `walk`; where
///               an arm cannot be planned, naming what is turned in it
AuditPlan plan_audit(const Replanner& replanner);

}  // namespace moonstain
