#include "core/eval/baselines/ridge_model.h"

#include <boost/test/unit_test.hpp>

#include "core/base/path.h"
#include "tests/support/stored_array.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

Features features(const std::string& section) {
  Features made;
  made.section = section;
  made.encoder = "colour/mean";
  made.spots = {"1x1", "1x2", "1x3"};
  made.values = Matrix{{-1.F}, {0.F}, {1.F}};
  return made;
}

// In another order of spots than the features.
Targets targets(const std::string& section) {
  Targets made;
  made.section = section;
  made.spots = {"1x3", "1x1", "1x2"};
  made.genes = {"G"};
  made.values = Matrix{{5.F}, {1.F}, {2.F}};
  return made;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ridge_model_test)

// The case worked by hand in ridge_test, its spots shuffled.
BOOST_AUTO_TEST_CASE(spots_are_joined_by_name) {
  const RidgeModel model =
      fit_ridge_model({features("s/A")}, {targets("s/A")}, 1.0, {});
  const Predictions predictions =
      ridge_predictions(model, features("s/B"), "colour_ridge");
  BOOST_TEST(predictions.section == "s/B");
  BOOST_TEST(predictions.model == "colour_ridge");
  BOOST_TEST(predictions.spots == features("s/B").spots,
             boost::test_tools::per_element());
  BOOST_TEST(predictions.values(2, 0) == 8.F / 3.F + 1.5F,
             boost::test_tools::tolerance(1e-6F));
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read_back) {
  const TempFolder folder;
  const RidgeModel model =
      fit_ridge_model({features("s/A"), features("s/B")},
                      {targets("s/B"), targets("s/A")}, 1.0, {1.0, 10.0});
  model.write(folder.path / "model");
  const RidgeModel back = RidgeModel::read(folder.path / "model");
  BOOST_TEST(back.encoder == "colour/mean");
  BOOST_TEST(back.genes == model.genes, boost::test_tools::per_element());
  BOOST_TEST(back.ridge.alpha == model.ridge.alpha);
  BOOST_TEST((back.ridge.weights == model.ridge.weights));
  BOOST_TEST((back.ridge.feature_mean == model.ridge.feature_mean));
  BOOST_TEST((back.ridge.feature_scale == model.ridge.feature_scale));
  BOOST_TEST((back.ridge.target_mean == model.ridge.target_mean));
  BOOST_TEST(back.alphas == model.alphas, boost::test_tools::per_element());
  BOOST_TEST(back.scores == model.scores, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_does_not_join_is_named) {
  BOOST_TEST(error_of([] {
               fit_ridge_model({features("s/A")},
                               {targets("s/A"), targets("s/B")}, 1.0, {});
             }) == "ridge_model: section s/B has targets but no features");
  BOOST_TEST(error_of([] {
               fit_ridge_model({features("s/A"), features("s/B")},
                               {targets("s/A")}, 1.0, {});
             }) == "ridge_model: section s/B has features but no targets");
  BOOST_TEST(error_of([] {
               Targets odd = targets("s/A");
               odd.spots[1] = "9x9";
               fit_ridge_model({features("s/A")}, {odd}, 1.0, {});
             }) == "ridge_model: features of s/A: no spot '9x9' (3 given)");
  BOOST_TEST(error_of([] {
               Features other = features("s/B");
               other.encoder = "colour/nine";
               ridge_predictions(fit_ridge_model({features("s/A")},
                                                 {targets("s/A")}, 1.0, {}),
                                 other, "r");
             }) ==
             "ridge_predictions: the model was fitted on colour/mean, the "
             "features of s/B are colour/nine");
}

// One feature, one gene.
BOOST_AUTO_TEST_CASE(numbers_that_do_not_fit_the_weights_are_refused) {
  const TempFolder folder;
  const fs::path object = folder.path / "o";
  fit_ridge_model({features("s/A"), features("s/B")},
                  {targets("s/B"), targets("s/A")}, 1.0, {1.0, 10.0})
      .write(object);
  replace_array(object, "scores", std::vector<double>{1}, {1});
  BOOST_TEST(error_of([&] { RidgeModel::read(object); }, folder.path) ==
             "o: scores has 1 numbers for 2 alphas");
  replace_array(object, "target_mean", std::vector<double>{1, 2}, {2});
  BOOST_TEST(error_of([&] { RidgeModel::read(object); }, folder.path) ==
             "o: feature_scale has 1 and target_mean 2 numbers, expected 1 "
             "and 1, as many as weights has rows and columns");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
