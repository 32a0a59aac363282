#include "core/eval/metrics/whole_scores.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/stats/correlation.h"

namespace moonstain {
namespace tt = boost::test_tools;

namespace {

// Twelve places of four items: measured sin(0.9 + 0.37 (i + 1)) for i counted
// row by row, predicted with noise, with much of it, negated, and as
// twice the measured and 1.
struct Small {
  Matrix measured{12, 4};
  Matrix predicted{12, 4};
  Scores scores;

  Small() {
    for (int i = 0; i < 48; ++i) {
      const int row = i / 4;
      const int column = i % 4;
      const auto m = static_cast<float>(std::sin(0.9 + 0.37 * (i + 1)));
      const double noise = std::cos(1.3 * i);
      const double values[] = {m + 0.8 * noise, m + 4 * noise, -m, 2.0 * m + 1};
      measured(row, column) = m;
      predicted(row, column) = static_cast<float>(values[column]);
    }
  }
  double value(std::string_view name) {
    scores.whole.clear();
    add_whole_scores(scores, "tissue", predicted, measured,
                     pearson_by_gene(predicted, measured));
    return scores.column("tissue", name)[0];
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(whole_scores_test)

// NumPy 2.4.6 and SciPy 1.17.1 in float64 on the same float32 values: the mean
// of scipy.stats.pearsonr of each row, the mean of |p - m|, the root of the
// mean of (p - m)^2, and both with p less p.min().
BOOST_AUTO_TEST_CASE(numbers_of_the_whole_are_those_of_numpy) {
  Small small;
  BOOST_TEST(small.value("place_pearson") == 0.013604428257264942,
             tt::tolerance(1e-12));
  BOOST_TEST(small.value("entry_rmse") == 1.6880828606017795,
             tt::tolerance(1e-12));
  BOOST_TEST(small.value("shifted_mae") == 4.9071474461234175,
             tt::tolerance(1e-12));
  BOOST_TEST(small.value("shifted_rmse") == 5.182783883567894,
             tt::tolerance(1e-12));
}

// By scipy.stats.pearsonr and false_discovery_control the first item is called
// (q 0.0046), the second not (0.94), the third is called and below 0, the
// fourth called.
BOOST_AUTO_TEST_CASE(items_called_above_zero_are_a_share_of_all) {
  BOOST_TEST(Small().value("positive_share") == 0.5);
}

// Of four items one has no number: it is tested by nobody, and counts as one
// that is not called.
BOOST_AUTO_TEST_CASE(an_undefined_item_is_not_called) {
  Small small;
  small.predicted.col(3).setConstant(1);
  BOOST_TEST(small.value("positive_share") == 0.25);
}

// The second place is predicted as one value for all items.
BOOST_AUTO_TEST_CASE(places_without_a_correlation_are_counted) {
  Small small;
  const double before = small.value("place_pearson");
  // A section that lacks the fact is not one of which it is unknown.
  BOOST_TEST(small.scores.facts.at("places_without_pearson") == 0);
  small.predicted.row(1).setConstant(2);
  const double after = small.value("place_pearson");
  BOOST_TEST(small.scores.facts.at("places_without_pearson") == 1);
  const double left_out =
      pearson(Small().predicted.row(1).cast<double>().transpose().array(),
              small.measured.row(1).cast<double>().transpose().array());
  BOOST_TEST(12 * before - left_out == 11 * after, tt::tolerance(1e-10));
}

BOOST_AUTO_TEST_CASE(one_item_has_no_correlation_over_items) {
  Small small;
  small.predicted = Matrix(small.predicted.leftCols(1));
  small.measured = Matrix(small.measured.leftCols(1));
  BOOST_TEST(std::isnan(small.value("place_pearson")));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
