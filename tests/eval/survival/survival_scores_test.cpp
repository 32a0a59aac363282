#include "core/eval/survival/survival_scores.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <utility>

#include "core/base/random.h"
#include "core/data/stored/predictions.h"
#include "core/engine/step/catalog.h"
#include "core/engine/step/step_kind.h"
#include "core/eval/metrics/reading_kind.h"
#include "core/eval/panels/forest_panel_step.h"
#include "core/eval/panels/panel.h"
#include "core/eval/panels/survival_claim_panel_step.h"
#include "core/eval/survival/survival_facts.h"
#include "core/stats/survival/concordance.h"
#include "tests/eval/panels/run_step.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;
namespace facts = survival_facts;

namespace {

// Patients of falling risks: of the highest `high` die, at 2, 7, 12, ... days,
// of the lowest `low`, at 3, 8, ...; all others are seen for longer, one after
// the other.
struct Trial {
  FollowUp patients;
  std::vector<double> risks;
};

Trial trial(int high, int low, int patients = 46) {
  Trial out;
  for (int i = 0; i < patients; ++i) {
    out.risks.push_back(patients - i);
    const int from_end = patients - 1 - i;
    const bool dies_high = i < high;
    const bool dies_low = from_end < low;
    out.patients.died.push_back(dies_high || dies_low);
    out.patients.times.push_back(dies_high  ? 2 + 5 * i
                                 : dies_low ? 3 + 5 * from_end
                                            : 100 + i);
  }
  return out;
}

Scores scored(const Trial& one, const SurvivalScoresOptions& options = {
                                    .draws = 200, .permutations = 99}) {
  Scores scores =
      survival_scores(one.patients, one.risks, std::nullopt, options);
  scores.predictor.name = "bulk";
  scores.unit = "trial/x";
  return scores;
}

double metric(const Scores& scores, const char* name) {
  return scores.column(readings::kPatients.name, name)[0];
}

std::string answer(const Scores& scores, const std::string& question) {
  for (const auto& [asked, said] : survival_claims(scores)) {
    if (asked == question) return said;
  }
  return "not asked";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(survival_scores_test)

// Six of 12 at high risk die, one of 12 at low risk. R 4.2, survival 3.5-3:
//   i <- 0:45; died <- i < 6 | 45 - i < 1
//   time <- ifelse(i < 6, 2 + 5 * i, ifelse(45 - i < 1, 3, 100 + i))
//   two <- i < 12 | i > 33; high <- i < 12
//   survdiff(Surv(time, died) ~ high, subset = two)
//   coxph(Surv(time, died) ~ high, subset = two)
BOOST_AUTO_TEST_CASE(groups_and_their_ratio_equal_those_of_r) {
  const Scores scores = scored(trial(6, 1));
  BOOST_TEST(metric(scores, "log_rank_chi2") == 4.4908196431072,
             tt::tolerance(1e-9));
  BOOST_TEST(metric(scores, "log_rank_p") == 0.034077335407647,
             tt::tolerance(1e-9));
  BOOST_TEST(scores.facts.at(facts::kHighPatients) == 12);
  BOOST_TEST(scores.facts.at(facts::kHighDeaths) == 6);
  BOOST_TEST(scores.facts.at(facts::kLowDeaths) == 1);
  BOOST_TEST(scores.facts.at(facts::kRatio) == 7.1379963286899,
             tt::tolerance(1e-8));
  BOOST_TEST(scores.facts.at(facts::kRatioLow) == 0.85642372468815,
             tt::tolerance(1e-8));
  BOOST_TEST(scores.facts.at(facts::kRatioHigh) == 59.492737204289,
             tt::tolerance(1e-8));
}

// (1.959964 + 0.841621)^2 / (log(ratio)^2 / 4) deaths, rounded up, and patients
// in proportion to 46 of whom 7 in the groups died.
BOOST_AUTO_TEST_CASE(numbers_needed_follow_the_formula) {
  const Scores scores = scored(trial(6, 1));
  const double log_ratio = std::log(scores.facts.at(facts::kRatio));
  const double deaths =
      std::ceil(std::pow(1.959964 + 0.841621, 2) / (log_ratio * log_ratio / 4));
  BOOST_TEST(scores.facts.at(facts::kDeathsNeeded) == deaths);
  BOOST_TEST(scores.facts.at(facts::kPatientsNeeded) ==
             std::ceil(deaths / 7 * 46));
  BOOST_TEST(scores.facts.at(facts::kRatioShown) ==
                 std::exp((1.959964 + 0.841621) / std::sqrt(7.0 / 4)),
             tt::tolerance(1e-5));
}

// Whoever dies first has the highest risk: 7 pairs of every death but one.
BOOST_AUTO_TEST_CASE(intervals_hold_the_concordance_and_chance_is_a_half) {
  const Scores scores = scored(trial(6, 1));
  const double index = metric(scores, "concordance");
  BOOST_TEST(index ==
             concordance(trial(6, 1).patients, trial(6, 1).risks).index());
  BOOST_TEST(scores.facts.at(facts::kLow) < index);
  BOOST_TEST(scores.facts.at(facts::kHigh) > index);
  BOOST_TEST(scores.facts.at(facts::kOfProtocol) == 0);
  BOOST_TEST(std::abs(scores.facts.at(facts::kPermutedConcordance) - 0.5) <
             0.05);
  BOOST_TEST(scores.facts.at(facts::kP) < 0.05);
}

// All deaths but that at the longest time come before the first censoring, and
// so have weights of 1; that one has a pair with who is censored then.
BOOST_AUTO_TEST_CASE(a_death_at_the_longest_time_has_no_weight) {
  Trial one = trial(6, 1);
  one.patients.times[43] = one.patients.times[44];
  const double index = concordance(one.patients, one.risks).index();
  one.patients.died[43] = true;
  BOOST_TEST(concordance(one.patients, one.risks).index() != index);
  BOOST_TEST(metric(scored(one), "uno_concordance") == index);
}

// One of four permuted risks orders as well as the risk itself: p 2 / 5.
BOOST_AUTO_TEST_CASE(given_permutations_are_counted) {
  const Trial one = trial(6, 1);
  MatrixD permuted(46, 4);
  for (Eigen::Index i = 0; i < 46; ++i) {
    permuted.row(i) << static_cast<double>(-i), static_cast<double>(i),
        static_cast<double>(i), static_cast<double>(i);
  }
  const Scores scores =
      survival_scores(one.patients, one.risks, permuted, {.draws = 10});
  BOOST_TEST(scores.facts.at(facts::kP) == 0.4);
  BOOST_TEST(scores.facts.at(facts::kPermutations) == 4);
  BOOST_TEST(scores.facts.at(facts::kOfProtocol) == 1);
  // The same quarters, some of them with high and low exchanged: chi-squared
  // 4.49 each time.
  BOOST_TEST(scores.facts.at(facts::kPermutedBelow) == 4);
  BOOST_TEST(answer(scores, "log-rank test") ==
             "chi-squared 4.49, p 0.0341, of a distribution that 7 deaths only "
             "roughly follow; by chance alone p is below 0.05 in 4 of 4 "
             "permutations that were learned anew (100.0 %, 95 % interval 51.0 "
             "to 100.0 %)");
  BOOST_TEST(answer(scores, "what chance gives")
                 .starts_with("a concordance as high in 1 of 4 permutations (p "
                              "0.4), each of which was learned anew; their "
                              "mean is "));
}

BOOST_AUTO_TEST_CASE(nothing_to_compare_is_refused) {
  BOOST_TEST(error_of([] { scored(trial(0, 0)); }) ==
             "survival_scores: of 46 patients 0 died, none before another "
             "patient's end; nothing can be compared");
  Trial one = trial(1, 0);
  one.patients.times[0] = 1000;
  BOOST_TEST(error_of([&] { scored(one); }) ==
             "survival_scores: of 46 patients 1 died, none before another "
             "patient's end; nothing can be compared");
}

BOOST_AUTO_TEST_CASE(sentences_say_what_so_few_deaths_allow) {
  const Scores scores = scored(trial(2, 1));
  BOOST_TEST(answer(scores, "deaths") == "3 of 46 patients");
  BOOST_TEST(answer(scores, "deaths of the groups") ==
             "high risk 2 of 12, low risk 1 of 12; 22 patients between them "
             "are not compared");
  BOOST_TEST(answer(scores, "log-rank test")
                 .ends_with(", of a distribution that 3 deaths only roughly "
                            "follow"));
  const std::string verdict = answer(scores, "in short");
  BOOST_TEST(verdict.starts_with(
      "3 deaths of 46 patients do not show that the risk tells who dies. They "
      "cannot show that it does not: 3 deaths in the groups would show a "
      "hazard ratio of "));
  BOOST_TEST(
      verdict.ends_with(" or more in 80 of 100 studies, and smaller "
                        "ones less often."));
}

// As many patients, deaths and groups as recipes/ghist_tcga/METHOD.md 8 has of
// its best row: 9 of 91 died, 6 of the 23 at high risk, 1 of the 23 at low
// risk.
BOOST_AUTO_TEST_CASE(nine_deaths_of_91_are_said_plainly) {
  Trial one = trial(6, 1, 91);
  for (const std::size_t between : {40, 50}) {
    one.patients.died[between] = true;
    one.patients.times[between] = static_cast<double>(between);
  }
  const Scores scores = scored(one);
  BOOST_TEST(answer(scores, "deaths") == "9 of 91 patients");
  BOOST_TEST(answer(scores, "deaths of the groups") ==
             "high risk 6 of 23, low risk 1 of 23; 45 patients between them "
             "are not compared");
  // exp((1.96 + 0.8416) / sqrt(7 / 4)) is 8.31.
  BOOST_TEST(scores.facts.at(facts::kRatioShown) == 8.313, tt::tolerance(1e-3));
}

BOOST_AUTO_TEST_CASE(sentences_are_true_without_deaths_in_a_group) {
  const Scores one_sided = scored(trial(3, 0));
  BOOST_TEST(!one_sided.facts.contains(facts::kRatio));
  BOOST_TEST(answer(one_sided, "hazard ratio, high over low risk")
                 .starts_with("no bound: nobody at low risk died; Peto's "
                              "estimate is "));
  Trial between = trial(0, 0);
  between.patients.died[20] = true;
  between.patients.times[20] = 5;
  const Scores none = scored(between);
  BOOST_TEST(answer(none, "hazard ratio, high over low risk") ==
             "none: nobody in these groups died");
  BOOST_TEST(answer(none, "power") == "no death could be compared");
  BOOST_TEST(answer(none, "needed") == "no death could be compared");
  BOOST_TEST(answer(none, "in short") ==
             "1 death of 46 patients does not show that the risk tells who "
             "dies.");
  BOOST_TEST(answer(scored(trial(2, 1), {.draws = 10, .permutations = 0}),
                    "what chance gives") == "not asked for");
}

// All at high risk die while all at low risk are followed, and one of these
// later: Cox's model has no bound, though both groups have deaths. O - E is
// above 0, so Peto's estimate is above 1.
BOOST_AUTO_TEST_CASE(a_ratio_without_a_bound_is_not_told_by_deaths_alone) {
  Trial apart = trial(12, 0);
  apart.patients.died[45] = true;
  apart.patients.times[45] = 1000;
  const Scores scores = scored(apart);
  BOOST_TEST(scores.facts.at(facts::kLowDeaths) == 1);
  BOOST_TEST(!scores.facts.contains(facts::kRatio));
  BOOST_TEST(answer(scores, "hazard ratio, high over low risk")
                 .starts_with("no bound: nobody at low risk died while both "
                              "groups were followed; Peto's estimate is "),
             answer(scores, "hazard ratio, high over low risk"));
}

// The one death in the groups comes when nobody at high risk is followed any
// more.
BOOST_AUTO_TEST_CASE(a_death_that_stands_beside_nobody_compares_nothing) {
  Trial late = trial(0, 0);
  for (std::size_t i = 0; i < 12; ++i) {
    late.patients.times[i] = static_cast<double>(i) + 1;
  }
  late.patients.died[40] = true;
  late.patients.times[40] = 90;
  const Scores scores = scored(late);
  BOOST_TEST(scores.facts.at(facts::kLowDeaths) == 1);
  BOOST_TEST(answer(scores, "hazard ratio, high over low risk") ==
             "none: no death in these groups could be compared");
}

// "0.50 to 0.73, above 0.5" would contradict itself; draws that gave nothing
// are counted.
BOOST_AUTO_TEST_CASE(an_interval_is_printed_so_that_it_clears_chance) {
  Scores scores = scored(trial(6, 1));
  scores.facts[facts::kLow] = 0.5004;
  scores.facts[facts::kHigh] = 0.73;
  scores.facts[facts::kDraws] = 200;
  scores.facts[facts::kDrawsWithoutPairs] = 0;
  const auto said = [&] { return answer(scores, "Harrell's concordance"); };
  BOOST_TEST(said().ends_with("; 95 % interval 0.5004 to 0.7300, above 0.5, "
                              "which chance gives"),
             said());
  scores.facts[facts::kLow] = 0.31;
  scores.facts[facts::kHigh] = 0.4996;
  BOOST_TEST(said().ends_with("; 95 % interval 0.3100 to 0.4996, below 0.5, "
                              "which chance gives"),
             said());
  scores.facts[facts::kLow] = 0.6;
  scores.facts[facts::kHigh] = 0.8;
  scores.facts[facts::kDrawsWithoutPairs] = 70;
  BOOST_TEST(said().ends_with("; 95 % interval 0.60 to 0.80, above 0.5, which "
                              "chance gives; of 200 draws 70 had no pair to "
                              "compare and are left out"),
             said());
}

// Turned around, the risk cuts the patients into the same two groups under
// other names: its chi-squared is as high, whatever rounding does.
BOOST_AUTO_TEST_CASE(groups_under_other_names_have_a_chi_squared_as_high) {
  for (const auto& [high, low] :
       {std::pair(6, 1), {3, 0}, {8, 3}, {5, 2}, {11, 4}, {7, 7}}) {
    const Trial one = trial(high, low);
    MatrixD turned(46, 1);
    for (Eigen::Index i = 0; i < 46; ++i) {
      turned(i, 0) = -one.risks[static_cast<std::size_t>(i)];
    }
    const Scores scores =
        survival_scores(one.patients, one.risks, turned, {.draws = 10});
    BOOST_TEST(scores.facts.at(facts::kPLogRank) == 1.0,
               high << " and " << low << " deaths");
  }
}

BOOST_AUTO_TEST_CASE(a_finding_is_said_and_of_what_its_p_is) {
  BOOST_TEST(answer(scored(trial(8, 0)), "in short") ==
             "In 8 deaths of 46 patients Harrell's concordance of the risk is "
             "higher than chance gives (p 0.01). This p is of the ranking "
             "alone, not of all that learned it.");
}

BOOST_AUTO_TEST_CASE(too_few_permutations_are_said) {
  BOOST_TEST(
      answer(scored(trial(8, 0), {.draws = 10, .permutations = 9}), "in short")
          .ends_with("The least p of 9 permutations is 0.1."));
  BOOST_TEST(
      answer(scored(trial(8, 0), {.draws = 10, .permutations = 19}), "in short")
          .starts_with("In 8 deaths of 46 patients Harrell's concordance of "
                       "the risk is higher than chance gives (p 0.05)."));
}

BOOST_AUTO_TEST_CASE(other_scores_are_told_from_those_of_survival) {
  Scores other;
  other.unit = "her2st/B4";
  other.predictor.name = "m";
  BOOST_TEST(error_of([&] { survival_claims(other); }) ==
             "survival_claim_panel: scores of m on her2st/B4 are no "
             "`survival_scores`");
  BOOST_TEST(error_of([&] { check_survival_scores(other, "forest_panel"); }) ==
             "forest_panel: scores of m on her2st/B4 are no `survival_scores`");
}

BOOST_AUTO_TEST_CASE(panels_are_made_of_stored_scores) {
  const TempFolder folder;
  scored(trial(6, 1)).write(folder / "a");
  scored(trial(3, 0)).write(folder / "b");
  const Items items{
      {"scores", {{folder / "a", "", ""}, {folder / "b", "", ""}}}};
  const Panel claims = run_step(survival_claim_panel_step(), items,
                                Json::object(), folder / "claims");
  const auto& table = std::get<TablePanel>(claims.data);
  BOOST_TEST(table.columns.size() == 3U);
  BOOST_TEST(table.columns[2].texts[0] == "3 of 46 patients");
  const Panel forest = run_step(forest_panel_step(), items,
                                {{"shows", "hazard_ratio"}}, folder / "forest");
  const auto& rows = std::get<ForestPanel>(forest.data).rows;
  BOOST_TEST(rows.size() == 2U);
  BOOST_TEST(rows[0].note ==
             "deaths 6 of 12 at high risk, 1 of 12 at low risk");
  BOOST_TEST(std::isnan(rows[1].value));
  const Panel index =
      run_step(forest_panel_step(), items, Json::object(), folder / "index");
  BOOST_TEST(std::get<ForestPanel>(index.data).rows[1].note ==
             "3 of 46 patients died");
}

BOOST_AUTO_TEST_SUITE_END()
