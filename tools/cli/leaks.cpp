#include "tools/cli/leaks.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "core/base/error.h"

namespace moonstain {

namespace {

using LeakKey = std::tuple<int, std::string, std::string>;

std::set<LeakKey> keys_of(const Leak& leak) {
  std::set<LeakKey> keys;
  for (const std::string& unit : leak.units) {
    keys.emplace(static_cast<int>(leak.severity), leak.unit_kind, unit);
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

std::string arrows(const std::vector<std::string>& path) {
  std::string text;
  for (std::size_t i = 0; i < path.size(); ++i) {
    text += concat(i == 0 ? "" : " -> ", path[i]);
  }
  return text;
}

}  // namespace

bool LeakReport::all_acknowledged() const {
  return std::none_of(leaks.begin(), leaks.end(), [](const JudgedLeak& leak) {
    return leak.acknowledged_by.empty();
  });
}

LeakReport judge_leaks(const Session& session, const Plan& plan) {
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
    report.notes.push_back(
        concat(note.source, ": it is not known what it was learned from    ",
               arrows(describe_path(graph, note.path))));
  }

  std::vector<std::string> turnable;
  for (const SwitchValue& choice : graph.switches) {
    if (choice.kind == "leak" && choice.value != choice.audited) {
      turnable.push_back(choice.name);
    }
  }
  const auto try_turned = [&](const std::vector<std::string>& names,
                              const std::string& word) {
    if (report.all_acknowledged()) return;
    std::map<std::string, std::string> over;
    for (const std::string& name : names) over[name] = "audited";
    std::set<LeakKey> still;
    try {
      const Plan turned = session.plan(over);
      still = keys_of(turned.graph, turned.catalog);
    } catch (const Error& e) {
      report.notes.push_back(concat("switch ", word,
                                    " cannot be turned to see whether a leak "
                                    "goes with it: ",
                                    e.what()));
      return;
    }
    for (JudgedLeak& leak : report.leaks) {
      if (!leak.acknowledged_by.empty()) continue;
      const std::set<LeakKey> keys = keys_of(leak.leak);
      if (std::none_of(keys.begin(), keys.end(), [&](const LeakKey& key) {
            return still.contains(key);
          })) {
        leak.acknowledged_by = word;
      }
    }
  };
  for (const std::string& name : turnable) try_turned({name}, name);
  if (turnable.size() > 1) {
    std::string all;
    for (const std::string& name : turnable) {
      all += concat(all.empty() ? "" : " and ", name);
    }
    try_turned(turnable, all);
  }
  return report;
}

std::string leaks_text(const LeakReport& report) {
  std::string text;
  for (const JudgedLeak& leak : report.leaks) {
    text += concat("leak (", severity_word(leak.leak.severity),
                   "): ", describe_unit(leak.leak), "    ", arrows(leak.path),
                   "    ",
                   leak.acknowledged_by.empty()
                       ? std::string("NOT acknowledged by a switch")
                       : concat("acknowledged: switch ", leak.acknowledged_by),
                   "\n");
    if (!leak.other_ways.empty()) {
      text += "    and by";
      for (std::size_t i = 0; i < leak.other_ways.size(); ++i) {
        text += concat(i == 0 ? " " : ", ", leak.other_ways[i]);
      }
      text += "\n";
    }
  }
  for (const std::string& note : report.notes) {
    text += concat("note: ", note, "\n");
  }
  return text;
}

std::vector<LeakRow> leak_rows(const LeakReport& report) {
  std::vector<LeakRow> rows;
  for (const JudgedLeak& leak : report.leaks) {
    rows.push_back({severity_word(leak.leak.severity), describe_unit(leak.leak),
                    leak.path, leak.acknowledged_by});
  }
  return rows;
}

}  // namespace moonstain
