#include "core/stats/flatness.h"

#include <boost/test/unit_test.hpp>
#include <vector>

namespace moonstain {
namespace {

// A hundred places: `value` but for the first `apart`, which rise from 1.
std::vector<float> list(float value, int apart) {
  std::vector<float> made(100, value);
  for (int i = 0; i < apart; ++i) {
    made[static_cast<std::size_t>(i)] = 1 + 0.01F * static_cast<float>(i);
  }
  return made;
}

Variation variation(const std::vector<float>& predicted,
                    const std::vector<float>& measured) {
  return variation_of(predicted, measured);
}

const std::vector<float> kVaried = list(0, 100);

}  // namespace

BOOST_AUTO_TEST_SUITE(flatness_test)

BOOST_AUTO_TEST_CASE(a_common_value_is_that_of_more_than_half) {
  const CommonValue most = common_value(list(0.5F, 4));
  BOOST_TEST(most.value == 0.5F);
  BOOST_TEST(most.share_apart == 0.04);
  BOOST_TEST(common_value(list(0, 49)).share_apart == 0.49);
  BOOST_TEST(common_value(list(0, 50)).share_apart == 1);  // exactly half
  BOOST_TEST(common_value(kVaried).share_apart == 1);
  BOOST_TEST(common_value(std::vector<float>{7}).share_apart == 0);
}

// Shares of a millionth vary as counts do: alike goes by the largest value.
BOOST_AUTO_TEST_CASE(values_are_alike_by_the_largest_of_them) {
  std::vector<float> small = kVaried;
  for (float& value : small) value *= 1e-8F;
  BOOST_TEST((variation(small, kVaried) == Variation::varies));
  std::vector<float> large(100, 1e6F);
  large[3] += 0.5F;
  BOOST_TEST(common_value(large).share_apart == 0);
}

// A network that has died says one value but for a few spots at the rim.
BOOST_AUTO_TEST_CASE(one_value_over_nearly_all_places_is_flat) {
  BOOST_TEST((variation(list(0.5F, 0), kVaried) == Variation::flat));
  BOOST_TEST((variation(list(0.5F, 4), kVaried) == Variation::flat));
  BOOST_TEST((variation(list(0.5F, 10), kVaried) == Variation::flat));
  BOOST_TEST((variation(list(0.5F, 11), kVaried) == Variation::varies));
}

// Of a gene that 4 % of the spots have a prediction may speak as rarely; of
// fewer than half as many it is flat.
BOOST_AUTO_TEST_CASE(a_rare_gene_is_rightly_sparse) {
  const std::vector<float> rare = list(0, 4);
  BOOST_TEST((variation(list(0.5F, 4), rare) == Variation::varies));
  BOOST_TEST((variation(list(0.5F, 2), rare) == Variation::flat));
  BOOST_TEST((variation(list(0.5F, 3), rare) == Variation::varies));
  // Nothing varies where it was not measured to.
  BOOST_TEST((variation(list(0.5F, 0), list(0, 0)) == Variation::flat));
}

BOOST_AUTO_TEST_CASE(zero_and_never_below_is_clamped) {
  BOOST_TEST((variation(list(0, 4), kVaried) == Variation::clamped));
  std::vector<float> below = list(0, 4);
  below[0] = -1;
  BOOST_TEST((variation(below, kVaried) == Variation::flat));
  // All 0 is a dead output, rectified or not.
  BOOST_TEST((variation(list(0, 0), kVaried) == Variation::flat));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
