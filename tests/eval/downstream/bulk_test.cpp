#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "core/eval/downstream/bulk_scores.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

constexpr float kNone = std::numeric_limits<float>::quiet_NaN();

// Genes A to D and three patients; P1 and P2 alike, P3 the other way round.
Cohort three_patients() {
  Cohort out;
  out.about = "x/bulk";
  out.patients = {"P1", "P2", "P3"};
  MeasuredMatrix rna{"rna", {"A", "B", "C", "D"}, Matrix(3, 4)};
  rna.values << 1, 2, 3, 4, 1, 3, 2, 4, 4, 3, 2, 1;
  out.measured.push_back(std::move(rna));
  return out;
}

// Of patient x/P1: A to D and one gene that no bulk has.
Predictions profile() {
  Predictions out;
  out.about = "x/S";
  out.names = {"x/P1"};
  out.unit_kind = ObservedKind::patient;
  out.predictor.name = "m";
  out.variables = {"Z", "A", "B", "C", "D"};
  out.values.resize(1, 5);
  out.values << 99, 10, 20, 30, 40;
  return out;
}

const BulkScoresOptions kAsIs{.scale = BulkScale::as_is, .above = 0.2};

}  // namespace

BOOST_AUTO_TEST_SUITE(bulk_test)

// 1 2 3 4 with itself 1, with 1 3 2 4 0.8, with 4 3 2 1 -1.
BOOST_AUTO_TEST_CASE(a_profile_beside_each_patient) {
  const Scores made = bulk_scores(profile(), three_patients(), kAsIs);
  const Eigen::VectorXd& r = made.column("bulk", "bulk_pearson");
  BOOST_TEST(r[0] == 1, tt::tolerance(1e-12));
  BOOST_TEST(r[1] == 0.8, tt::tolerance(1e-12));
  BOOST_TEST(r[2] == -1, tt::tolerance(1e-12));
  BOOST_TEST(made.column("bulk", "bulk_spearman")[1] == 0.8,
             tt::tolerance(1e-12));
  BOOST_TEST(made.column("bulk", "bulk_pearson_share")[0] == 2.0 / 3);
  BOOST_TEST(made.fact("genes") == 4);
  BOOST_TEST(made.places_in("bulk") == 4);
  // Its own patient, P1, has the highest of three.
  BOOST_TEST(made.fact("own_patient_pearson") == 1, tt::tolerance(1e-12));
  BOOST_TEST(made.fact("patients_as_high") == 1.0 / 3);
}

// The average of the others is 2.5 3 2 2.5 for P1, 2.5 2.5 2.5 2.5 for P2 and
// 1 2.5 2.5 4 for P3. Without the average P2's is all of it, 0.8. Of P1 what is
// left of 1 2 3 4 is left of itself: 1.
BOOST_AUTO_TEST_CASE(what_is_left_without_the_average) {
  const Scores made = bulk_scores(profile(), three_patients(), kAsIs);
  const Eigen::VectorXd& own = made.column("bulk", "own_pearson");
  BOOST_TEST(own[0] == 1, tt::tolerance(1e-9));
  BOOST_TEST(own[1] == 0.8, tt::tolerance(1e-9));
  const Scores average = average_bulk_scores(profile(), three_patients(), kAsIs,
                                             "average_profile");
  BOOST_TEST(average.predictor.name == "average_profile");
  BOOST_TEST((average.predictor.kind == PredictorKind::null));
  // 1 2.5 2.5 4 with 4 3 2 1: -4.5 / sqrt(4.5 * 5)
  BOOST_TEST(
      average.column("bulk", "bulk_pearson")[2] == -4.5 / std::sqrt(22.5),
      tt::tolerance(1e-12));
  BOOST_TEST(std::isnan(average.column("bulk", "bulk_pearson")[1]));
  BOOST_TEST(std::isnan(average.column("bulk", "own_pearson")[0]));
}

BOOST_AUTO_TEST_CASE(logarithms_are_taken_of_what_is_not_negative) {
  Cohort cohort = three_patients();
  cohort.measured[0].values.row(0) << 0, 1, 3, 7;  // 0 1 2 3 as log2(1 + n)
  const Scores made = bulk_scores(profile(), cohort, {});
  BOOST_TEST(made.target == "log2(1 + value) of rna of x/bulk");
  BOOST_TEST(made.column("bulk", "bulk_pearson")[0] == 1, tt::tolerance(1e-12));
  cohort.measured[0].values(1, 2) = -1;
  BOOST_TEST(error_of([&] { bulk_scores(profile(), cohort, {}); }) ==
             "bulk_scores: x/S: 'rna' of patient P2, gene C, is -1; logarithms "
             "are taken of values from 0 on: are they taken already (scale = "
             "\"as_is\")?");
}

BOOST_AUTO_TEST_CASE(a_patient_of_too_few_genes_has_no_number) {
  Cohort cohort = three_patients();
  cohort.measured[0].values(2, 0) = cohort.measured[0].values(2, 1) = kNone;
  const Scores made = bulk_scores(profile(), cohort, kAsIs);
  BOOST_TEST(std::isnan(made.column("bulk", "bulk_pearson")[2]));
  BOOST_TEST(made.column("bulk", "bulk_pearson_share")[0] == 1);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_compared_is_said) {
  Predictions two = profile();
  two.names.push_back("x/P2");
  two.values = Matrix::Ones(2, 5);
  BOOST_TEST(error_of([&] { bulk_scores(two, three_patients(), kAsIs); }) ==
             "bulk_scores: x/S: 2 rows of a profile; expected one, as "
             "slide_values makes");
  Predictions others = profile();
  others.variables = {"Z", "Y", "X", "A", "B"};
  BOOST_TEST(error_of([&] { bulk_scores(others, three_patients(), kAsIs); }) ==
             "bulk_scores: x/S: of 5 genes 'rna' of cohort x/bulk has 2, of 3 "
             "patients; at least 3 and 2 are needed");
}

BOOST_AUTO_TEST_SUITE_END()
