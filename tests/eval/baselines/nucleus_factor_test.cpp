#include "core/eval/baselines/nucleus_factor.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/temp_folder.h"

namespace moonstain {

namespace {

Targets section(const Matrix& values) {
  Targets made;
  made.about = "s/B";
  made.variables = {"G", "H"};
  made.values = values;
  return made;
}

NucleusCounts nuclei() {
  NucleusCounts made;
  made.section = "s/A";
  made.spots = {"a", "b", "c"};
  made.factor = Eigen::Vector3d(1.05, 1.5, 2);
  return made;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(nucleus_factor_test)

// Means over three spots of two sections: (1 + 2 + 6) / 3 and 0.
BOOST_AUTO_TEST_CASE(a_spot_has_the_training_mean_times_its_factor) {
  const Predictions made = factor_predictions(
      {section(Matrix{{1.F, 0.F}}), section(Matrix{{2.F, 1.F}, {6.F, -1.F}})},
      nuclei(), "factor");
  BOOST_TEST(made.about == "s/A");
  BOOST_TEST((made.names == std::vector<std::string>{"a", "b", "c"}));
  BOOST_TEST((made.variables == std::vector<std::string>{"G", "H"}));
  BOOST_TEST(made.predictor.name == "factor");
  BOOST_TEST((made.predictor.kind == PredictorKind::simple));
  const Matrix expected{{3.15F, 0.F}, {4.5F, 0.F}, {6.F, 0.F}};
  BOOST_TEST(made.values.isApprox(expected, 1e-6F));
}

BOOST_AUTO_TEST_CASE(training_without_spots_is_refused) {
  BOOST_TEST(error_of([] {
               factor_predictions({section(Matrix(0, 2))}, nuclei(), "");
             }) == "factor_predictions: the training sections hold no spots");
  BOOST_TEST(error_of([] { factor_predictions({}, nuclei(), ""); }) ==
             "factor_predictions: no training sections");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
