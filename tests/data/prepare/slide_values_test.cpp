#include "core/data/prepare/slide_values.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

// Two genes at three tiles: counts 1, 3 and 8; and 0, 0 (a value below) and 3.
Predictions tiles() {
  Predictions out;
  out.about = "synthetic/slide";
  out.names = {"0x0", "1x0", "0x1"};
  out.variables = {"A", "B"};
  out.values = Matrix{{std::log(2.F), 0.F},
                      {std::log(4.F), -1.F},
                      {std::log(9.F), std::log(4.F)}};
  out.predictor.name = "m";
  out.predictor.seed = 5;
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(slide_values_test)

// Means of counts 4 and 1; of logarithms ln(72) / 3 and (ln(4) - 1) / 3.
BOOST_AUTO_TEST_CASE(counts_are_mixed_and_logarithms_are_averaged) {
  const Predictions counts =
      slide_values(tiles(), "synthetic/P1", SlideForm::counts);
  BOOST_TEST(counts.values.rows() == 1);
  BOOST_TEST(counts.values(0, 0) == std::log(5.F), tt::tolerance(1e-6F));
  BOOST_TEST(counts.values(0, 1) == std::log(2.F), tt::tolerance(1e-6F));
  const Predictions plain =
      slide_values(tiles(), "synthetic/P1", SlideForm::logarithms);
  BOOST_TEST(plain.values(0, 0) == std::log(72.F) / 3, tt::tolerance(1e-6F));
  BOOST_TEST(plain.values(0, 1) == (std::log(4.F) - 1) / 3,
             tt::tolerance(1e-6F));
  BOOST_TEST(plain.about == "synthetic/slide");
  BOOST_TEST((plain.unit_kind == ObservedKind::patient));
  BOOST_TEST(plain.names.at(0) == "synthetic/P1");
  BOOST_TEST(plain.predictor.name == "m");
  BOOST_TEST(plain.predictor.seed == 5);
}

BOOST_AUTO_TEST_CASE(what_has_no_value_is_named) {
  Predictions none = tiles();
  none.names.clear();
  none.values.resize(0, 2);
  BOOST_TEST(error_of([&] { slide_values(none, "P", SlideForm::counts); }) ==
             "slide_values: the predictions of synthetic/slide are of no tile");
  Predictions far = tiles();
  far.values(1, 0) = std::numeric_limits<float>::infinity();
  BOOST_TEST(error_of([&] { slide_values(far, "P", SlideForm::counts); }) ==
             "slide_values: synthetic/slide: gene 'A' of tile '1x0' is inf, "
             "expected a finite number");
}

BOOST_AUTO_TEST_SUITE_END()
