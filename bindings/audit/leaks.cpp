#include "bindings/audit/leaks.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "bindings/audit/same_scores.h"
#include "core/base/error.h"
#include "core/base/text.h"

namespace moonstain {

namespace {

using UnitNames = std::set<std::string>;

constexpr std::size_t kMostUnits = 8;

/// A plan as far as its leaks go.
struct Traced {
  explicit Traced(const lua::Plan& plan)
      : lineage(trace_lineage(plan.graph, plan.catalog)),
        scores(plan.graph, plan.catalog, lineage) {
    for (const Leak& leak : lineage.leaks) about.push_back(about_of(leak));
  }
  Traced(const Traced&) = delete;
  Traced& operator=(const Traced&) = delete;

  UnitNames about_of(const Leak& leak) const {
    UnitNames units;
    for (const NodeIndex score : leak.scores) {
      for (const std::string& unit : *lineage.about[score]) {
        units.emplace(section_of_unit(unit));
      }
    }
    return units;
  }

  Lineage lineage;
  SameScores scores;
  /// What the scores of each leak are about; of blocks their sections.
  std::vector<UnitNames> about;
};

bool meet(const UnitNames& a, const UnitNames& b) {
  return std::any_of(a.begin(), a.end(),
                     [&](const std::string& unit) { return b.contains(unit); });
}

bool as_bad(const Leak& leak, const Leak& other) {
  return leak.severity <= other.severity && leak.unit_kind <= other.unit_kind;
}

/// Whether a leak of the turned plan is one that the plan has by somebody else,
/// who is judged for it.
bool judged_apart(const Traced& turned, std::size_t rest, const Traced& now,
                  const Leak& leak) {
  const Leak& left = turned.lineage.leaks[rest];
  if (left.by == leak.by) return false;
  for (std::size_t i = 0; i < now.lineage.leaks.size(); ++i) {
    const Leak& other = now.lineage.leaks[i];
    if (other.by == left.by && as_bad(other, left) &&
        std::includes(now.about[i].begin(), now.about[i].end(),
                      turned.about[rest].begin(), turned.about[rest].end())) {
      return true;
    }
  }
  return false;
}

/// Why the turned plan is no cure of a leak; nothing when it is one.
/// @param missing  units whose scores of the leak the turned plan has not
std::optional<std::string> why_no_cure(
    const Traced& now, const Leak& leak, const Traced& turned,
    const std::vector<std::string>& missing) {
  if (!missing.empty() && now.scores.vanish_in(turned.scores, leak.scores)) {
    return concat("no score of ", listed(missing, kMostUnits), " is left");
  }
  const UnitNames about = now.about_of(leak);
  for (std::size_t i = 0; i < turned.lineage.leaks.size(); ++i) {
    const Leak& left = turned.lineage.leaks[i];
    if (as_bad(left, leak) && meet(turned.about[i], about) &&
        !judged_apart(turned, i, now, leak)) {
      return concat("a leak (", kind_words(left), ") of ", unit_words(left),
                    " remains");
    }
  }
  return std::nullopt;
}

// Names of the outputs that need one of these nodes.
std::vector<std::string> outputs_of(const Graph& graph,
                                    const std::vector<NodeIndex>& nodes) {
  std::vector<bool> reached(graph.nodes.size());
  for (const NodeIndex node : nodes) reached[node] = true;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    for (const NodeIndex from : inputs_of(graph.nodes[i])) {
      if (reached[from]) reached[i] = true;
    }
  }
  std::vector<std::string> names;
  for (const auto& [name, made_of] : graph.outputs) {
    if (std::ranges::any_of(made_of, [&](NodeIndex at) { return reached[at]; }))
      names.push_back(name);
  }
  return names;
}

// What tells a way from the others: the step before the score's input.
std::string other_word(const std::vector<std::string>& path) {
  return path.size() >= 3 ? path[path.size() - 2] : path.back();
}

bool told_together(const JudgedLeak& a, const JudgedLeak& b) {
  const bool fitted =
      a.leak.severity == Learned::label || a.leak.severity == Learned::input;
  return a.leak.severity == b.leak.severity &&
         a.leak.unit_kind == b.leak.unit_kind && a.leak.units == b.leak.units &&
         a.leak.copies == b.leak.copies &&
         a.acknowledged_by == b.acknowledged_by &&
         a.not_scored == b.not_scored && (fitted || a.leak.by == b.leak.by);
}

template <typename Value>
std::vector<Value> union_of(const std::vector<Value>& a,
                            const std::vector<Value>& b) {
  std::vector<Value> both;
  std::ranges::set_union(a, b, std::back_inserter(both));
  return both;
}

std::vector<JudgedLeak> told(std::vector<JudgedLeak> all) {
  std::vector<JudgedLeak> leaks;
  for (JudgedLeak& one : all) {
    const auto alike = std::find_if(
        leaks.begin(), leaks.end(),
        [&](const JudgedLeak& other) { return told_together(other, one); });
    if (alike == leaks.end()) {
      leaks.push_back(std::move(one));
    } else {
      alike->by.push_back(one.leak.by);
      alike->outputs = union_of(alike->outputs, one.outputs);
      alike->leak.scores = union_of(alike->leak.scores, one.leak.scores);
      alike->leak.own = alike->leak.own || one.leak.own;
      alike->other_ways.push_back(
          concat(one.path[0], " ", other_word(one.path)));
    }
  }
  return leaks;
}

// A step between a predictor and its score, such as one that makes a number of
// each slide, has no name of its own.
std::string predictor_name(const Graph& graph,
                           const std::vector<NodeIndex>& way) {
  for (auto at = way.rbegin() + 1; at != way.rend(); ++at) {
    const Json options = graph.nodes[*at].options.json();
    const auto name = options.find("name");
    if (name != options.end() && name->is_string() &&
        !name->get_ref<const std::string&>().empty()) {
      return name->get<std::string>();
    }
  }
  return graph.nodes[*(way.rbegin() + 1)].step.str();
}

std::vector<std::string> predictor_names(const Graph& graph,
                                         const Oracle& oracle) {
  std::set<std::string> names;
  for (const std::vector<NodeIndex>& way : oracle.ways) {
    names.insert(predictor_name(graph, way));
  }
  return {names.begin(), names.end()};
}

/// Leaks of the plan, and the switch that removes each.
struct Judged {
  Judged(const Graph& graph, const std::vector<Leak>& of)
      : cheapest(of.size(), {true, SIZE_MAX, SIZE_MAX}) {
    for (const Leak& leak : of) {
      leaks.push_back({leak,
                       {leak.by},
                       describe_path(graph, leak.path),
                       outputs_of(graph, leak.scores),
                       {},
                       "",
                       {},
                       {}});
    }
  }

  std::vector<JudgedLeak> leaks;
  /// Of the turning by which a leak is acknowledged: whether scores go with it,
  /// how many switches it takes, and how many leaks it removes.
  using Cost = std::tuple<bool, std::size_t, std::size_t>;
  std::vector<Cost> cheapest;  ///< by leak
};

class Judge {
 public:
  Judge(const Replanner& replanner, const lua::Plan& plan)
      : replanner_(replanner),
        plan_(plan),
        now_(plan),
        leaks_(plan.graph, now_.lineage.leaks),
        wider_(plan.graph, now_.lineage.wider) {}

  LeakReport report() {
    for (const Oracle& oracle : now_.lineage.oracles) {
      report_.oracles.push_back({predictor_names(plan_.graph, oracle), oracle,
                                 describe_path(plan_.graph, oracle.path)});
    }
    for (const UnknownOrigin& note : now_.lineage.unknown) {
      report_.unknown.push_back(
          {note.source, describe_path(plan_.graph, note.path)});
    }
    if (!leaks_.leaks.empty()) turn_switches();
    report_.leaks = in_words(leaks_);
    report_.wider = in_words(wider_);
    report_.lineage = now_.lineage;
    return std::move(report_);
  }

 private:
  static std::vector<JudgedLeak> in_words(Judged& judged) {
    for (JudgedLeak& leak : judged.leaks) {
      if (!leak.acknowledged_by.empty()) leak.tried.clear();
    }
    return told(std::move(judged.leaks));
  }

  void turn_switches() {
    std::vector<std::string> names;
    for (const SwitchValue& choice : plan_.graph.switches) {
      if (choice.kind == SwitchKind::leak && choice.value != choice.audited) {
        names.push_back(choice.name);
      }
    }
    turnable_ = names.size();
    if (names.empty()) return;
    if (names.size() > 1) {
      for (const std::string& name : names) turn({name});
    }
    turn(names);
  }

  void turn(const std::vector<std::string>& names) {
    Replanner::Settings over;
    std::string word;
    for (const std::string& name : names) {
      over[name] = "audited";
      word += concat(word.empty() ? "" : " and ", name);
    }
    try {
      lua::Plan turned = replanner_.plan(over);
      for (SectionUnits& units : turned.graph.sections) know(units);
      const Traced traced(turned);
      judge(leaks_, traced, word, names.size());
      judge(wider_, traced, word, names.size());
      if (names.size() == turnable_) note_audited_end(turned.graph, traced);
    } catch (const Error& e) {
      report_.unturned.push_back({word, e.what()});
    }
  }

  // What has been read of a section is so in the turned plan too.
  void know(SectionUnits& units) const {
    const auto& sections = plan_.graph.sections;
    const auto known =
        std::lower_bound(sections.begin(), sections.end(), units.section,
                         [](const SectionUnits& one, const std::string& name) {
                           return one.section < name;
                         });
    if (known == sections.end() || known->section != units.section) return;
    units.specimen = known->specimen;
    units.shown_by = known->shown_by;
  }

  void judge(Judged& judged, const Traced& turned, const std::string& word,
             std::size_t switches) const {
    std::map<std::size_t, std::vector<std::string>> gone;
    for (std::size_t i = 0; i < judged.leaks.size(); ++i) {
      const Leak& leak = judged.leaks[i].leak;
      auto missing = now_.scores.missing_in(turned.scores, leak.scores);
      const auto reason = why_no_cure(now_, leak, turned, missing);
      if (reason) {
        judged.leaks[i].tried.push_back({word, *reason});
      } else {
        gone.emplace(i, std::move(missing));
      }
    }
    for (auto& [leak, missing] : gone) {
      const Judged::Cost cost(!missing.empty(), switches, gone.size());
      if (cost >= judged.cheapest[leak]) continue;
      judged.cheapest[leak] = cost;
      judged.leaks[leak].acknowledged_by = word;
      judged.leaks[leak].not_scored = std::move(missing);
    }
  }

  void note_audited_end(const Graph& graph, const Traced& audited) {
    std::vector<Leak> unnamed;
    for (const Leak& left : audited.lineage.leaks) {
      const bool named =
          std::ranges::any_of(leaks_.leaks, [&](const JudgedLeak& known) {
            return known.acknowledged_by.empty() && as_bad(known.leak, left) &&
                   known.leak.by == left.by;
          });
      if (!named) unnamed.push_back(left);
    }
    report_.at_audited_end = told(Judged(graph, unnamed).leaks);
  }

  const Replanner& replanner_;
  const lua::Plan& plan_;
  const Traced now_;
  Judged leaks_;
  Judged wider_;
  std::size_t turnable_ = 0;  ///< leak switches that are not audited already
  LeakReport report_;
};

}  // namespace

bool LeakReport::all_acknowledged() const {
  return std::none_of(leaks.begin(), leaks.end(), [](const JudgedLeak& leak) {
    return leak.acknowledged_by.empty();
  });
}

std::vector<std::string> LeakReport::unknown_sources() const {
  std::set<std::string> names;
  for (const UnknownSource& one : unknown) names.insert(one.source);
  return {names.begin(), names.end()};
}

const JudgedLeak* LeakReport::of(const Leak& leak) const {
  const auto found =
      std::find_if(leaks.begin(), leaks.end(), [&](const JudgedLeak& judged) {
        return judged.leak.severity == leak.severity &&
               judged.leak.unit_kind == leak.unit_kind &&
               judged.leak.units == leak.units &&
               judged.leak.copies == leak.copies &&
               std::find(judged.by.begin(), judged.by.end(), leak.by) !=
                   judged.by.end();
      });
  return found == leaks.end() ? nullptr : &*found;
}

bool LeakReport::acknowledges(const Leak& leak) const {
  const JudgedLeak* const told = of(leak);
  return told != nullptr && !told->acknowledged_by.empty();
}

LeakReport judge_leaks(const Replanner& replanner, const lua::Plan& plan) {
  return Judge(replanner, plan).report();
}

}  // namespace moonstain
