#include "core/eval/panels/survival_claim_panel_step.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/base/number_text.h"
#include "core/engine/step/step_kind.h"
#include "core/eval/metrics/reading_kind.h"
#include "core/eval/panels/panel.h"
#include "core/eval/panels/words.h"
#include "core/eval/study/nominal_log_rank.h"
#include "core/eval/survival/survival_facts.h"

namespace moonstain {
namespace {

namespace facts = survival_facts;
constexpr double kChance = 0.5;
constexpr double kLevel = 0.05;

// Numbers of one risk's scores, NaN where they are absent.
class Numbers {
 public:
  explicit Numbers(const Scores& scores) : scores_(scores) {
    check_survival_scores(scores, "survival_claim_panel");
  }
  double fact(const char* name) const { return scores_.fact(name); }
  bool has(const char* name) const { return !std::isnan(fact(name)); }
  std::uint64_t count(const char* name) const {
    return static_cast<std::uint64_t>(fact(name));
  }
  double metric(const char* name) const {
    return scores_.column(readings::kPatients.name, name)[0];
  }
  std::uint64_t compared_deaths() const {
    return count(facts::kHighDeaths) + count(facts::kLowDeaths);
  }
  std::uint64_t between() const {
    return count(facts::kPatients) - count(facts::kHighPatients) -
           count(facts::kLowPatients);
  }

 private:
  const Scores& scores_;
};

std::string interval_words(const Numbers& of, const char* low,
                           const char* high) {
  if (!of.has(low)) return "no interval: too few draws had a pair to compare";
  const double from = of.fact(low);
  const double to = of.fact(high);
  const int places =
      std::max(places_apart(from, kChance, 2), places_apart(to, kChance, 2));
  const bool left_out =
      of.has(facts::kDrawsWithoutPairs) && of.count(facts::kDrawsWithoutPairs);
  return concat("95 % interval ", fixed(from, places), " to ",
                fixed(to, places),
                from > kChance ? ", above 0.5, which chance gives"
                : to < kChance ? ", below 0.5, which chance gives"
                               : ", which holds 0.5, what chance gives",
                left_out ? concat("; of ", of.count(facts::kDraws), " draws ",
                                  of.count(facts::kDrawsWithoutPairs),
                                  " had no pair to compare and are left out")
                         : "");
}

// "3 of 99 permutations (p 0.04)": p = (1 + as high) / (1 + all).
std::string as_high_words(const Numbers& of, const char* p) {
  const auto all = of.count(facts::kPermutations);
  const double as_high = of.fact(p) * static_cast<double>(1 + all) - 1;
  return concat(std::llround(as_high), " of ", counted(all, "permutation"),
                " (p ", short_number(of.fact(p)), ")");
}

std::string chance_words(const Numbers& of) {
  if (!of.has(facts::kP)) return "not asked for";
  const bool learned = of.fact(facts::kOfProtocol) == 1;
  return concat(
      "a concordance as high in ", as_high_words(of, facts::kP),
      learned ? ", each of which was learned anew"
              : " of the risks as they are, which leave out that they were "
                "learned from the same patients",
      "; their mean is ", fixed(of.fact(facts::kPermutedConcordance), 2),
      "; a log-rank chi-squared as high in ",
      as_high_words(of, facts::kPLogRank));
}

std::string ratio_words(const Numbers& of) {
  if (of.has(facts::kRatio)) {
    // On which side of 1 a bound lies is seen.
    const auto bound = [&](const char* name) {
      const double value = of.fact(name);
      return std::abs(value - 1) < 0.1 ? fixed(value, places_apart(value, 1, 2))
                                       : short_number(value);
    };
    return concat(short_number(of.fact(facts::kRatio)), " (95 % interval ",
                  bound(facts::kRatioLow), " to ", bound(facts::kRatioHigh),
                  ")");
  }
  if (of.compared_deaths() == 0) return "none: nobody in these groups died";
  if (!of.has(facts::kEffect)) {
    return "none: no death in these groups could be compared";
  }
  // Cox's model has no bound where one group alone has deaths while both are
  // followed; Peto's estimate lies on its side.
  const bool low_lives = of.fact(facts::kEffect) > 1;
  const bool none_at_all =
      of.count(low_lives ? facts::kLowDeaths : facts::kHighDeaths) == 0;
  return concat("no bound: nobody at ", low_lives ? "low" : "high",
                " risk died",
                none_at_all ? "" : " while both groups were followed",
                "; Peto's estimate is ", short_number(of.fact(facts::kEffect)));
}

std::string power_words(const Numbers& of) {
  if (!of.has(facts::kPower)) return "no death could be compared";
  return concat("at a ratio of ", short_number(of.fact(facts::kEffect)), ", ",
                counted(of.compared_deaths(), "death"),
                " give p below 0.05 in ",
                fixed(100 * of.fact(facts::kPower), 0), " of 100 such studies");
}

std::string needed_words(const Numbers& of) {
  if (!of.has(facts::kDeathsNeeded)) {
    return of.has(facts::kPower) ? "no number of patients: the ratio seen is 1"
                                 : "no death could be compared";
  }
  return concat(
      short_number(of.fact(facts::kDeathsNeeded)),
      " deaths in the two groups for ",
      fixed(100 * of.fact(facts::kPowerAsked), 0), " of 100 at this ratio, so ",
      short_number(of.fact(facts::kPatientsNeeded)),
      " patients with a risk, followed and dying as these (Schoenfeld 1983)");
}

// What may be said: by the p of chance, whose level is 5 %.
std::string verdict(const Numbers& of) {
  const bool asked = of.has(facts::kP);
  const bool found = asked && of.fact(facts::kP) <= kLevel;
  // The least p that so many permutations can give.
  const double least = 1 / (1 + of.fact(facts::kPermutations));
  const std::string seen =
      concat(counted(of.count(facts::kDeaths), "death"), " of ",
             counted(of.count(facts::kPatients), "patient"));
  std::string out =
      !asked ? std::string(
                   "What chance gives was not asked for: nothing is "
                   "said of whether the risk tells who dies.")
      : found ? concat("In ", seen,
                       " Harrell's concordance of the risk is higher than "
                       "chance gives (p ",
                       short_number(of.fact(facts::kP)), ").")
              : concat(seen, of.count(facts::kDeaths) == 1 ? " does" : " do",
                       " not show that the risk tells who dies.");
  if (found && of.has(facts::kUnoLow) && of.fact(facts::kUnoLow) <= kChance) {
    out += " The interval of Uno's holds 0.5, what chance gives.";
  }
  if (!found && of.has(facts::kRatioShown)) {
    out += concat(" They cannot show that it does not: ",
                  counted(of.compared_deaths(), "death"),
                  " in the groups would show a hazard ratio of ",
                  short_number(of.fact(facts::kRatioShown)), " or more in ",
                  fixed(100 * of.fact(facts::kPowerAsked), 0),
                  " of 100 studies, and smaller ones less often.");
  }
  if (!found && least > kLevel) {
    out += concat(" The least p of ", of.count(facts::kPermutations),
                  " permutations is ", short_number(least), ".");
  }
  if (found && of.fact(facts::kOfProtocol) != 1) {
    out += " This p is of the ranking alone, not of all that learned it.";
  }
  return out;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> survival_claims(
    const Scores& scores, const std::vector<DecisionStudy>& study) {
  const Numbers of(scores);
  const double uno = of.metric("uno_concordance");
  const std::string nominal = nominal_log_rank_words(scores, study);
  return {
      {"deaths", concat(of.count(facts::kDeaths), " of ",
                        counted(of.count(facts::kPatients), "patient"))},
      {"Harrell's concordance",
       concat(fixed(of.metric("concordance"), 2), "; ",
              interval_words(of, facts::kLow, facts::kHigh))},
      {"Uno's concordance",
       std::isnan(uno)
           ? std::string("undefined")
           : concat(fixed(uno, 2), "; ",
                    interval_words(of, facts::kUnoLow, facts::kUnoHigh))},
      {"what chance gives", chance_words(of)},
      {"deaths of the groups",
       concat("high risk ", of.count(facts::kHighDeaths), " of ",
              of.count(facts::kHighPatients), ", low risk ",
              of.count(facts::kLowDeaths), " of ",
              of.count(facts::kLowPatients),
              of.between() > 0 ? concat("; ", counted(of.between(), "patient"),
                                        " between them are not compared")
                               : "")},
      {"log-rank test",
       concat("chi-squared ", fixed(of.metric("log_rank_chi2"), 2), ", p ",
              short_number(of.metric("log_rank_p")),
              of.compared_deaths() < 10
                  ? concat(", of a distribution that ",
                           counted(of.compared_deaths(), "death"),
                           " only roughly follow")
                  : "",
              nominal.empty() ? "" : "; ", nominal)},
      {"hazard ratio, high over low risk", ratio_words(of)},
      {"power", power_words(of)},
      {"needed", needed_words(of)},
      {"in short", verdict(of)}};
}

namespace {

struct ClaimOptions {
  std::string title = "What these deaths allow to be said";
};

Panel claim_panel(const Inputs& in, const Options& options) {
  const auto scores = in.list<Scores>("scores");
  check(!scores.empty(), "survival_claim_panel: no scores");
  const auto study = in.list<DecisionStudy>("study");
  TablePanel data;
  data.item = "question";
  data.columns.push_back(text_column("question"));
  for (const Scores& one : scores) {
    TableColumn column = text_column(one.predictor.name);
    for (auto& [question, answer] : survival_claims(one, study)) {
      if (data.columns.size() == 1) data.columns[0].texts.push_back(question);
      column.texts.push_back(std::move(answer));
    }
    data.columns.push_back(std::move(column));
  }
  Panel panel;
  panel.title = options.as<ClaimOptions>().title;
  panel.caption =
      "Sentences are made of the numbers by fixed rules; a level of 5 % is "
      "two-sided for the log-rank test and one-sided for permutations.";
  panel.data = std::move(data);
  return panel;
}

}  // namespace

StepKind survival_claim_panel_step() {
  return StepKind("survival_claim_panel", 4,
                  "What scores of predicted risks allow to be said, in plain "
                  "sentences.")
      .applies_many<Scores>("scores", "of `survival_scores`, one a risk")
      .applies_many<DecisionStudy>("study",
                                   "parts of a synthetic_study with nothing "
                                   "planted: what a nominal p is worth")
      .optional()
      .option("title", &ClaimOptions::title, "heading of the panel")
      .needs(in_memory(3, 2))
      .makes<Panel>(claim_panel);
}

}  // namespace moonstain
