// A section that several seeds were scored on counts once.
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <utility>
#include <vector>

#include "core/eval/findings/build.h"
#include "tests/eval/findings/sample_findings.h"

namespace moonstain {
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(seeds_test)

// Of two seeds one has no number in all six sections, though nothing has
// collapsed: nothing of it is passed over.
BOOST_AUTO_TEST_CASE(a_seed_without_numbers_is_counted) {
  sample::SampleScores scores = sample::scores(1.0);
  for (Scores one : std::vector<Scores>(scores.model)) {
    one.predictor.seed = 43;
    in_tissue(one).setConstant(std::nan(""));
    scores.model.push_back(std::move(one));
  }
  FindingsPlan full = plan();
  full.scope = Scope::full;
  full.same_data = true;
  std::vector<Claim> claimed = claims();
  claimed[0].protocol_unknown = false;
  claimed[0].reading = "tissue";
  const Findings findings = make_findings(full, scores.model, scores.baselines,
                                          scores.sections, claimed);
  const ReadingScores& tissue = findings.predictors.at(0).readings.at("tissue");
  BOOST_TEST(tissue.items.scored == 720U);
  BOOST_TEST(tissue.items.counts.undefined == 360);
  const Distribution& genes = tissue.distribution.at("her2st/B4");
  BOOST_TEST(genes.undefined == 60U);
  BOOST_TEST(genes.values == 120U);
  double area = 0;
  for (const double bin : genes.histogram.value()) area += bin;
  BOOST_TEST(area == 30);  // of a mean seed
  const auto& number = findings.claims.at(0).number;
  BOOST_TEST(word_of(number.verdict) == "inconclusive");
  BOOST_TEST(number.reason.starts_with(
      "6 of 12 scores (sections by seeds) are undefined; "));
  const Comparison& ridge = findings.claims.at(0).meaning.against.at(1);
  BOOST_TEST(word_of(ridge.verdict) == "inconclusive");
  BOOST_TEST(ridge.reason.starts_with(
      "the model has no value in 360 of 720 genes by units that the baseline "
      "defines; "));
}

// Two runs of each section are seeds: averaged, their spread given.
BOOST_AUTO_TEST_CASE(repeated_sections_are_seeds) {
  sample::SampleScores scores = sample::scores(1.0);
  const double first = made(scores).headline_value("hist_model");
  std::vector<Scores> again = sample::scores(2.0).model;
  for (Scores& one : again) one.predictor.seed = 43;
  sample::SampleScores other = scores;
  other.model = again;
  const double second = made(other).headline_value("hist_model");
  scores.model.insert(scores.model.end(), again.begin(), again.end());
  const Findings findings = made(scores);
  BOOST_TEST(findings.headline_value("hist_model") == (first + second) / 2,
             tt::tolerance(1e-9));
  BOOST_TEST(findings.predictors.at(0).seeds == 2);
  BOOST_TEST(model_scores(findings, "tissue").seed_sd.value() ==
                 std::abs(first - second) / std::sqrt(2.0),
             tt::tolerance(1e-9));
}

// Gene 0 has r 1 in B4 by one seed of two and 0 in the other five sections by
// both: a section counts once, however many of its seeds have a number.
BOOST_AUTO_TEST_CASE(a_seed_without_a_number_takes_no_weight_from_its_section) {
  sample::SampleScores scores = sample::scores(1.0);
  std::vector<Scores> again = scores.model;
  for (Scores& one : again) one.predictor.seed = 43;
  for (Scores& one : scores.model) {
    in_tissue(one)[0] = one.unit == "her2st/B4" ? 1 : 0;
  }
  for (Scores& one : again) {
    in_tissue(one)[0] = one.unit == "her2st/B4" ? std::nan("") : 0;
  }
  scores.model.insert(scores.model.end(), again.begin(), again.end());
  const ItemTable items = made(scores).items;
  BOOST_TEST(items.by_predictor.at("hist_model")[0] == 1.0 / 6,
             tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
