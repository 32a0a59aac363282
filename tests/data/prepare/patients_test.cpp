#include "core/data/prepare/patients.h"

#include <boost/test/unit_test.hpp>
#include <limits>

#include "tests/support/temp_folder.h"

namespace moonstain {

namespace {

Cohort cohort() {
  Cohort made;
  made.about = "centre/A";
  made.patients = {"P1", "P2", "P3"};
  made.clinical = {
      {"age", std::vector<double>{50, 61, 72}},
      {"size",
       std::vector<double>{1, std::numeric_limits<double>::quiet_NaN(), 3}},
      {"response", std::vector<std::string>{"complete", "", "none"}}};
  return made;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(patients_test)

// Of P2 nobody knows: it is left out.
BOOST_AUTO_TEST_CASE(a_clinical_text_becomes_a_class) {
  const Targets targets =
      class_targets(cohort(), "response", {"complete", "partial"});
  BOOST_TEST(targets.names == (std::vector<std::string>{"P1", "P3"}),
             boost::test_tools::per_element());
  BOOST_TEST((targets.unit_kind == ObservedKind::patient));
  BOOST_TEST(targets.variable_axis == "class");
  BOOST_TEST(targets.variables.at(0) == "complete, partial");
  BOOST_TEST(targets.transform == "response is complete, partial");
  BOOST_TEST(targets.values(0, 0) == 1);
  BOOST_TEST(targets.values(1, 0) == 0);
  BOOST_TEST(error_of([] { class_targets(cohort(), "response", {"good"}); }) ==
             "class_targets: cohort centre/A: of 2 patients with a response 0 "
             "have good; expected some that have and some that have not");
}

BOOST_AUTO_TEST_CASE(clinical_numbers_become_features) {
  const Features features = clinical_features(cohort(), {"age"});
  BOOST_TEST(features.encoder == "clinical: age");
  BOOST_TEST(features.spots.at(2) == "P3");
  BOOST_TEST(features.values(1, 0) == 61.F);
  BOOST_TEST(error_of([] { clinical_features(cohort(), {"age", "size"}); }) ==
             "clinical_features: cohort centre/A: patient 'P2' has no size; "
             "narrow the cohort to patients that have one");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
