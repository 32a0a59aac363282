#include "tools/cli/commands/check_leaks.h"

#include <algorithm>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "tools/cli/leak_words.h"

namespace moonstain {

namespace {

constexpr std::size_t kMostNamed = 8;

std::string unit_words(const ProvenLeak& leak) {
  return concat(word_of(leak.unit_kind), leak.units.size() == 1 ? " " : "s ",
                listed(leak.units, kMostNamed));
}

/// Steps and lines of values that the plan names as an oracle's.
std::set<std::pair<std::string, std::string>> named_oracles(
    const Graph& graph, const LeakReport& declared) {
  std::set<std::pair<std::string, std::string>> named;
  for (const NamedOracle& one : declared.oracles) {
    for (const NodeIndex node : one.oracle.path) {
      named.emplace(graph.nodes[node].step, graph.nodes[node].where);
    }
  }
  return named;
}

std::string said_of(const ProvenRow& row) {
  if (row.named_oracle) return "named an oracle: no leak";
  if (row.leak.reads_directly) {
    return "NOT DECLARED: it reads the held-out labels itself";
  }
  const std::string acknowledged = concat(", ", row.acknowledgement);
  switch (row.leak.declaration) {
    case Declared::no:
      return "NOT DECLARED: an input is declared as what it is not, `moonstain "
             "lint` cannot see this leak";
    case Declared::understated:
      return concat("WRONGLY DECLARED: as ", severity_word(*row.leak.role),
                    ", while labels pass", acknowledged);
    case Declared::elsewhere:
      return concat("NOT DECLARED by this step, but by a later one",
                    acknowledged);
    case Declared::yes:
      return "declared" + acknowledged;
  }
  return "";
}

bool is_clean(const ProvenRow& row) {
  return row.named_oracle || (row.leak.declaration == Declared::yes &&
                              !row.acknowledged_by.empty());
}

std::string_view declaration_word(Declared declaration) {
  switch (declaration) {
    case Declared::no:
      return "no";
    case Declared::understated:
      return "understated";
    case Declared::elsewhere:
      return "elsewhere";
    case Declared::yes:
      return "yes";
  }
  return "";
}

}  // namespace

bool LeakVerdict::clean() const {
  return untested.empty() && std::all_of(rows.begin(), rows.end(), is_clean) &&
         std::none_of(copies.begin(), copies.end(), [](const JudgedLeak& leak) {
           return leak.acknowledged_by.empty();
         });
}

std::vector<Scramble> scrambles_of(const Catalog& catalog) {
  std::vector<Scramble> found;
  for (const Scramble& scramble :
       {Scramble{"label", "Dataset", "scrambled_dataset", "dataset"},
        Scramble{"picture", "Patches", "scrambled_patches", "patches"}}) {
    if (catalog.find(scramble.step) != nullptr) found.push_back(scramble);
  }
  return found;
}

std::optional<SectionReading> copies_reading(const Catalog& catalog) {
  const SectionReading reading{"Dataset", "section_copies", "dataset"};
  if (catalog.find(reading.step) == nullptr) return std::nullopt;
  return reading;
}

LeakVerdict judge_proven(const Graph& graph, const LeakCheck& check,
                         const LeakReport& declared) {
  LeakVerdict verdict;
  const auto oracles = named_oracles(graph, declared);
  for (const ProvenLeak& leak : check.leaks) {
    ProvenRow row{leak, describe_path(graph, leak.path), false, "",
                  acknowledgement({})};
    const Node& node = graph.nodes[leak.node];
    row.named_oracle =
        leak.reads_directly && oracles.contains({node.step, node.where});
    if (leak.declared) {
      const JudgedLeak* judged = declared.of(*leak.declared);
      if (judged != nullptr) {
        row.acknowledged_by = judged->acknowledged_by;
        row.acknowledgement = acknowledgement(*judged);
      }
    }
    // One line for the units that leak the same way.
    const auto alike = std::find_if(
        verdict.rows.begin(), verdict.rows.end(), [&](const ProvenRow& other) {
          return other.path == row.path && other.leak.kind == leak.kind &&
                 other.leak.unit_kind == leak.unit_kind &&
                 said_of(other) == said_of(row);
        });
    if (alike == verdict.rows.end()) {
      verdict.rows.push_back(std::move(row));
      continue;
    }
    std::set<std::string> units(leak.units.begin(), leak.units.end());
    units.insert(alike->leak.units.begin(), alike->leak.units.end());
    alike->leak.units.assign(units.begin(), units.end());
    alike->leak.alike += leak.alike;
  }
  for (const JudgedLeak& leak : declared.leaks) {
    if (!leak.leak.copies.empty()) verdict.copies.push_back(leak);
  }
  for (const Leak& leak : check.unproven) {
    const bool file = graph.nodes[leak.path.front()].is_source();
    verdict.unproven.push_back(concat(
        "declared (", kind_words(leak), "): ", describe_unit(leak), "    ",
        arrows(describe_path(graph, leak.path)), "    ",
        file ? std::string("not testable: the file was made outside, nothing "
                           "that is replaced here changes it")
        : leak.unit_kind > check.unit
            ? concat("not tested: --unit ", word_of(leak.unit_kind), " does")
            : "not proven: no result changed; what the step takes has no "
              "effect, or what it chose was the same"));
  }
  for (const UntestedPath& path : check.untested) {
    verdict.untested.push_back(
        concat("not tested: ", listed(path.units, kMostNamed), ": ", path.where,
               ": ", path.reason));
  }
  return verdict;
}

std::string verdict_text(const LeakVerdict& verdict, const LeakCheck& check) {
  std::string text;
  std::size_t leaks = 0;
  std::size_t undeclared = 0;
  for (const ProvenRow& row : verdict.rows) {
    if (!row.named_oracle) ++leaks;
    if (!row.named_oracle && row.leak.declaration != Declared::yes) {
      ++undeclared;
    }
    text += concat(row.named_oracle ? "oracle (" : "leak (", row.leak.kind,
                   "): ", unit_words(row.leak), "    ", arrows(row.path),
                   "    ", said_of(row), "\n");
  }
  for (const JudgedLeak& leak : verdict.copies) {
    ++leaks;
    text += leak_line(leak);
  }
  for (const std::string& line : verdict.unproven) text += line + "\n";
  for (const std::string& line : verdict.untested) text += line + "\n";
  const std::string tested =
      concat(check.units,
             check.units == 1 ? " held-out unit"
                              : " held-out "
                                "units",
             ", ", check.compared,
             check.compared == 1 ? " result compared, " : " results compared, ",
             check.runs, check.runs == 1 ? " node run" : " nodes run");
  if (leaks == 0) {
    text += concat("no leak found",
                   verdict.untested.empty() ? "" : " in what was tested", ": ",
                   tested, "\n");
  } else {
    text += concat(leaks, leaks == 1 ? " leak proven" : " leaks proven",
                   undeclared > 0
                       ? concat(", ", undeclared, " not declared as it is")
                       : "",
                   ": ", tested, "\n");
  }
  return text;
}

Json verdict_json(const LeakVerdict& verdict, const LeakCheck& check) {
  Json leaks = Json::array();
  Json oracles = Json::array();
  for (const ProvenRow& row : verdict.rows) {
    Json one = {{"kind", row.leak.kind},
                {"unit_kind", word_of(row.leak.unit_kind)},
                {"units", row.leak.units},
                {"node", row.leak.node},
                {"path", row.path},
                {"declared", declaration_word(row.leak.declaration)},
                {"acknowledged_by", row.acknowledged_by}};
    (row.named_oracle ? oracles : leaks).push_back(std::move(one));
  }
  Json copies = Json::array();
  for (const JudgedLeak& leak : verdict.copies) {
    copies.push_back({{"severity", kind_words(leak.leak)},
                      {"units", leak.leak.units},
                      {"copies", leak.leak.copies},
                      {"path", leak.path},
                      {"acknowledged_by", leak.acknowledged_by}});
  }
  return {{"leaks", leaks},
          {"copies", copies},
          {"oracles", oracles},
          {"unproven", verdict.unproven},
          {"untested", verdict.untested},
          {"units", check.units},
          {"compared", check.compared},
          {"runs", check.runs}};
}

}  // namespace moonstain
