#include "tools/cli/commands/check_against.h"

#include <cstdint>
#include <cstdio>
#include <string_view>
#include <utility>
#include <vector>

#include "bindings/bundle/comparison.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/nouns.h"
#include "core/engine/record/results.h"
#include "core/engine/run/plan_state.h"
#include "core/eval/export/read_crate.h"
#include "tools/cli/commands/expected.h"
#include "tools/cli/output.h"

namespace moonstain {

namespace {

constexpr std::uint64_t kMostJsonBytes = std::uint64_t{256} << 20;

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

// What is expected, and what says so.
struct Expectation {
  Bundle bundle;
  std::string where;  ///< "first.moon", "crate out/first"
  std::string_view what;
};

Expectation expected_of_bundle(const std::string& file) {
  const OpenedBundle opened = open_bundle(file);
  check(!opened.bundle.lock.expected.empty(), opened.name,
        ": expects no results: it was packed where there were none; "
        "`moonstain bundle` packs them once its recipe has run");
  return {opened.bundle, opened.name, "the bundle"};
}

// The results of a crate by output, those that are there whole, and what its
// findings say.
Expectation expected_of_crate(const fs::path& folder) {
  const CrateContents crate = read_crate(folder);
  const std::string where = concat("crate ", folder.native());
  Bundle bundle;
  bundle.lock.recipe = crate.plan.graph.recipe;
  bundle.lock.libm = crate.plan.numbers.libm;
  bundle.lock.torch = crate.plan.numbers.torch;
  bundle.lock.bfloat16 = crate.plan.numbers.bfloat16;
  bundle.lock.cuda = crate.plan.numbers.cuda;
  for (const auto& [output, nodes] : crate.plan.graph.outputs) {
    std::vector<Digest> digests;
    for (const std::string& item : result_item_names(crate.plan.graph, nodes)) {
      const std::string name =
          nodes.size() == 1 ? output : concat(output, "/", item);
      const auto found = crate.results.find(name);
      if (found != crate.results.end()) digests.push_back(found->second);
    }
    if (digests.size() != nodes.size()) continue;
    bundle.lock.expected[output] = std::move(digests);
    for (const char* told : {"findings.json", "walk.json"}) {
      const fs::path file = folder / "results" / output / told;
      if (nodes.size() != 1 || !path_exists(file)) continue;
      bundle.files[concat("expected/", output, ".json")] =
          read_file(file, kMostJsonBytes);
    }
  }
  check(!bundle.lock.expected.empty(), where,
        ": has no result of an output; `moonstain export --rocrate` without "
        "--of puts them there");
  return {std::move(bundle), where, "the crate"};
}

}  // namespace

int check_against(const Session& session, const RunOptions& options,
                  const lua::Plan& plan, const std::string& against) {
  const Expectation expected = is_folder(against) ? expected_of_crate(against)
                                                  : expected_of_bundle(against);
  const std::string& recipe = expected.bundle.lock.recipe;
  check(recipe == plan.graph.recipe, expected.where, ": is of recipe ", recipe,
        ", not of ", plan.graph.recipe, "; compare that one with it");
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
  const auto compared = compare_outputs(
      expected.bundle, plan.graph, plan.catalog, session.numbers(),
      output_objects(plan.graph, state),
      output_json(plan, state, session.options().workspace), expected.what);
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
