#include "core/eval/metrics/slide_agreement.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/base/error.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

namespace tt = boost::test_tools;

Predictions tiles(const std::vector<std::string>& names, const Matrix& values) {
  Predictions out;
  out.about = "synthetic/slide";
  out.names = names;
  out.variables = {"A", "B", "C"};
  out.values = values;
  out.predictor.name = "m";
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(slide_agreement_test)

// The common tiles are b, c and d: A (1, 2, 4) beside (2, 4, 8), B (1, 2, 3)
// beside (3, 2, 1). Means over all tiles of either: (7/3, 2, 1), (4, 2, 2).
BOOST_AUTO_TEST_CASE(tiles_are_joined_by_name_and_genes_by_slide_values) {
  const Scores scores = slide_agreement(
      tiles({"b", "c", "d"}, Matrix{{1, 1, 1}, {2, 2, 0}, {4, 3, 2}}),
      tiles({"a", "d", "b", "c"},
            Matrix{{2, 2, 5}, {8, 1, 1}, {2, 3, 1}, {4, 2, 1}}));
  BOOST_TEST(scores.column("tissue", "pearson")[0] == 1, tt::tolerance(1e-12));
  BOOST_TEST(scores.column("tissue", "pearson")[1] == -1, tt::tolerance(1e-12));
  BOOST_TEST(std::isnan(scores.column("tissue", "pearson")[2]));
  BOOST_TEST(scores.facts.at("tiles") == 3);
  BOOST_TEST(scores.facts.at("unchanged_tiles") == 4);
  BOOST_TEST(scores.facts.at("common_tiles") == 3);
  // With numpy: corrcoef([7/3, 2, 1], [4, 2, 2]).
  BOOST_TEST(scores.facts.at("pearson_of_logarithms") == 0.6933752452815364,
             tt::tolerance(1e-6));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_compared_is_named) {
  const Matrix two{{1, 1, 1}, {2, 2, 0}};
  const Predictions ab = tiles({"a", "b"}, two);
  Predictions other = ab;
  other.about = "synthetic/other";
  BOOST_TEST(error_of([&] { slide_agreement(ab, other); }) ==
             "slide_agreement: synthetic/slide: the unchanged predictions are "
             "of synthetic/other");
  BOOST_TEST(error_of([&] { slide_agreement(ab, tiles({"b", "c"}, two)); }) ==
             "slide_agreement: synthetic/slide: 1 tile of 2 and 2 are in both; "
             "at least 2 are needed");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
