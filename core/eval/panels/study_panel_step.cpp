#include "core/eval/panels/study_panel_step.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/base/number_text.h"
#include "core/engine/step/step_kind.h"
#include "core/stats/student_t.h"
#include "core/stats/summary.h"

namespace moonstain {
namespace {

std::string percent(double share) {
  const double hundred = 100 * share;
  return concat(fixed(hundred, hundred == std::floor(hundred) ? 0 : 1), " %");
}

// Whether the level lies below, in or above the interval of the rate.
enum class Beside { above, level, below };

Beside beside(const DecisionRate& rate, double level) {
  return rate.interval.low > level    ? Beside::above
         : rate.interval.high < level ? Beside::below
                                      : Beside::level;
}

std::string meaning(const DecisionRate& rate, const Decision& decision,
                    bool planted) {
  if (rate.cohorts == 0) return "not asked";
  const std::string level = percent(decision.level);
  const Beside where = beside(rate, decision.level);
  if (planted) {
    return where == Beside::above
               ? concat("finds what is planted more often than in ", level)
               : concat("does not find what is planted more often than in ",
                        level);
  }
  return where == Beside::above ? concat("false more often than in ", level,
                                         ": does not hold its level")
         : where == Beside::below
             ? concat("false less often than in ", level, ": careful")
             : concat("not told apart from its level of ", level);
}

std::string planted_words(const DecisionStudy& study) {
  std::vector<std::string> words;
  if (study.is_planted(Subject::survival)) {
    words.push_back(concat("types that drive the hazard (log hazard ",
                           fixed(study.hazard_effect, 2), " a deviation)"));
  }
  if (study.is_planted(Subject::copy_number)) {
    words.push_back(concat("a locus that moves how neighbours correlate (by ",
                           fixed(study.locus_effect, 2), " a copy)"));
  }
  return words.empty() ? "Nothing is planted, so every yes is false."
                       : concat("Planted: ", listed(words), ".");
}

// Decisions of which nothing is planted, by how they stand to their level.
std::string level_words(const DecisionStudy& study) {
  std::string above;
  std::vector<std::string> others;
  for (std::size_t i = 0; i < study.decisions.size(); ++i) {
    const Decision& one = study.decisions[i];
    const DecisionRate rate = rate_of(study, i);
    if (study.is_planted(one.subject) || rate.cohorts == 0) continue;
    if (beside(rate, one.level) == Beside::above) {
      above += concat(" '", one.name, "' (", one.rule, ") is false in ",
                      rate_words(rate, "cohorts"), ", not in ",
                      percent(one.level), ": it does not hold its level.");
    } else {
      others.push_back(concat("'", one.name, "'"));
    }
  }
  if (others.empty()) return above;
  return concat(above, " No more often false than they mean to be, as far as ",
                "so many cohorts show: ", listed(others), ".");
}

std::string found_words(const DecisionStudy& study) {
  std::string out;
  for (std::size_t i = 0; i < study.decisions.size(); ++i) {
    const Decision& one = study.decisions[i];
    const DecisionRate rate = rate_of(study, i);
    if (!study.is_planted(one.subject) || rate.cohorts == 0) continue;
    out += concat(out.empty() ? " What is planted is found by '" : ", by '",
                  one.name, "' in ", rate.yes, " of ", rate.cohorts);
  }
  return out.empty() ? "" : out + " cohorts.";
}

// Of the tests along the genome.
std::string tests_words(const DecisionStudy& study) {
  if (study.is_planted(Subject::copy_number)) return "";
  double all = 0, below = 0, sum = 0, squares = 0;
  int cohorts = 0;
  for (std::size_t i = 0; i < study.tests.size(); ++i) {
    if (study.tests[i] == 0) continue;
    const double share = static_cast<double>(study.tests_below[i]) /
                         static_cast<double>(study.tests[i]);
    all += static_cast<double>(study.tests[i]);
    below += static_cast<double>(study.tests_below[i]);
    sum += share;
    squares += share * share;
    ++cohorts;
  }
  if (cohorts < 2) return "";
  const double mean = sum / cohorts;
  const double spread =
      std::sqrt(std::max(0.0, squares - sum * mean) / (cohorts - 1));
  std::string interval =
      concat("no interval below ", kLeastUnitsForInterval, " cohorts");
  if (cohorts >= kLeastUnitsForInterval) {
    const double half = interval_half_width(spread, cohorts);
    interval = concat("95 % interval by Student's t ",
                      fixed(100 * std::max(0.0, mean - half), 1), " to ",
                      fixed(100 * std::min(1.0, mean + half), 1), " %");
  }
  return concat(" Of ", static_cast<std::int64_t>(all),
                " tests along the genome ", static_cast<std::int64_t>(below),
                " have p below 0.05: ", fixed(100 * mean, 1),
                " % on average over cohorts (", interval,
                "), where 5 % are expected.");
}

}  // namespace

Panel study_panel(const DecisionStudy& study, const std::string& title) {
  TablePanel table;
  table.item = "decision";
  table.columns = {text_column("decision"), text_column("yes where"),
                   text_column("said yes"), text_column("in words")};
  for (std::size_t i = 0; i < study.decisions.size(); ++i) {
    const Decision& one = study.decisions[i];
    const DecisionRate rate = rate_of(study, i);
    table.columns[0].texts.push_back(one.name);
    table.columns[1].texts.push_back(one.rule);
    table.columns[2].texts.push_back(rate_words(rate));
    table.columns[3].texts.push_back(
        meaning(rate, one, study.is_planted(one.subject)));
  }
  Panel panel;
  panel.title = title;
  panel.caption = concat(counted(study.cohorts.size(), "made-up cohort"),
                         " of ", study.cohort, ". ", planted_words(study),
                         level_words(study), found_words(study),
                         tests_words(study), " The analysis: ", study.how,
                         ". Intervals of rates are Wilson's.");
  panel.data = std::move(table);
  return panel;
}

namespace {

struct StudyPanelOptions {
  std::string title = "How often each decision is right";
};

}  // namespace

StepKind study_panel_step() {
  return StepKind("study_panel", 2,
                  "How often each decision of an analysis says yes of made-up "
                  "cohorts, in plain sentences.")
      .applies_many<DecisionStudy>("study", "the parts of one synthetic_study")
      .option("title", &StudyPanelOptions::title, "heading of the panel")
      .needs(in_memory(3, 2))
      .makes<Panel>([](const Inputs& in, const Options& options) {
        return study_panel(joined_study(in.list<DecisionStudy>("study")),
                           options.as<StudyPanelOptions>().title);
      });
}

}  // namespace moonstain
