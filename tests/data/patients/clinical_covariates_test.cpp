#include "core/data/patients/clinical_covariates.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

Cohort four() {
  Cohort cohort{.about = "x/all", .patients = {"A", "B", "C", "D"}};
  cohort.clinical = {
      {"age", std::vector<double>{50, 61, NAN, 44}},
      {"sex", std::vector<std::string>{"MALE", "FEMALE", "MALE", "MALE"}},
      {"stage", std::vector<std::string>{"II", "", "I", "II"}}};
  return cohort;
}

std::string error_with(const ClinicalCovariatesOptions& options) {
  return error_of([&] { clinical_covariates(four(), options); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(clinical_covariates_test)

BOOST_AUTO_TEST_CASE(texts_are_a_variable_each_and_numbers_stay) {
  const Cohort made = clinical_covariates(
      four(), {.columns = {"age", "sex", "stage"}, .drop_first = {"sex"}});
  BOOST_TEST(made.about == "x/all");
  BOOST_TEST(made.patients == four().patients, tt::per_element());
  BOOST_TEST(made.clinical.empty());
  const MeasuredMatrix& matrix = made.matrix("clinical");
  BOOST_TEST(matrix.variables == (std::vector<std::string>{
                                     "age", "sex=MALE", "stage=I", "stage=II"}),
             tt::per_element());
  Matrix expected(4, 4);
  expected << 50, 1, 0, 1, 61, 0, -1, -1, -1, 1, 1, 0, 44, 1, 0, 1;
  for (Eigen::Index i = 0; i < 4; ++i) {
    for (Eigen::Index k = 0; k < 4; ++k) {
      // -1: missing
      if (expected(i, k) == -1) {
        BOOST_TEST(std::isnan(matrix.values(i, k)));
      } else {
        BOOST_TEST(matrix.values(i, k) == expected(i, k));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(what_makes_no_covariates_is_named) {
  BOOST_TEST(error_with({}) == "clinical_covariates: no columns are named");
  BOOST_TEST(error_with({.columns = {"age", "age"}}) ==
             "clinical_covariates: column 'age' is named twice");
  BOOST_TEST(error_with({.columns = {"age"}, .drop_first = {"sex"}}) ==
             "clinical_covariates: drop_first names 'sex', which is not among "
             "the columns");
  BOOST_TEST(error_with({.columns = {"age"}, .drop_first = {"age"}}) ==
             "clinical_covariates: drop_first names 'age', which holds "
             "numbers; it is for columns of texts");
  BOOST_TEST(error_with({.columns = {"stages"}}) ==
             "cohort x/all: no column 'stages'; did you mean 'stage'?");
}

// Of a patient they follow from the seed and the name alone.
BOOST_AUTO_TEST_CASE(noise_is_normal_and_a_patients_own) {
  Cohort many{.about = "x/all", .patients = {}};
  for (int i = 0; i < 300; ++i) many.patients.push_back(std::to_string(i));
  const Cohort made = noise_covariates(many, 10, 3);
  const MeasuredMatrix& noise = made.matrix("noise");
  BOOST_TEST(noise.variables.back() == "10");
  const Eigen::ArrayXXd values = noise.values.cast<double>().array();
  // 3000 numbers: errors of 1 / sqrt(3000) and sqrt(2 / 3000).
  BOOST_TEST(std::fabs(values.mean()) < 4 * 0.0183);
  BOOST_TEST(std::fabs(values.square().mean() - 1) < 4 * 0.026);
  const Cohort one = noise_covariates({.about = "y", .patients = {"7"}}, 10, 3);
  BOOST_TEST((one.matrix("noise").values.row(0) == noise.values.row(7)));
  const Cohort other = noise_covariates(many, 10, 4);
  BOOST_TEST((other.matrix("noise").values != noise.values));
}

BOOST_AUTO_TEST_SUITE_END()
