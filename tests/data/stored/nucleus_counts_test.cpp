#include "core/data/stored/nucleus_counts.h"

#include <boost/test/unit_test.hpp>
#include <limits>

#include "tests/data/stored/written.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

NucleusCounts small_counts() {
  NucleusCounts c;
  c.section = "her2st/B4";
  c.spots = {"a", "b"};
  c.distinct = {3, 25};
  c.factor = Eigen::VectorXd{{1.15, 2.0}};
  c.rule = "by hand";
  return c;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(nucleus_counts_test)

BOOST_AUTO_TEST_CASE(counts_come_back) {
  const NucleusCounts back = there_and_back(small_counts());
  BOOST_TEST(back.section == "her2st/B4");
  BOOST_TEST(back.rule == "by hand");
  BOOST_TEST(back.spots == small_counts().spots, tt::per_element());
  BOOST_TEST(back.distinct == small_counts().distinct, tt::per_element());
  BOOST_TEST((back.factor == small_counts().factor));
}

BOOST_AUTO_TEST_CASE(counts_and_factors_that_cannot_be_are_named) {
  const NucleusCounts c = small_counts();
  BOOST_TEST(read_with(c, "distinct", std::vector<std::int64_t>{3, -1}, {2}) ==
             "o: spot 'b' has -1 labels, expected 0 or more");
  BOOST_TEST(read_with(c, "factor", std::vector<double>{0, 1}, {2}) ==
             "o: spot 'a' has a factor of 0, expected a finite one above 0");
  const double infinite = std::numeric_limits<double>::infinity();
  BOOST_TEST(read_with(c, "factor", std::vector<double>{1, infinite}, {2}) ==
             "o: spot 'b' has a factor of inf, expected a finite one above 0");
  BOOST_TEST(read_with(c, "factor", std::vector<double>{1}, {1}) ==
             "o: factor is [1], expected [2] ([spots])");
  NucleusCounts bad = small_counts();
  bad.distinct.pop_back();
  const TempFolder folder;
  BOOST_TEST(error_of([&] { bad.write(folder / "c"); }) ==
             "NucleusCounts of section her2st/B4: 2 spots, 1 counts and 2 "
             "factors");
}

BOOST_AUTO_TEST_SUITE_END()
