// A page about classes or risks of the patients of a cohort.
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <regex>
#include <string>
#include <vector>

#include "core/base/text.h"
#include "core/eval/findings/build.h"
#include "core/eval/report/report.h"
#include "tests/eval/report/page_text.h"
#include "tests/eval/report/sample_page.h"

namespace moonstain::report {

BOOST_AUTO_TEST_SUITE(cohort_page_test)

// Nothing of genes, sections or a tissue mask is on a page about classes of a
// cohort's patients.
BOOST_AUTO_TEST_CASE(every_word_fits_what_was_scored) {
  std::vector<Scores> model, baseline;
  for (const char* fold : {"one", "two"}) {
    Scores scores;
    scores.predictor = {"responder_model", PredictorKind::model, 1, fold};
    scores.unit_kind = ScoredUnit::cohort;
    scores.unit = concat("tcga/", fold);
    scores.target = "response to trastuzumab";
    scores.item = "class";
    scores.items = {"yes", "no"};
    scores.places = {{"patients", 40}};
    scores.facts = {{"patients", 40}};
    scores.columns = {{"patients", "auc", Eigen::Vector2d(0.7, 0.6)}};
    model.push_back(scores);
    scores.predictor = {"majority", PredictorKind::null, 0, fold};
    scores.columns[0].values = Eigen::Vector2d(0.5, std::nan(""));
    baseline.push_back(scores);
  }
  FindingsPlan plan;
  plan.title = "Response";
  plan.metric = "auc.mean";
  plan.reading = "patients";
  plan.unit = "patient";
  const Findings made = make_findings(plan, model, baseline, {}, {});
  const std::string page = rendered(made, context("response"));
  keep("cohort.html", page);
  BOOST_TEST(unbalanced(page) == "");
  BOOST_TEST(holds(page, "2 cohorts, 2 classes; target response to "));
  BOOST_TEST(holds(page, "mean area under the ROC curve over classes"));
  BOOST_TEST(holds(page, "Every held-out cohort"));
  const std::string body = page.substr(page.find("<main>"));
  const std::string findings_part = body.substr(0, body.find("id=\"methods\""));
  for (const std::string word : {"gene", "section", "tissue", "spot", "mask"}) {
    BOOST_TEST(
        !std::regex_search(findings_part, std::regex("\\b" + word + "s?\\b")),
        word);
  }
}

// Of some thirty facts the numbers that the table is about came last.
BOOST_AUTO_TEST_CASE(predictors_stand_before_facts_and_a_flag_is_no_number) {
  std::vector<Scores> model;
  for (const char* name : {"tcga/a", "tcga/b"}) {
    Scores scores;
    scores.predictor = {"network", PredictorKind::model, 1, ""};
    scores.unit_kind = ScoredUnit::cohort;
    scores.unit = name;
    scores.target = "survival";
    scores.item = "patient";
    scores.items = {"P1"};
    scores.places = {{"patients", 40}};
    scores.facts = {{"deaths", 12}, {"permutations_of_protocol", 1}};
    scores.columns = {{"patients", "concordance", Eigen::VectorXd(1)}};
    scores.columns[0].values << 0.61;
    model.push_back(scores);
  }
  model[1].facts["permutations_of_protocol"] = 0;
  FindingsPlan plan;
  plan.metric = "concordance";
  plan.reading = "patients";
  plan.unit = "patient";
  const std::string page =
      rendered(make_findings(plan, model, {}, {}, {}), context("r"));
  BOOST_TEST(holds(page,
                   "<th scope=\"col\" class=\"num\">network</th>"
                   "<th scope=\"col\" class=\"num\">deaths</th>"
                   "<th scope=\"col\" class=\"num\">permutations of "
                   "protocol</th>"));
  for (const std::string flag : {"yes", "no"}) {
    BOOST_TEST(holds(page,
                     "<td class=\"num\">0.610</td><td class=\"num\">12</td>"
                     "<td class=\"num\">" +
                         flag + "</td>"));
  }
}

// A p is nowhere 0: in the headline, the figure, the tables and the verdict.
BOOST_AUTO_TEST_CASE(a_p_that_rounds_to_zero_is_said_to_be_small) {
  Scores scores;
  scores.predictor = {"risk", PredictorKind::model, 0, ""};
  scores.unit_kind = ScoredUnit::cohort;
  scores.unit = "tcga/brca";
  scores.target = "months to died";
  scores.item = "risk";
  scores.items = {"risk"};
  scores.places = {{"patients", 40}};
  scores.columns = {{"patients", "concordance", Eigen::VectorXd{{0.5814}}},
                    {"patients", "log_rank_p", Eigen::VectorXd{{2.7e-5}}}};
  FindingsPlan plan;
  plan.metric = "log_rank_p";
  plan.reading = "patients";
  plan.unit = "patient";
  plan.protocol.stated = true;
  const auto claims = parse_expected(R"({
    "claim": "groups differ", "published": "0.0905", "where": "figure",
    "cohort": "91 patients", "protocol": "stated", "metric": "log_rank_p",
    "reading": "patients", "baselines": ["pam50"], "margin": 0.01})",
                                     "expected.json");
  for (const std::string metric : {"log_rank_p", "concordance"}) {
    plan.metric = metric;
    const Findings made = make_findings(plan, {scores}, {}, {}, claims);
    const std::string page = rendered(made, context("p"));
    keep(concat("p_", metric, ".html"), page);
    BOOST_TEST(unbalanced(page) == "");
    BOOST_TEST(holds(page, "&lt; 0.001"));
    // Marks of an axis have more places.
    BOOST_TEST(!std::regex_search(page, std::regex("\\b0\\.000\\b")));
    BOOST_TEST(holds(page, "0.581"));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain::report
