#include "bindings/audit/leaks.h"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>

#include "core/base/error.h"

namespace moonstain {

namespace {

using LeakKey = std::tuple<Learned, UnitKind, std::string>;

std::set<LeakKey> keys_of(const Leak& leak) {
  std::set<LeakKey> keys;
  for (const std::string& unit : leak.units) {
    keys.emplace(leak.severity, leak.unit_kind, unit);
  }
  return keys;
}

std::set<LeakKey> keys_of(const Graph& graph, const Catalog& catalog) {
  std::set<LeakKey> keys;
  for (const Leak& leak : trace_lineage(graph, catalog).leaks) {
    keys.merge(keys_of(leak));
  }
  return keys;
}

// What tells a way from the others: the step before the score's input.
std::string other_word(const std::vector<std::string>& path) {
  return path.size() >= 3 ? path[path.size() - 2] : path.back();
}

}  // namespace

bool LeakReport::all_acknowledged() const {
  return std::none_of(leaks.begin(), leaks.end(), [](const JudgedLeak& leak) {
    return leak.acknowledged_by.empty();
  });
}

LeakReport judge_leaks(const Replanner& replanner, const lua::Plan& plan) {
  const Graph& graph = plan.graph;
  LeakReport report;
  const Lineage lineage = trace_lineage(graph, plan.catalog);
  for (const Leak& leak : lineage.leaks) {
    const std::vector<std::string> path = describe_path(graph, leak.path);
    const auto alike = std::find_if(
        report.leaks.begin(), report.leaks.end(), [&](const JudgedLeak& other) {
          return other.leak.severity == leak.severity &&
                 other.leak.unit_kind == leak.unit_kind &&
                 other.leak.units == leak.units;
        });
    if (alike == report.leaks.end()) {
      report.leaks.push_back({leak, path, {}, ""});
    } else {
      alike->other_ways.push_back(concat(path[0], " ", other_word(path)));
    }
  }
  for (const UnknownOrigin& note : lineage.unknown) {
    report.unknown.push_back({note.source, describe_path(graph, note.path)});
  }

  std::vector<std::string> turnable;
  for (const SwitchValue& choice : graph.switches) {
    if (choice.kind == SwitchKind::leak && choice.value != choice.audited) {
      turnable.push_back(choice.name);
    }
  }
  // What leaks while these switches stand at their audited values; nothing when
  // the recipe cannot be planned so.
  const auto leaks_with =
      [&](const std::vector<std::string>& names,
          const std::string& word) -> std::optional<std::set<LeakKey>> {
    Replanner::Settings over;
    for (const std::string& name : names) over[name] = "audited";
    try {
      const lua::Plan turned = replanner.plan(over);
      return keys_of(turned.graph, turned.catalog);
    } catch (const Error& e) {
      report.unturned.push_back({word, e.what()});
      return std::nullopt;
    }
  };
  // Of several switches that remove a leak the one that removes the fewest.
  std::vector<std::size_t> fewest(report.leaks.size(), report.leaks.size() + 1);
  const auto turn = [&](const std::vector<std::string>& names,
                        const std::string& word) {
    const auto still = leaks_with(names, word);
    if (!still) return;
    std::vector<std::size_t> gone;
    for (std::size_t i = 0; i < report.leaks.size(); ++i) {
      const std::set<LeakKey> keys = keys_of(report.leaks[i].leak);
      if (std::none_of(keys.begin(), keys.end(), [&](const LeakKey& key) {
            return still->contains(key);
          })) {
        gone.push_back(i);
      }
    }
    for (const std::size_t leak : gone) {
      if (gone.size() >= fewest[leak]) continue;
      fewest[leak] = gone.size();
      report.leaks[leak].acknowledged_by = word;
    }
  };
  if (report.leaks.empty()) return report;
  for (const std::string& name : turnable) turn({name}, name);
  if (turnable.size() > 1 && !report.all_acknowledged()) {
    std::string all;
    for (const std::string& name : turnable) {
      all += concat(all.empty() ? "" : " and ", name);
    }
    turn(turnable, all);
  }
  return report;
}

}  // namespace moonstain
