#include "core/eval/baselines/neighbours.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "core/base/error.h"

namespace moonstain {
namespace tt = boost::test_tools;

namespace {

Features features(const std::string& section,
                  const std::vector<std::string>& spots, const Matrix& values) {
  Features made;
  made.section = section;
  made.encoder = "colour/mean";
  made.spots = spots;
  made.values = values;
  return made;
}

Targets targets(const std::string& section,
                const std::vector<std::string>& spots, const Matrix& values) {
  Targets made;
  made.about = section;
  made.names = spots;
  made.variables = {"FN1", "KRT8"};
  made.variables.resize(static_cast<std::size_t>(values.cols()));
  made.values = values;
  return made;
}

// Two training sections and one that is held out. The features of s/A come in
// another order of spots than its targets, and s/B before s/A.
struct Sections {
  std::vector<Features> training{
      features("s/B", {"1x1", "1x2", "1x3"},
               Matrix{{2.F, 2.F, 2.F}, {.5F, .5F, 4.F}, {4.F, 1.5F, 0.F}}),
      features("s/A", {"1x4", "1x3", "1x2", "1x1"},
               Matrix{{3.F, 3.5F, 1.F},
                      {.25F, 2.F, 2.F},
                      {2.5F, 1.F, 3.F},
                      {1.F, 4.F, .5F}})};
  std::vector<Targets> measured{
      targets("s/A", {"1x1", "1x2", "1x3", "1x4"},
              Matrix{{1.F, 0.F}, {2.F, .5F}, {4.F, 1.5F}, {0.F, 3.F}}),
      targets("s/B", {"1x1", "1x2", "1x3"},
              Matrix{{5.F, .25F}, {3.F, 2.F}, {1.F, 1.F}})};
  Features held_out =
      features("s/C", {"1x1", "1x2", "1x3"},
               Matrix{{1.F, 2.F, 1.5F}, {3.F, 2.F, .5F}, {0.F, 1.F, 3.5F}});

  Predictions predicted(std::int64_t neighbours) const {
    return knn_predictions(training, measured, held_out, neighbours,
                                 "neighbours");
  }
};

const auto says = [](const std::string& text) {
  return [text](const Error& error) {
    BOOST_TEST(error.what() == text);
    return true;
  };
};

}  // namespace

BOOST_AUTO_TEST_SUITE(neighbours_test)

// sklearn.neighbors.KNeighborsRegressor(n_neighbors, algorithm="brute") of
// scikit-learn 1.9.1, fitted on s/A above s/B.
BOOST_AUTO_TEST_CASE(predictions_are_those_of_scikit_learn) {
  const Matrix three{
      {10.F / 3.F, 1.75F / 3.F}, {2.F, 4.25F / 3.F}, {3.F, 4.F / 3.F}};
  const Matrix one{{4.F, 1.5F}, {1.F, 1.F}, {3.F, 2.F}};
  const Predictions made = Sections().predicted(3);
  BOOST_TEST((made.values - three).cwiseAbs().maxCoeff() < 1e-6F);
  BOOST_TEST((Sections().predicted(1).values == one));
  BOOST_TEST(made.about == "s/C");
  BOOST_TEST(made.predictor.name == "neighbours");
  BOOST_TEST((made.predictor.kind == PredictorKind::simple));
  BOOST_TEST(made.names == Sections().held_out.spots, tt::per_element());
  BOOST_TEST(made.variables == Sections().measured[0].variables,
             tt::per_element());
}

// All training spots together are their mean: (1+2+4+0+5+3+1) / 7.
BOOST_AUTO_TEST_CASE(all_spots_together_are_the_training_mean) {
  const Predictions made = Sections().predicted(7);
  BOOST_TEST(made.values(0, 0) == 16.F / 7.F, tt::tolerance(1e-6F));
  BOOST_TEST(made.values(2, 0) == 16.F / 7.F, tt::tolerance(1e-6F));
}

// At 0 the spots at -1, 1 and 1 are equally far: the first of s/A, then its
// second, whatever the order in which features come.
BOOST_AUTO_TEST_CASE(of_equal_distances_the_first_spot_counts) {
  const std::vector<Features> training{
      features("s/B", {"1x1"}, Matrix{{1.F}}),
      features("s/A", {"1x2", "1x1"}, Matrix{{1.F}, {-1.F}})};
  const std::vector<Targets> measured{
      targets("s/A", {"1x1", "1x2"}, Matrix{{8.F}, {4.F}}),
      targets("s/B", {"1x1"}, Matrix{{1.F}})};
  const Features held_out = features("s/C", {"1x1"}, Matrix{{0.F}});
  const auto at = [&](std::int64_t neighbours) {
    return knn_predictions(training, measured, held_out, neighbours, "n")
        .values(0, 0);
  };
  BOOST_TEST(at(1) == 8.F);
  BOOST_TEST(at(2) == 6.F);
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_named) {
  BOOST_CHECK_EXCEPTION(
      Sections().predicted(8), Error,
      says("knn_predictions: 8 neighbours are asked for, 7 spots of the "
           "training sections measured; expected 1 to 7"));
  Sections other;
  other.held_out.encoder = "mobilenet_v1/block8";
  BOOST_CHECK_EXCEPTION(
      other.predicted(1), Error,
      says("knn_predictions: features of s/A are colour/mean, those of "
           "s/C are mobilenet_v1/block8"));
  Sections narrow;
  narrow.held_out.values = Matrix{{1.F, 2.F}, {3.F, 2.F}, {0.F, 1.F}};
  BOOST_CHECK_EXCEPTION(
      narrow.predicted(1), Error,
      says("knn_predictions: section s/A has 3 features a spot, section "
           "s/C has 2"));
  Sections alone;
  alone.training.pop_back();
  BOOST_CHECK_EXCEPTION(
      alone.predicted(1), Error,
      says("knn_predictions: section s/A has targets but no features"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
