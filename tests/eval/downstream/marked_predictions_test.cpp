#include "core/eval/downstream/marked_predictions.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/base/error.h"

namespace moonstain {
namespace {

namespace tt = boost::test_tools;

using Names = std::vector<std::string>;

Predictions table(const Names& spots, const Names& variables,
                  const std::vector<float>& values) {
  Predictions made;
  made.about = "s/A";
  made.predictor = {"m", PredictorKind::simple, 0, "f"};
  made.names = spots;
  made.variables = variables;
  made.values = Eigen::Map<const Matrix>(
      values.data(), static_cast<Eigen::Index>(spots.size()),
      static_cast<Eigen::Index>(variables.size()));
  return made;
}

Predictions of_genes() {
  return table({"a", "b", "c", "d"}, {"g", "h"}, {1, 2, 3, 4, 5, 6, 7, 8});
}

auto says(std::string part) {
  return [part](const Error& e) {
    return std::string(e.what()).find(part) != std::string::npos;
  };
}

}  // namespace

BOOST_AUTO_TEST_SUITE(marked_predictions_test)

// The mask has another order, a spot more, a number that is just not above, and
// none for b.
BOOST_AUTO_TEST_CASE(spots_above_stay_in_their_order) {
  const Predictions mask = table({"d", "e", "c", "a", "b"}, {"tumour"},
                                 {0.6F, 0.9F, 0.5F, 0.7F, std::nanf("")});
  const Predictions marked = marked_predictions(of_genes(), mask, 0.5);
  BOOST_TEST(marked.names == (Names{"a", "d"}), tt::per_element());
  BOOST_TEST(marked.values(0, 0) == 1);
  BOOST_TEST(marked.values(1, 1) == 8);
  BOOST_TEST(marked.values.rows() == 2);
  BOOST_TEST(marked.predictor.name == "m");
  BOOST_TEST(marked.predictor.fold == "f");
}

BOOST_AUTO_TEST_CASE(what_is_no_mask_of_the_section_is_refused) {
  const Predictions mask =
      table({"a", "b", "c", "d"}, {"tumour"}, {1, 0, 0, 0});
  BOOST_CHECK_EXCEPTION(marked_predictions(of_genes(), mask, 0.5), Error,
                        says("the mask of s/A marks 1 of 4 spots above 0.5"));
  Predictions other = mask;
  other.about = "s/B";
  BOOST_CHECK_EXCEPTION(marked_predictions(of_genes(), other, 0.5), Error,
                        says("predictions are of s/A and the mask is of s/B"));
  BOOST_CHECK_EXCEPTION(marked_predictions(of_genes(), of_genes(), 0.5), Error,
                        says("has 2 genes; expected one"));
  BOOST_CHECK_EXCEPTION(
      marked_predictions(of_genes(), table({"a", "b"}, {"tumour"}, {1, 1}),
                         0.5),
      Error, says("no spot 'c'"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
