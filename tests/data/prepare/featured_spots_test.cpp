#include "core/data/prepare/featured_spots.h"

#include <boost/test/unit_test.hpp>

#include "core/base/error.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

Dataset three_spots() {
  Dataset d;
  d.section = "x/1";
  d.patient = "x/P";
  d.spots = {"a", "b", "c"};
  d.genes = {"A", "B"};
  d.counts = {3, 2, {0, 1, 2, 4}, {0, 1, 0, 1}, {5, 6, 7, 8}};
  d.array_xy.resize(3, 2);
  d.array_xy << 1, 1, 2, 1, 3, 1;
  d.pixel_xy.resize(3, 2);
  d.pixel_xy << 10, 10, 20, 10, 30, 10;
  return d;
}

Features features_of(const std::string& section,
                     const std::vector<std::string>& spots) {
  return {.section = section,
          .encoder = "UNI",
          .spots = spots,
          .values = Matrix::Zero(std::ssize(spots), 1),
          .blank = {}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(featured_spots_test)

BOOST_AUTO_TEST_CASE(spots_without_features_go_with_their_counts) {
  const Dataset kept =
      featured_spots(three_spots(), features_of("x/1", {"c", "a"}));
  BOOST_TEST(kept.spots == (std::vector<std::string>{"a", "c"}),
             tt::per_element());
  BOOST_TEST(kept.counts.values == (std::vector<std::int32_t>{5, 7, 8}),
             tt::per_element());
  BOOST_TEST(kept.pixel_xy(1, 0) == 30);
  BOOST_REQUIRE(kept.left_out.size() == 1U);
  BOOST_TEST(kept.left_out[0].first == "without features");
  BOOST_TEST(kept.left_out[0].second == 1);
}

BOOST_AUTO_TEST_CASE(another_section_and_no_spot_are_refused) {
  const auto error = [](const Features& features) {
    return error_of([&] { featured_spots(three_spots(), features); });
  };
  BOOST_TEST(error(features_of("x/2", {"a"})) ==
             "featured_spots: the dataset is of section x/1, the features are "
             "of x/2");
  BOOST_TEST(error(features_of("x/1", {"d"})) ==
             "featured_spots: no spot of section x/1 has features");
}

BOOST_AUTO_TEST_SUITE_END()
