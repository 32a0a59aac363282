#include "core/eval/baselines/diagnosis.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(diagnosis_test)

BOOST_AUTO_TEST_CASE(nuclei_are_a_score_of_their_own) {
  NucleusCounts counts;
  counts.section = "x/1";
  counts.spots = {"a", "b"};
  counts.distinct = {3, 30};
  const Predictions out = nucleus_score(counts, "cancer");
  BOOST_TEST(out.values(0, 0) == 3.F);
  BOOST_TEST(out.values(1, 0) == 30.F);
  BOOST_TEST(out.variables.at(0) == "cancer");
  BOOST_TEST((out.predictor.kind == PredictorKind::simple));
}

// Spots on a line in the direction (3, 4) / 5, at -5, 0 and 5 of it, the second
// axis leading; the same with more features than spots.
BOOST_AUTO_TEST_CASE(the_first_component_is_the_direction_of_most_variance) {
  Features features;
  features.section = "x/1";
  features.spots = {"a", "b", "c"};
  features.values = Matrix{{1, 2}, {4, 6}, {7, 10}};
  const Predictions out = component_score(features, "cancer");
  BOOST_TEST(out.values(0, 0) == -5.F, tt::tolerance(1e-5F));
  BOOST_TEST(std::fabs(out.values(1, 0)) < 1e-5F);
  BOOST_TEST(out.values(2, 0) == 5.F, tt::tolerance(1e-5F));
  features.values = Matrix{{1, 2, 7, 7}, {4, 6, 7, 7}, {7, 10, 7, 7}};
  const Predictions wide = component_score(features, "cancer");
  BOOST_TEST(wide.values(2, 0) == 5.F, tt::tolerance(1e-5F));

  features.values.setOnes();
  BOOST_TEST(error_of([&] { component_score(features, "c"); }) ==
             "component_score: all features of section x/1 are alike");
  features.spots = {"a"};
  BOOST_TEST(error_of([&] { component_score(features, "c"); }) ==
             "component_score: section x/1 has 1 spot; a direction needs at "
             "least 2");
}

BOOST_AUTO_TEST_SUITE_END()
