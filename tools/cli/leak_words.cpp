#include "tools/cli/leak_words.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/eval/report/leaks.h"

namespace moonstain {

namespace {

// "a (3 times)", "b": each way once, in the order they were found in.
std::vector<std::string> counted_ways(const std::vector<std::string>& ways) {
  std::vector<std::string> counted;
  for (auto way = ways.begin(); way != ways.end(); ++way) {
    if (std::find(ways.begin(), way, *way) != way) continue;
    const auto times = std::count(way, ways.end(), *way);
    counted.push_back(times > 1 ? concat(*way, " (", times, " times)") : *way);
  }
  return counted;
}

std::string ways_words(const std::vector<std::string>& ways) {
  return listed(counted_ways(ways));
}

}  // namespace

std::string acknowledgement(const JudgedLeak& leak) {
  return leak.acknowledged_by.empty()
             ? "NOT acknowledged by a switch"
             : concat("acknowledged: ",
                      report::switch_words(leak_rows({leak}).front()));
}

std::vector<std::string> leak_notes(const LeakReport& report) {
  std::vector<std::string> notes;
  for (const UnknownSource& note : report.unknown) {
    notes.push_back(concat(note.source,
                           ": it is not known what it was learned from    ",
                           arrows(note.path)));
  }
  for (const JudgedLeak& left : report.at_audited_end) {
    notes.push_back(
        concat("with every leak switch audited there is a leak (",
               kind_words(left.leak), "): ", describe_unit(left.leak), "    ",
               arrows(left.path),
               left.other_ways.empty()
                   ? ""
                   : concat("; and by ", ways_words(left.other_ways))));
  }
  for (const UnturnedSwitch& note : report.unturned) {
    notes.push_back(concat("switch ", note.name,
                           " cannot be turned to see whether a leak goes with "
                           "it: ",
                           note.error));
  }
  return notes;
}

std::string oracles_text(const LeakReport& report) {
  constexpr std::size_t kMostUnits = 8;
  std::string text;
  for (const NamedOracle& one : report.oracles) {
    const Oracle& oracle = one.oracle;
    text += concat("oracle: ", listed(one.predictors), " of ",
                   listed(oracle.units, kMostUnits),
                   one.predictors.size() == 1 ? " was" : " were", " made from ",
                   oracle.units.size() == 1 ? "its" : "their", " own ",
                   oracle.input, "    ", arrows(one.path), "\n");
  }
  return text;
}

Json oracles_json(const LeakReport& report) {
  Json rows = Json::array();
  for (const NamedOracle& one : report.oracles) {
    rows.push_back({{"predictors", one.predictors},
                    {"input", one.oracle.input},
                    {"units", one.oracle.units},
                    {"path", one.path}});
  }
  return rows;
}

std::string leak_line(const JudgedLeak& leak) {
  return concat("leak (", kind_words(leak.leak),
                "): ", describe_unit(leak.leak), "    ", arrows(leak.path),
                "    ", acknowledgement(leak), "\n");
}

std::string leaks_text(const LeakReport& report) {
  std::string text;
  for (const JudgedLeak& leak : report.leaks) {
    text += leak_line(leak);
    if (!leak.other_ways.empty()) {
      text += concat("    and by ", ways_words(leak.other_ways), "\n");
    }
    for (const NoCure& tried : leak.tried) {
      text +=
          concat("    switch ", tried.name, " audited: ", tried.reason, "\n");
    }
  }
  for (const std::string& note : leak_notes(report)) {
    text += concat("note: ", note, "\n");
  }
  return text;
}

std::vector<report::LeakRow> leak_rows(const std::vector<JudgedLeak>& leaks) {
  std::vector<report::LeakRow> rows;
  for (const JudgedLeak& leak : leaks) {
    rows.push_back({kind_words(leak.leak), describe_unit(leak.leak), leak.path,
                    leak.acknowledged_by, leak.outputs,
                    counted_ways(leak.other_ways), leak.not_scored});
  }
  return rows;
}

Json leaks_json(const LeakReport& report) {
  Json rows = Json::array();
  for (const JudgedLeak& leak : report.leaks) {
    Json tried = Json::array();
    for (const NoCure& one : leak.tried) {
      tried.push_back({{"switch", one.name}, {"reason", one.reason}});
    }
    rows.push_back({{"severity", severity_word(leak.leak.severity)},
                    {"unit", describe_unit(leak.leak)},
                    {"copies", leak.leak.copies},
                    {"path", leak.path},
                    {"other_ways", counted_ways(leak.other_ways)},
                    {"acknowledged_by", leak.acknowledged_by},
                    {"not_scored", leak.not_scored},
                    {"tried", tried}});
  }
  return rows;
}

}  // namespace moonstain
