#include "tools/cli/commands/claims.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "bindings/audit/replanner.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/nouns.h"
#include "core/base/text.h"
#include "core/engine/process/host_program.h"
#include "core/engine/record/run_record.h"
#include "core/engine/run/plan_state.h"
#include "core/engine/store/workspace.h"
#include "core/eval/findings/expected.h"
#include "core/eval/metrics/metric_kind.h"
#include "core/eval/report/claims_page.h"
#include "tools/cli/estimate_json.h"
#include "tools/cli/named_file.h"
#include "tools/cli/output.h"
#include "tools/cli/recipe_head.h"
#include "tools/cli/stated_claims.h"
#include "tools/cli/stored_object.h"
#include "tools/cli/words.h"

namespace moonstain {
namespace {

constexpr const char* kPage = "claims: --page";

using report::ClaimFound;
using report::ListedClaim;
using report::ListedRecipe;

/// Names of recipes as a person would type them.
std::vector<std::string> recipes_of(const ClaimsOptions& options,
                                    const fs::path& home) {
  if (!options.recipes.empty()) return options.recipes;
  std::vector<std::string> names;
  if (!home.empty() && is_folder(home / "recipes")) {
    for (const std::string& name : list_folder(home / "recipes")) {
      if (path_exists(home / "recipes" / name / "recipe.lua")) {
        names.push_back(concat("recipes/", name));
      }
    }
  }
  check(!names.empty(), "claims: there is no folder recipes/ ",
        home.empty() ? "of Moonstain here" : concat("in ", home.string()),
        "; name recipes");
  return names;
}

/// Claims of one recipe, as they are filled.
class Listing {
 public:
  explicit Listing(const CommonOptions& common)
      : session_(common), replanner_(session_.replanner()) {
    out_.name = fs::path(session_.recipe_folder()).filename().string();
    out_.paper = paper_of(read_file(session_.recipe_folder() / "recipe.lua"));
    out_.command = shell_line({"moonstain", "run", common.recipe});
  }

  ListedRecipe made() {
    try {
      const lua::Plan plan = replanner_.plan();
      list_claims(plan);
      look_beside(plan.graph);
      if (!out_.claims.empty()) {
        list_claims(replanner_.plan({{"profile", "paper"}}));
      }
      if (!out_.claims.empty() && has_runs(plan.graph.recipe)) look(plan);
    } catch (const Error& e) {
      out_.problem = e.what();
      out_.claims.clear();
    }
    return std::move(out_);
  }

  /// What was not listed, and why; "" mostly.
  const std::string& note() const { return note_; }

 private:
  // A file of claims that the recipe does not name says nothing, and looks as
  // if it did.
  void look_beside(const Graph& graph) {
    constexpr const char* kExpected = "expected.json";
    if (!path_exists(session_.recipe_folder() / kExpected)) return;
    const auto names_it = [&](const Graph& one) {
      return std::ranges::any_of(one.nodes, [&](const Node& node) {
        return node.is_source() && node.source->name == kExpected;
      });
    };
    if (names_it(graph)) return;
    if (names_it(replanner_.plan({{"profile", "paper"}}).graph)) return;
    note_ = concat(out_.name, ": ", kExpected,
                   " lies beside recipe.lua, which does not name it, so that "
                   "its claims are not listed; ms.findings { expected = "
                   "ms.source { \"",
                   kExpected, "\", learned_from = \"nothing\" } } takes them");
  }

  // Of files that are not listed yet.
  void list_claims(const lua::Plan& plan) {
    for (const auto& [output, source] : claimed_outputs(plan.graph)) {
      const Node& findings =
          plan.graph.nodes[plan.graph.outputs.at(output).front()];
      const Json options = findings.options.json();
      const SourceFile& file = *plan.graph.nodes[source].source;
      if (!listed_.insert(file.sha256).second) continue;
      for (Claim& claim : claims_in(session_, file)) {
        ListedClaim one;
        one.paper = claim.paper.empty() ? out_.paper : claim.paper;
        one.recipe = out_.name;
        one.output = output;
        one.claim = std::move(claim);
        one.missing = one.claim.missing.empty() ? options.value("missing", "")
                                                : one.claim.missing;
        out_.claims.push_back(std::move(one));
      }
    }
  }

  bool has_runs(const std::string& recipe) const {
    const fs::path& workspace = session_.options().workspace;
    for (const std::string& run : run_names(workspace)) {
      const std::optional<RunRecord> record = whole_run(workspace, run);
      if (record && record->recipe == recipe) return true;
    }
    return false;
  }

  // By profile, the paper's first; what is found stays.
  void look(const lua::Plan& plan) {
    Replanner::Settings audited;
    for (const SwitchValue& one : plan.graph.switches) {
      if (one.published != one.audited) audited[one.name] = "audited";
    }
    for (const char* profile : {"paper", "", "quick"}) {
      Replanner::Settings over;
      std::string setting;
      if (*profile != '\0') {
        over["profile"] = profile;
        setting = concat("profile=", profile);
      }
      look_at(over, setting, &ListedClaim::published);
      over.insert(audited.begin(), audited.end());
      look_at(over, setting, &ListedClaim::audited);
    }
  }

  void look_at(const Replanner::Settings& over, const std::string& setting,
               std::optional<report::ClaimFound> ListedClaim::*end) {
    const bool all = std::all_of(
        out_.claims.begin(), out_.claims.end(),
        [&](const ListedClaim& one) { return (one.*end).has_value(); });
    if (all) return;
    const lua::Plan plan = replanner_.plan(over);
    const PlanState state =
        plan_state(plan.graph, plan.catalog, session_.numbers(),
                   session_.options().workspace);
    for (const auto& [output, source] : claimed_outputs(plan.graph)) {
      const auto findings =
          stored(state.objects[plan.graph.outputs.at(output).front()]);
      if (!findings) continue;
      std::size_t at = 0;
      for (ListedClaim& one : out_.claims) {
        if (one.output != output) continue;
        auto found = report::claim_found(*findings, at++, one.claim, setting);
        if (found && !(one.*end)) one.*end = std::move(found);
      }
    }
  }

  // Of an object that the store has.
  std::optional<Findings> stored(const std::optional<Digest>& object) {
    return read_stored<Findings>(Workspace{session_.options().workspace},
                                 object);
  }

  Session session_;
  Replanner replanner_;
  ListedRecipe out_;
  std::string note_;
  std::set<Digest> listed_;  ///< files whose claims stand in `out_`
};

Json published_json(const ListedClaim& one) {
  const auto judged = one.number();
  Json out = {{"verdict", report::number_words(one)},
              {"reason", judged ? judged->reason : ""},
              {"value", nullptr},
              {"interval", nullptr},
              {"setting", ""}};
  if (const ClaimFound* found = one.ours_published()) {
    out["value"] = number_or_null(found->number.value);
    out["interval"] = interval_json(found->number);
    out["setting"] = found->setting;
  }
  return out;
}

Json audited_json(const ListedClaim& one) {
  Json out = {{"verdict", report::meaning_words(one)},
              {"reason", ""},
              {"value", nullptr},
              {"interval", nullptr},
              {"setting", ""},
              {"control", ""},
              {"control_value", nullptr}};
  if (const ClaimFound* found = one.ours_audited()) {
    out["reason"] = found->meaning.reason;
    out["value"] = number_or_null(found->meant.value);
    out["interval"] = interval_json(found->meant);
    out["setting"] = found->setting;
    out["control"] = found->control;
    if (!found->control.empty()) {
      out["control_value"] = number_or_null(found->control_value);
    }
  }
  return out;
}

Json claim_json(const ListedClaim& one) {
  Json arithmetic = Json::array();
  for (const TrivialVerdict& trivial : one.trivial()) {
    arithmetic.push_back(
        {{"predictor", trivial.trivial.predictor},
         {"value", number_or_null(trivial.trivial.value)},
         {"reaches", trivial.reaches()},
         {"reaches_where", trivial.trivial.reaches_where.value_or("")}});
  }
  return {
      {"paper", one.paper},
      {"recipe", one.recipe},
      {"output", one.output},
      {"claim", one.claim.claim},
      {"predictor", one.claim.predictor},
      {"where", one.claim.where},
      {"cohort", one.claim.cohort},
      {"published", one.claim.published ? number_or_null(*one.claim.published)
                                        : Json(nullptr)},
      {"metric", one.claim.metric},
      {"as_published", published_json(one)},
      {"audited", audited_json(one)},
      {"arithmetic", arithmetic},
      {"excluded_by_arithmetic", one.excluded_by_arithmetic()},
      {"missing", one.missing},
      {"why", report::why_sentence(one)}};
}

// "0.618   0.120 no verdict   0.110 worse   mean Pearson over ..."
std::string line_of(const ListedClaim& one) {
  const auto value = [&](const Estimate* estimate) {
    return estimate == nullptr ? std::string()
                               : value_text(one.claim.metric, estimate->value);
  };
  const ClaimFound* published = one.ours_published();
  const ClaimFound* audited = one.ours_audited();
  const Estimate* number = published ? &published->number : nullptr;
  const Estimate* meant = audited ? &audited->meant : nullptr;
  return concat(
      "    ", padded(one.claim.published_text, 8),
      right_aligned(value(number), 7), " ",
      padded(report::number_words(one), 22), right_aligned(value(meant), 7),
      " ", padded(report::meaning_words(one), 30),
      printable_in_line(one.claim.claim),
      one.excluded_by_arithmetic() ? " (does not exclude a trivial predictor)"
                                   : "",
      "\n");
}

void print_recipe(const ListedRecipe& recipe) {
  if (!recipe.is_shown()) return;
  print(concat("  recipes/", printable_in_line(recipe.name), ": ",
               recipe.problem.empty()
                   ? counted(recipe.claims.size(), "claim")
                   : concat("cannot be planned: ", recipe.problem),
               recipe.problem.empty() && !recipe.was_run()
                   ? concat("; not run here: ", recipe.command)
                   : "",
               "\n"));
  for (const ListedClaim& one : recipe.claims) print(line_of(one));
}

void print_verdicts(const report::ClaimCounts& counts) {
  print(concat("  as published   ", report::number_counts(counts), "\n"));
  print(concat("  audited        ", report::meaning_counts(counts), "\n"));
  if (counts.excluded > 0) {
    print(concat("  by arithmetic  ", counts.excluded,
                 counts.excluded == 1 ? " does" : " do",
                 " not exclude a trivial predictor\n"));
  }
}

void print_counts(const report::ClaimCounts& counts) {
  print_verdicts(counts);
  for (const auto& [what, claims] : counts.missing) {
    print(concat("  missing        ", printable_in_line(what), " (", claims,
                 ")\n"));
  }
}

void print_all(const std::vector<ListedRecipe>& recipes) {
  print("published, ours as published, ours audited, claim\n");
  const auto papers = report::by_paper(recipes);
  for (const auto& [paper, of_paper] : papers) {
    print(concat("\n", printable_in_line(paper), "\n"));
    for (const ListedRecipe* recipe : of_paper) print_recipe(*recipe);
  }
  bool shown = false;
  for (const ListedRecipe& recipe : recipes) {
    if (!recipe.paper.empty() || !recipe.is_shown()) continue;
    if (!shown) print("\nShown, and not counted: they name no paper\n");
    shown = true;
    print_recipe(recipe);
  }
  for (const auto& [paper, of_paper] : papers) {
    const report::ClaimCounts counts = report::counts_of(of_paper);
    print(concat("\n", printable_in_line(paper), ": ",
                 counted(counts.claims, "claim"), "\n"));
    print_counts(counts);
  }
  const report::ClaimCounts all = report::counts_of(recipes);
  if (all.claims == 0) {
    print(concat("\n", report::kNoClaims, "\n"));
  } else {
    print(concat("\n", counted(all.claims, "claim"), " of ",
                 counted(papers.size(), "paper"), "\n"));
    print_verdicts(all);
  }
  const std::string unplanned = report::unplanned_words(recipes);
  if (!unplanned.empty()) print(concat(unplanned, "\n"));
}

}  // namespace

Json claims_json(const std::vector<ListedRecipe>& recipes) {
  const report::ClaimCounts counts = report::counts_of(recipes);
  Json claims = Json::array();
  Json looked_at = Json::array();
  for (const ListedRecipe& recipe : recipes) {
    looked_at.push_back({{"recipe", recipe.name},
                         {"paper", recipe.paper},
                         {"command", recipe.command},
                         {"problem", recipe.problem}});
    for (const ListedClaim& one : recipe.claims) {
      claims.push_back(claim_json(one));
    }
  }
  return {
      {"counts",
       {{"claims", counts.claims},
        {"as_published", counts.number},
        {"audited", counts.meaning},
        {"excluded_by_arithmetic", counts.excluded},
        {"missing", counts.missing},
        {"recipes_not_planned", std::count_if(recipes.begin(), recipes.end(),
                                              [](const ListedRecipe& one) {
                                                return !one.problem.empty();
                                              })}}},
      {"recipes", looked_at},
      {"claims", claims}};
}

int claims_command(const CommonOptions& common, const ClaimsOptions& options) {
  if (!options.page.empty()) {
    named_file(kPage, options.page, common.workspace);
  }
  std::vector<ListedRecipe> recipes;
  std::vector<std::string> notes;
  for (const std::string& name : recipes_of(options, home_folder())) {
    CommonOptions of_recipe = common;
    of_recipe.recipe = name;
    Listing listing(of_recipe);
    for (ListedRecipe& part : report::by_own_papers(listing.made())) {
      recipes.push_back(std::move(part));
    }
    if (!listing.note().empty()) notes.push_back(listing.note());
  }
  const bool good =
      std::all_of(recipes.begin(), recipes.end(),
                  [](const ListedRecipe& one) { return one.problem.empty(); });
  if (!options.page.empty()) {
    write_named_file(kPage, options.page, common.workspace,
                     report::claims_page(recipes));
  }
  if (common.json) {
    Json json = claims_json(recipes);
    json["notes"] = notes;
    print_json(pretty_json(json));
    return good ? kDone : kWrong;
  }
  print_all(recipes);
  for (const std::string& note : notes) {
    print(concat("note: ", printable_in_line(note), "\n"));
  }
  print(options.page.empty()
            ? std::string("`moonstain claims --page claims.html` makes a page "
                          "of it\n")
            : concat("page: ", options.page.native(), "\n"));
  return good ? kDone : kWrong;
}

}  // namespace moonstain
