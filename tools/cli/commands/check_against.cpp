#include "tools/cli/commands/check_against.h"

#include <cstdio>

#include "bindings/bundle/comparison.h"
#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/nouns.h"
#include "core/engine/run/plan_state.h"
#include "tools/cli/commands/expected.h"
#include "tools/cli/output.h"

namespace moonstain {

namespace {

std::string words_of(Likeness likeness) {
  switch (likeness) {
    case Likeness::same:
      return "the same";
    case Likeness::within:
      return "within tolerance";
    case Likeness::other:
      return "another";
    case Likeness::untold:
      return "not to be told";
  }
  return "";
}

std::string line_of(const OutputComparison& one) {
  std::string text = concat(one.name, ": ", words_of(one.likeness),
                            one.note.empty() ? "" : ": ", one.note);
  for (const std::string& place : one.places) text += concat("\n    ", place);
  return text;
}

Json json_of(const std::vector<OutputComparison>& compared) {
  Json outputs = Json::array();
  for (const OutputComparison& one : compared) {
    outputs.push_back({{"output", one.name},
                       {"likeness", words_of(one.likeness)},
                       {"note", one.note},
                       {"places", one.places}});
  }
  return {{"event", "compared"}, {"outputs", outputs}};
}

}  // namespace

int check_against(const Session& session, const RunOptions& options,
                  const lua::Plan& plan, const std::string& bundle) {
  const OpenedBundle opened = open_bundle(bundle);
  const Lock& lock = opened.bundle.lock;
  check(lock.recipe == plan.graph.recipe, opened.name, ": is of recipe ",
        lock.recipe, ", not of ", plan.graph.recipe,
        "; compare that one with it");
  check(!lock.expected.empty(), opened.name,
        ": expects no results: it was packed where there were none; "
        "`moonstain bundle` packs them once its recipe has run");
  const auto state_now = [&] {
    return plan_state(plan.graph, plan.catalog, session.numbers(),
                      session.options().workspace);
  };
  PlanState state = state_now();
  if (state.will_run + state.may_be_kept > 0) {
    const int code = run_plan(session, options, plan, "run", "");
    if (code != kDone) return code;
    state = state_now();
  }
  const auto compared =
      compare_outputs(opened.bundle, plan.graph, plan.catalog,
                      session.numbers(), output_objects(plan.graph, state),
                      output_json(plan, state, session.options().workspace));
  std::map<Likeness, std::size_t> counts;
  for (const OutputComparison& one : compared) ++counts[one.likeness];
  const bool good = counts[Likeness::other] == 0;
  if (session.options().json) {
    say_json(stdout, canonical_json(json_of(compared)));
    return good ? kDone : kNodeFailed;
  }
  for (const OutputComparison& one : compared) say(stdout, line_of(one));
  say(stdout, concat("of ", counted(compared.size(), "result"), " ",
                     counts[Likeness::same], " the same to the last byte, ",
                     counts[Likeness::within], " within tolerance, ",
                     counts[Likeness::untold], " not to be told, ",
                     counts[Likeness::other],
                     counts[Likeness::other] == 1 ? " another" : " others"));
  return good ? kDone : kNodeFailed;
}

}  // namespace moonstain
