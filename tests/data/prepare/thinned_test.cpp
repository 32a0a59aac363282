#include "core/data/prepare/thinned.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <map>

#include "tests/data/prepare/counted_section.h"

namespace moonstain {

namespace {

std::map<std::pair<std::size_t, std::int32_t>, std::int32_t> cells_of(
    const SparseCounts& counts) {
  std::map<std::pair<std::size_t, std::int32_t>, std::int32_t> cells;
  for (std::size_t row = 0; row + 1 < counts.row_starts.size(); ++row) {
    for (auto k = counts.row_starts[row]; k < counts.row_starts[row + 1]; ++k) {
      const auto at = static_cast<std::size_t>(k);
      cells[{row, counts.columns[at]}] = counts.values[at];
    }
  }
  return cells;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(thinned_test)

BOOST_AUTO_TEST_CASE(halves_add_up_to_the_whole) {
  const Dataset whole =
      section_of("s/A", {{0, 1, 2, 700}, {0, 0, 0, 0}, {64, 65, 128, 3}});
  RandomStream random(1, "thinned_test", "s/A");
  const auto [first, second] = thinned_halves(whole, random);
  BOOST_TEST(first.spots == whole.spots);
  BOOST_TEST(second.genes == whole.genes);
  auto sums = cells_of(first.counts);
  for (const auto& [cell, count] : cells_of(second.counts)) {
    BOOST_TEST(count > 0);  // zeros are left out
    sums[cell] += count;
  }
  BOOST_TEST((sums == cells_of(whole.counts)));
}

// Binomial(1000, 1/2): mean 500, standard deviation sqrt(250) = 15.8; of 400
// draws the mean is within 3 and the spread within 10 % of these.
BOOST_AUTO_TEST_CASE(a_half_is_binomial) {
  const Dataset whole =
      section_of("s/A", std::vector<std::vector<std::int32_t>>(400, {1000}));
  RandomStream random(2, "thinned_test", "s/A");
  const Dataset first = thinned_halves(whole, random).first;
  double sum = 0, squares = 0;
  for (const std::int32_t value : first.counts.values) {
    sum += value;
    squares += static_cast<double>(value) * value;
  }
  const double mean = sum / 400;
  BOOST_TEST(std::abs(mean - 500) < 3);
  BOOST_TEST(std::abs(std::sqrt(squares / 400 - mean * mean) / 15.811 - 1) <
             0.1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
