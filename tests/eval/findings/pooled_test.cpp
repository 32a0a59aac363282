#include "core/eval/findings/pooled.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <functional>
#include <vector>

#include "core/eval/findings/build.h"
#include "tests/eval/sample.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

// Scores of six sections as if they were those of all as one set.
std::vector<Scores> pooled_of(const sample::SampleScores& scores) {
  std::vector<Scores> pooled{scores.model[0], scores.baselines[0]};
  for (Scores& one : pooled) {
    one.unit_kind = ScoredUnit::cohort;
    one.unit = "her2st";
    one.facts["sections"] = 6;
  }
  return pooled;
}

FindingsPlan plan() {
  FindingsPlan made;
  made.reading = "whole_grid";
  return made;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pooled_test)

// Here the pooled numbers are those of section B4, so that they can be known.
BOOST_AUTO_TEST_CASE(pooled_numbers_stand_beside_those_by_section) {
  const sample::SampleScores scores = sample::scores(1.0);
  const Findings findings =
      make_findings(plan(), scores.model, scores.baselines, scores.sections, {},
                    pooled_of(scores));
  const TempFolder folder;
  findings.write(folder / "f");
  const PooledScores pooled = Findings::read(folder / "f").pooled.value();
  BOOST_TEST(pooled.about == "her2st");
  BOOST_TEST(pooled.units == 6U);
  BOOST_TEST(pooled.places.at("whole_grid") == 12 * 8);
  BOOST_TEST(pooled.places.at("tissue") == 36);
  const auto of_b4 = [&](std::size_t predictor, const char* metric) {
    return findings.predictors[predictor]
        .readings.at("whole_grid")
        .metrics.at(metric)
        .by_unit.at("her2st/B4");
  };
  BOOST_TEST(pooled.value("hist_model", "whole_grid", "pearson.mean") ==
             of_b4(0, "pearson.mean"));
  BOOST_TEST(pooled.value("tissue_mask", "whole_grid", "rmse.mean") ==
             of_b4(1, "rmse.mean"));
  BOOST_TEST(std::isnan(pooled.value("tissue_mask", "tissue", "pearson.mean")));
  BOOST_TEST(std::isnan(pooled.value("spot_depth", "tissue", "rmse.mean")));
  // The headline and its interval stay those of the sections.
  BOOST_TEST(findings.data.units.size() == 6U);
  BOOST_TEST(findings.data.unit == "section");
}

BOOST_AUTO_TEST_CASE(findings_of_units_alone_say_nothing_of_a_pool) {
  const sample::SampleScores scores = sample::scores(1.0);
  const Findings findings = make_findings(
      plan(), scores.model, scores.baselines, scores.sections, {});
  BOOST_TEST(!findings.pooled.has_value());
  BOOST_TEST(!findings.json().contains("pooled"));
}

BOOST_AUTO_TEST_CASE(what_is_no_pool_of_these_units_is_refused_and_named) {
  const sample::SampleScores scores = sample::scores(1.0);
  const auto refused =
      [&](const std::function<void(std::vector<Scores>&)>& change) {
        std::vector<Scores> pooled = pooled_of(scores);
        change(pooled);
        return error_of([&] {
          make_findings(plan(), scores.model, scores.baselines, scores.sections,
                        {}, pooled);
        });
      };
  BOOST_TEST(
      refused(
          [](auto& pooled) { pooled[0].unit_kind = ScoredUnit::section; }) ==
      "findings: `pooled` holds scores of section her2st; expected those "
      "of all sections together");
  BOOST_TEST(refused([](auto& pooled) { pooled[0].facts["sections"] = 5; }) ==
             "findings: `pooled` scores of hist_model are of 5 sections, its "
             "scores by section of 6");
  BOOST_TEST(refused([](auto& pooled) { pooled[1].unit = "mob"; }) ==
             "findings: `pooled` holds scores of her2st and of mob; expected "
             "one cohort");
  BOOST_TEST(refused([](auto& pooled) { pooled.push_back(pooled[1]); }) ==
             "findings: `pooled` holds two scores of tissue_mask; expected one "
             "a predictor");
  BOOST_TEST(refused([](auto& pooled) { pooled[1].predictor.name = "x"; }) ==
             "findings: `pooled` holds scores of x, which `scores` and "
             "`baselines` have not");
  BOOST_TEST(refused([](auto& pooled) { pooled.erase(pooled.begin()); }) ==
             "findings: `pooled` has no scores of hist_model, the model");
  BOOST_TEST(refused([](auto& pooled) { pooled[0].target = "counts"; })
                 .starts_with("findings: `pooled` scores of hist_model are of "
                              "GENE0, GENE1, GENE2, GENE3"));
  BOOST_TEST(error_of([&] {
               make_findings(plan(), {}, {}, {}, {}, pooled_of(scores));
             }) == "findings: `pooled` is given, but no scores of the model");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
