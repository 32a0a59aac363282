#include "core/eval/metrics/diagnosis_scores.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/base/error.h"
#include "core/data/source/legacy_st.h"
#include "core/data/source/spot_labels.h"
#include "tests/support/shared_data.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

namespace tt = boost::test_tools;

// Four patches of which c and d are of the class. Gene A ranks all pairs
// rightly, B all but one, C none.
DiagnosedSlide slide(const std::string& name, const std::string& patient) {
  DiagnosedSlide out;
  out.patient = patient;
  out.predictions.about = out.classes.about = name;
  out.predictions.names = {"d", "c", "b", "a"};
  out.predictions.variables = {"A", "B", "C"};
  out.predictions.values = Matrix{{4, 4, 1}, {3, 2, 2}, {2, 3, 3}, {1, 1, 4}};
  out.predictions.predictor.name = "m";
  out.classes.names = {"a", "b", "c", "d"};
  out.classes.variables = {"tumour"};
  out.classes.variable_axis = "class";
  out.classes.values = Matrix{{0}, {0}, {1}, {1}};
  return out;
}

DiagnosedSlide turned(DiagnosedSlide slide) {
  slide.classes.values = Matrix{{1}, {1}, {0}, {0}};
  return slide;
}

const Eigen::VectorXd& column(const Scores& scores, const char* name) {
  return scores.column("tissue", name);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(diagnosis_scores_test)

// Areas 1, 3/4, 0 of each slide of three patients; q of three p of 2/8.
BOOST_AUTO_TEST_CASE(genes_are_ranked_a_slide_and_tested_over_patients) {
  const Scores scores = diagnosis_scores(
      {slide("x/1", "P"), slide("x/2", "Q"), slide("x/3", "R")}, "x", 1000, 1);
  BOOST_TEST(column(scores, "auc")[0] == 1);
  BOOST_TEST(column(scores, "auc")[1] == 0.75);
  BOOST_TEST(column(scores, "auc")[2] == 0);
  for (int gene = 0; gene < 3; ++gene) {
    BOOST_TEST(column(scores, "sign_flip_p")[gene] == 0.25);
    BOOST_TEST(column(scores, "sign_flip_q")[gene] == 0.25);
  }
  BOOST_TEST(scores.unit == "x");
  BOOST_TEST((scores.unit_kind == ScoredUnit::cohort));
  BOOST_TEST(scores.facts.at("patients") == 3);
  BOOST_TEST(scores.facts.at("patches") == 12);
  BOOST_TEST(scores.facts.at("positive_patches") == 6);
  BOOST_TEST(scores.facts.at("genes_q_below_0.05") == 0);
}

// Of patient P two slides, of which one is turned: A's area is (1 + 0) / 2.
// Over patients (1/2 + 1) / 2.
BOOST_AUTO_TEST_CASE(a_patient_counts_once_whatever_its_slides) {
  DiagnosedSlide blank = slide("x/4", "S");
  blank.classes.values.setZero();
  const Scores scores = diagnosis_scores(
      {slide("x/1", "P"), turned(slide("x/2", "P")), slide("x/3", "Q"), blank},
      "x", 1000, 1);
  BOOST_TEST(column(scores, "auc")[0] == 0.75);
  BOOST_TEST(scores.facts.at("patients") == 2);
  BOOST_TEST(scores.facts.at("slides_of_one_class") == 1);
  const Scores one = diagnosis_scores({slide("x/1", "P")}, "x", 1000, 1);
  BOOST_TEST(std::isnan(column(one, "sign_flip_p")[0]));
}

BOOST_AUTO_TEST_CASE(slides_that_do_not_fit_are_named) {
  const auto error = [](const std::vector<DiagnosedSlide>& slides) {
    return error_of([&] { diagnosis_scores(slides, "x", 10, 1); });
  };
  BOOST_TEST(error({}) == "diagnosis_scores: no slide is given");
  DiagnosedSlide other = slide("x/2", "Q");
  other.predictions.about = "x/3";
  BOOST_TEST(error({slide("x/1", "P"), other}) ==
             "diagnosis_scores: x/2: the predictions are of x/3");
  other = slide("x/2", "Q");
  other.predictions.predictor.name = "n";
  BOOST_TEST(error({slide("x/1", "P"), other}) ==
             "diagnosis_scores: x/2 is by n, x/1 by m; scores are of one "
             "predictor");
  other = slide("x/2", "Q");
  other.classes.values.setZero();
  BOOST_TEST(error({other}) ==
             "diagnosis_scores: of 1 slide none has patches of the class and "
             "others");
}

// What was measured in A1 in the place of predictions, as there is no picture
// of it: what a perfect predictor of expression would score. With
// scikit-learn's roc_auc_score of log1p counts per 10,000 against both cancers
// of 341 spots.
BOOST_AUTO_TEST_CASE(measured_markers_of_a_real_section_tell_its_cancer,
                     *boost::unit_test::precondition(has_shared_data)) {
  const fs::path data = shared_data() / "her2st/data";
  const Dataset section = read_legacy_st(data / "ST-cnts/A1.tsv.gz", "A1",
                                         data / "ST-spotfiles/A1_selection.tsv",
                                         "A1", {{"her2st/A1", "her2st/A"}});
  DiagnosedSlide a1;
  a1.patient = section.patient;
  a1.classes = label_targets(
      section, data / "ST-pat/lbl/A1_labeled_coordinates.tsv", "A1",
      {.name = "cancer", .positive = {"invasive cancer", "cancer in situ"}});
  a1.predictions.about = section.section;
  a1.predictions.names = section.spots;
  a1.predictions.variables = {"ERBB2", "KRT8", "KRT18", "EPCAM"};
  a1.predictions.values =
      Matrix::Zero(static_cast<Eigen::Index>(section.spots.size()), 4);
  for (std::int64_t spot = 0; spot < section.counts.rows; ++spot) {
    const auto begin = section.counts.row_starts[spot];
    const auto end = section.counts.row_starts[spot + 1];
    double total = 0;
    for (auto at = begin; at < end; ++at) total += section.counts.values[at];
    for (auto at = begin; at < end; ++at) {
      for (Eigen::Index gene = 0; gene < 4; ++gene) {
        if (section.genes[section.counts.columns[at]] ==
            a1.predictions.variables[gene]) {
          a1.predictions.values(spot, gene) = static_cast<float>(
              std::log1p(1e4 * section.counts.values[at] / total));
        }
      }
    }
  }
  const Scores scores = diagnosis_scores({a1}, "her2st", 10, 1);
  constexpr double kExpected[] = {0.8160500260552371, 0.5271842973771061,
                                  0.4409414625673093, 0.7360604481500782};
  for (int gene = 0; gene < 4; ++gene) {
    BOOST_TEST(column(scores, "auc")[gene] == kExpected[gene],
               tt::tolerance(1e-6));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
