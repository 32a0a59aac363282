#include "core/learn/train/collapse.h"

#include <boost/test/unit_test.hpp>

namespace moonstain {

BOOST_AUTO_TEST_SUITE(collapse_test)

BOOST_AUTO_TEST_CASE(one_value_over_nearly_all_spots_is_constant) {
  Matrix predicted = Matrix::Constant(100, 3, 0.7F);
  predicted(3, 0) = 2.0F;  // one spot of a hundred differs
  for (int spot = 0; spot < 100; ++spot) predicted(spot, 2) = 0.01F * spot;
  const Collapse found = find_collapse(predicted);
  BOOST_TEST(found.genes == 3);
  BOOST_TEST(found.constant_genes == 2);
  BOOST_TEST(found.collapsed());
}

BOOST_AUTO_TEST_CASE(a_few_constant_genes_are_no_collapse) {
  Matrix predicted = Matrix::Zero(50, 4);
  for (int spot = 0; spot < 50; ++spot) {
    predicted(spot, 0) = 0.1F * spot;
    predicted(spot, 1) = -0.1F * spot;
  }
  const Collapse found = find_collapse(predicted);
  BOOST_TEST(found.constant_genes == 2);
  BOOST_TEST(!found.collapsed());  // half, not more
}

// A tenth of the spots is more than the 5 % left out at either end.
BOOST_AUTO_TEST_CASE(a_tenth_of_the_spots_that_differ_is_signal) {
  Matrix predicted = Matrix::Zero(100, 1);
  for (int spot = 0; spot < 10; ++spot) predicted(spot, 0) = 1;
  BOOST_TEST(find_collapse(predicted).constant_genes == 0);
}

BOOST_AUTO_TEST_CASE(no_spots_are_no_collapse) {
  BOOST_TEST(!find_collapse(Matrix(0, 5)).collapsed());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
