#include "core/eval/report/pooled_table.h"

#include <boost/test/unit_test.hpp>
#include <string>

#include "core/eval/findings/build.h"
#include "core/eval/report/object.h"
#include "tests/eval/report/page_text.h"
#include "tests/eval/sample.h"
#include "tests/support/temp_folder.h"

namespace moonstain::report {
namespace {

Findings pooled_findings() {
  const sample::SampleScores scores = sample::scores(1.0);
  FindingsPlan plan;
  plan.reading = "whole_grid";
  const auto claims = parse_expected(R"({"claim": "c", "published": 0.45,
      "protocol": "pooled or not is not stated", "metric": "pearson.mean",
      "baselines": ["tissue_mask"], "margin": 0.01})",
                                     "expected.json");
  std::vector<Scores> pooled{scores.model[0], scores.baselines[0]};
  for (Scores& one : pooled) {
    one.unit_kind = ScoredUnit::cohort;
    one.unit = "her2st";
    one.facts["sections"] = 6;
  }
  return make_findings(plan, scores.model, scores.baselines, scores.sections,
                       claims, pooled);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pooled_table_test)

BOOST_AUTO_TEST_CASE(a_pooled_number_says_what_it_does_not_say) {
  Findings findings = pooled_findings();
  BOOST_TEST(pooled_sentence(findings) ==
             "Pooled: the places of all 6 sections of her2st as one set, each "
             "predicted by what was fitted without its section. That is one "
             "number: it has no interval, says nothing of how sections differ, "
             "and also ranks them against each other.");
  findings.headline.unit = "unknown";
  BOOST_TEST(pooled_sentence(findings) ==
             "Pooled: the places of all 6 sections of her2st as one set. That "
             "is one number: it has no interval, says nothing of how sections "
             "differ, and also ranks them against each other.");
  findings.pooled.reset();
  BOOST_TEST(pooled_sentence(findings) == "");
  BOOST_TEST(pooled_html(findings, shown_predictors(findings)) == "");
}

BOOST_AUTO_TEST_CASE(the_tables_have_both_and_a_dash_where_nothing_is_pooled) {
  const Findings findings = pooled_findings();
  const auto predictors = shown_predictors(findings);
  const std::string html = pooled_html(findings, predictors);
  BOOST_TEST(holds(html, "whole grid, by section</th>"));
  BOOST_TEST(holds(html, "pooled, 96 places</th>"));
  const auto& kind = *parse_metric("pearson.mean").kind;
  const PooledScores& pooled = *findings.pooled;
  BOOST_TEST(holds(
      html,
      concat(estimate_cell(
                 kind,
                 predictors[0].scores("whole_grid", "pearson.mean").estimate),
             number_cell(kind, pooled.value("hist_model", "whole_grid",
                                            "pearson.mean")))));
  BOOST_TEST(holds(html, "<td class=\"num\">-</td>"));
}

// A claim about a cohort, whose paper does not say which of both it has.
BOOST_AUTO_TEST_CASE(a_claim_has_the_pooled_number_without_an_interval) {
  const auto figures = our_figures(Object(pooled_findings()), 0);
  BOOST_TEST_REQUIRE(figures.size() == 2U);
  BOOST_TEST(figures[1].name == "ours, pooled");
  BOOST_TEST(!figures[1].estimate.interval);
  BOOST_TEST(figures[1].estimate.units == 0);
  BOOST_TEST(figures[1].estimate.how ==
             "6 sections as one set of places: one number, without an "
             "interval");
  BOOST_TEST(figures[1].estimate.value ==
             pooled_findings().pooled->value("hist_model", "whole_grid",
                                             "pearson.mean"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain::report
