#include "core/learn/train/collapse.h"

#include <boost/test/unit_test.hpp>

namespace moonstain {

BOOST_AUTO_TEST_SUITE(collapse_test)

BOOST_AUTO_TEST_CASE(one_value_over_nearly_all_rows_is_constant) {
  Matrix predicted = Matrix::Constant(100, 3, 0.7F);
  predicted(3, 0) = 2.0F;  // one row of a hundred differs
  for (int row = 0; row < 100; ++row) predicted(row, 2) = 0.01F * row;
  const OutputCollapse found = find_collapse({predicted});
  BOOST_TEST(found.outputs == 3);
  BOOST_TEST(found.constant_outputs == 2);
  BOOST_TEST(found.collapsed());
}

BOOST_AUTO_TEST_CASE(a_few_constant_outputs_are_no_collapse) {
  Matrix predicted = Matrix::Zero(50, 4);
  for (int row = 0; row < 50; ++row) {
    predicted(row, 0) = 0.1F * row;
    predicted(row, 1) = -0.1F * row;
  }
  const OutputCollapse found = find_collapse({predicted});
  BOOST_TEST(found.constant_outputs == 2);
  BOOST_TEST(!found.collapsed());  // half, not more
}

BOOST_AUTO_TEST_CASE(more_than_a_tenth_of_the_rows_that_differ_is_signal) {
  Matrix predicted = Matrix::Zero(100, 1);
  for (int row = 0; row < 10; ++row) predicted(row, 0) = 1;
  BOOST_TEST(find_collapse({predicted}).constant_outputs == 1);
  predicted(10, 0) = 1;
  BOOST_TEST(find_collapse({predicted}).constant_outputs == 0);
}

BOOST_AUTO_TEST_CASE(no_rows_are_no_collapse) {
  BOOST_TEST(!find_collapse({Matrix(0, 5)}).collapsed());
}

// Each part has one value an output; the first output's is the same in both.
BOOST_AUTO_TEST_CASE(an_output_is_constant_over_all_parts_together) {
  const OutputCollapse found =
      find_collapse({Matrix{{0.5F, 1}, {0.5F, 1}}, Matrix{{0.5F, 2}}});
  BOOST_TEST(found.outputs == 2);
  BOOST_TEST(found.constant_outputs == 1);
}

BOOST_AUTO_TEST_CASE(a_collapse_is_said_in_words) {
  BOOST_TEST((OutputCollapse{5, 3}.words("genes")) ==
             "3 of 5 genes are predicted as one constant over the training "
             "spots; the network has collapsed");
  BOOST_TEST((OutputCollapse{5, 1}.words("genes")) ==
             "1 of 5 genes are predicted as one constant over the training "
             "spots");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
