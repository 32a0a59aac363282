#include "core/eval/baselines/shuffled.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <vector>

namespace moonstain {

BOOST_AUTO_TEST_SUITE(shuffled_test)

// The rows are those that were there, each once and whole; which spot has which
// depends on seed and section alone.
BOOST_AUTO_TEST_CASE(rows_change_places_whole) {
  Predictions of;
  of.about = "s/A";
  of.predictor = {"m", PredictorKind::model, 4, "f"};
  of.variables = {"g", "h"};
  of.values.resize(50, 2);
  for (int i = 0; i < 50; ++i) {
    of.names.push_back(std::to_string(i));
    of.values.row(i) << static_cast<float>(i), static_cast<float>(100 + i);
  }
  const Predictions one = shuffled_predictions(of, 1, "null");
  BOOST_TEST(one.names == of.names);
  BOOST_TEST(one.predictor.name == "null");
  BOOST_TEST((one.predictor.kind == PredictorKind::null));
  BOOST_TEST(one.predictor.fold == "f");
  std::vector<float> first;
  int moved = 0;
  for (int i = 0; i < 50; ++i) {
    BOOST_TEST(one.values(i, 1) == one.values(i, 0) + 100);
    first.push_back(one.values(i, 0));
    moved += first.back() != static_cast<float>(i);
  }
  BOOST_TEST(moved > 40);
  std::sort(first.begin(), first.end());
  for (int i = 0; i < 50; ++i)
    BOOST_TEST(first[static_cast<std::size_t>(i)] == i);
  BOOST_TEST((shuffled_predictions(of, 1, "null").values == one.values));
  BOOST_TEST((shuffled_predictions(of, 2, "null").values != one.values));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
