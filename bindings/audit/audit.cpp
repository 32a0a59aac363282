#include "bindings/audit/audit.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "bindings/audit/programs.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/engine/plan/identity.h"

namespace moonstain {

namespace {

constexpr const char* kFindings = "findings";

constexpr const char* kSizeMatched = "size_matched";

// A param that cuts training sets, left to the audit to turn.
bool can_match_sizes(const Graph& graph) {
  return std::any_of(graph.params.begin(), graph.params.end(),
                     [](const ParamValue& param) {
                       return param.name == kSizeMatched &&
                              param.value == Json(false) && !param.set_by_user;
                     });
}

NodeIndex only_node(const Graph& plan, const std::string& output) {
  const auto found = plan.outputs.find(output);
  check(found != plan.outputs.end() && found->second.size() == 1,
        "audit: the recipe returns no '", output, "' that is one value");
  return found->second.front();
}

const Digest& findings_id(const Graph& plan) {
  return plan.nodes[only_node(plan, kFindings)].id;
}

// "unit = patient" of the switches that are turned in an arm; "" of none.
std::string turned_words(const std::vector<SwitchValue>& switches,
                         const ArmLetters& arm) {
  std::string words;
  for (std::size_t i = 0; i < switches.size(); ++i) {
    if (arm[i] != 'a') continue;
    words += concat(words.empty() ? "" : ", ", switches[i].name, " = ",
                    json_words(switches[i].audited));
  }
  return words;
}

// A recipe may be refused in an arm that nobody has written down.
lua::Plan plan_of_arm(const Replanner& replanner,
                      const Replanner::Settings& over,
                      const std::string& turned) {
  if (turned.empty()) return replanner.plan(over);
  return with_context(concat("audit: with ", turned,
                             " (a switch turned to its "
                             "audited end; --set NAME=published leaves it)"),
                      [&] { return replanner.plan(over); });
}

}  // namespace

std::vector<ArmLetters> walk_arms(const std::vector<std::string>& kinds) {
  std::vector<std::size_t> scoring;
  std::vector<std::size_t> others;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    (kinds[i] == "scoring" ? scoring : others).push_back(i);
  }
  std::vector<ArmLetters> ways;  // of the others
  const ArmLetters published(kinds.size(), 'p');
  ArmLetters audited = published;
  for (const std::size_t i : others) audited[i] = 'a';
  ways.push_back(published);
  ways.push_back(audited);
  for (const std::size_t i : others) {
    ways.push_back(published);
    ways.back()[i] = 'a';
    ways.push_back(audited);
    ways.back()[i] = 'p';
  }
  std::vector<ArmLetters> arms;
  std::set<ArmLetters> seen;
  const auto add = [&](const ArmLetters& arm) {
    if (seen.insert(arm).second) arms.push_back(arm);
  };
  add(published);
  add(ArmLetters(kinds.size(), 'a'));
  for (const ArmLetters& way : ways) {
    for (std::size_t bits = 0; bits < std::size_t{1} << scoring.size();
         ++bits) {
      ArmLetters arm = way;
      for (std::size_t k = 0; k < scoring.size(); ++k) {
        if (bits >> k & 1U) arm[scoring[k]] = 'a';
      }
      add(arm);
    }
  }
  return arms;
}

std::vector<ArmLetters> arms_to_match(const std::vector<std::string>& kinds) {
  std::vector<ArmLetters> arms;
  ArmLetters arm(kinds.size(), 'p');
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    if (kinds[i] == "leak") arms.push_back(arm);
    arm[i] = 'a';
  }
  return arms;
}

UnitedPlans unite(const std::vector<Graph>& plans, const std::string& output) {
  UnitedPlans united;
  std::unordered_map<std::string, NodeIndex> by_key;
  std::map<std::string, SectionUnits> sections;
  std::map<std::string, PatientUnits> patients;
  for (const Graph& plan : plans) {
    std::vector<NodeIndex> now(plan.nodes.size());
    for (std::size_t i = 0; i < plan.nodes.size(); ++i) {
      const auto index = static_cast<NodeIndex>(united.graph.nodes.size());
      const auto [entry, is_new] =
          by_key.try_emplace(sameness(plan.nodes[i]), index);
      now[i] = entry->second;
      if (!is_new) continue;
      Node node = plan.nodes[i];
      for (NodeInput& input : node.inputs) {
        for (NodeIndex& from : input.nodes) from = now[from];
      }
      united.graph.nodes.push_back(std::move(node));
    }
    for (const SectionUnits& units : plan.sections) {
      sections.emplace(units.section, units);
    }
    for (const PatientUnits& units : plan.patients) {
      patients.emplace(units.patient, units);
    }
    united.outputs.push_back(now[only_node(plan, output)]);
  }
  for (auto& [name, units] : sections) united.graph.sections.push_back(units);
  for (auto& [name, units] : patients) united.graph.patients.push_back(units);
  return united;
}

AuditPlan plan_audit(const Replanner& replanner) {
  const StepDecl& walk = replanner.catalog().step("walk");
  lua::Plan first = replanner.plan();
  lua::Plan published = first;
  std::vector<SwitchValue> turned;
  std::vector<std::string> pinned;
  for (const SwitchValue& choice : first.graph.switches) {
    if (choice.published == choice.audited) continue;
    if (replanner.request().settings.contains(choice.name)) {
      pinned.push_back(choice.name);
    } else {
      turned.push_back(choice);
    }
  }
  check(!turned.empty() || pinned.empty(), "audit: recipe ", first.graph.recipe,
        " has no switch left to turn: --set pins ", listed(pinned),
        "; leave that out, or `moonstain run` gives the "
        "findings as they are set");
  check(!turned.empty(), "audit: recipe ", first.graph.recipe,
        " has no switch to turn; `moonstain run` gives its findings");
  std::vector<std::string> kinds;
  for (const SwitchValue& choice : turned) {
    kinds.emplace_back(word_of(choice.kind));
  }
  check(kinds.size() <= 8, "audit: recipe ", first.graph.recipe, " has ",
        kinds.size(), " switches; a walk has at most 8");

  const auto settings_of = [&](const ArmLetters& arm) {
    Replanner::Settings over;
    for (std::size_t i = 0; i < arm.size(); ++i) {
      over[turned[i].name] = arm[i] == 'a' ? "audited" : "published";
    }
    return over;
  };
  std::vector<std::string> arms = walk_arms(kinds);
  std::vector<Graph> plans;
  for (const ArmLetters& arm : arms) {
    lua::Plan plan =
        plan_of_arm(replanner, settings_of(arm), turned_words(turned, arm));
    join_programs(first, plan);
    plans.push_back(std::move(plan.graph));
  }
  if (can_match_sizes(first.graph)) {
    for (const ArmLetters& arm : arms_to_match(kinds)) {
      if (std::find(arms.begin(), arms.end(), arm) == arms.end()) continue;
      auto over = settings_of(arm);
      over[kSizeMatched] = "true";
      if (findings_id(replanner.plan_of_work(over).graph) ==
          findings_id(replanner.plan_of_work(settings_of(arm)).graph)) {
        continue;
      }
      lua::Plan matched = replanner.plan(over);
      join_programs(first, matched);
      plans.push_back(std::move(matched.graph));
      arms.push_back(arm + "+" + kSizeMatched);
    }
  }
  UnitedPlans united = unite(plans, kFindings);

  Json options = {{"arms", arms},
                  {"switches", Json::array()},
                  {"kinds", kinds},
                  {"published", Json::array()},
                  {"audited", Json::array()},
                  {"why", Json::array()}};
  for (const SwitchValue& choice : turned) {
    options["switches"].push_back(choice.name);
    options["published"].push_back(json_words(choice.published));
    options["audited"].push_back(json_words(choice.audited));
    options["why"].push_back(choice.why);
  }
  Node node;
  node.step = walk.name;
  node.version = walk.version;
  node.options = complete_options(walk, options);
  node.inputs = {{kFindings, united.outputs}};
  node.where = "audit";
  node.id = node_id(node, walk.numeric, replanner.request().numbers,
                    united.graph.nodes);
  united.graph.nodes.push_back(std::move(node));

  lua::Plan plan = std::move(first);
  plan.graph.nodes = std::move(united.graph.nodes);
  plan.graph.sections = std::move(united.graph.sections);
  plan.graph.patients = std::move(united.graph.patients);
  plan.graph.outputs = {
      {"walk", {static_cast<NodeIndex>(plan.graph.nodes.size() - 1)}}};
  return {std::move(plan), std::move(published)};
}

}  // namespace moonstain
