#include "core/eval/baselines/ridge_model.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "core/base/folder.h"
#include "core/base/json.h"
#include "core/base/path.h"
#include "core/engine/step/catalog.h"
#include "core/engine/step/inputs.h"
#include "core/engine/step/step_kind.h"
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
  made.about = section;
  made.names = {"1x3", "1x1", "1x2"};
  made.variables = {"G"};
  made.values = Matrix{{5.F}, {1.F}, {2.F}};
  made.total_all = Eigen::VectorXd::Ones(3);
  made.total_chosen = Eigen::VectorXd::Ones(3);
  return made;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ridge_model_test)

// The case worked by hand in ridge_test, its spots shuffled.
BOOST_AUTO_TEST_CASE(spots_are_joined_by_name) {
  const RidgeModel model =
      fit_ridge_model({features("s/A")}, {targets("s/A")}, {.alpha = 1.0});
  const Predictions predictions =
      ridge_predictions(model, features("s/B"), "colour_ridge");
  BOOST_TEST(predictions.about == "s/B");
  BOOST_TEST(predictions.predictor.name == "colour_ridge");
  BOOST_TEST(predictions.names == features("s/B").spots,
             boost::test_tools::per_element());
  BOOST_TEST(predictions.values(2, 0) == 8.F / 3.F + 1.5F,
             boost::test_tools::tolerance(1e-6F));
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read_back) {
  const TempFolder folder;
  const RidgeModel model = fit_ridge_model({features("s/A"), features("s/B")},
                                           {targets("s/B"), targets("s/A")},
                                           {.alphas = {1.0, 10.0}});
  model.write(folder.path / "model");
  const RidgeModel back = RidgeModel::read(folder.path / "model");
  BOOST_TEST(back.encoder == "colour/mean");
  BOOST_TEST(back.genes == model.genes, boost::test_tools::per_element());
  BOOST_TEST(back.ridge.alpha == model.ridge.alpha);
  BOOST_TEST((back.ridge.weights == model.ridge.weights));
  BOOST_TEST((back.ridge.feature_mean == model.ridge.feature_mean));
  BOOST_TEST((back.ridge.feature_scale == model.ridge.feature_scale));
  BOOST_TEST((back.ridge.target_mean == model.ridge.target_mean));
  BOOST_TEST(back.tried.alphas == model.tried.alphas,
             boost::test_tools::per_element());
  BOOST_TEST(back.search.scores == model.search.scores,
             boost::test_tools::per_element());
  BOOST_TEST((back.search.unit == SearchUnit::section));
  BOOST_TEST(back.search.count == 2U);
  BOOST_TEST(back.search.alpha == model.ridge.alpha);
  BOOST_TEST(back.ridge.rows == 6);
}

BOOST_AUTO_TEST_CASE(the_ranks_tried_are_read_back) {
  const TempFolder folder;
  const RidgeModel model = fit_ridge_model(
      {features("s/A"), features("s/B")}, {targets("s/A"), targets("s/B")},
      {.alphas = {1.0, 10.0}, .ranks = {0, 3, 1}});
  model.write(folder.path / "model");
  const RidgeModel back = RidgeModel::read(folder.path / "model");
  const std::vector<std::int64_t> ranks{0, 3, 1};
  BOOST_TEST(back.tried.ranks == ranks, boost::test_tools::per_element());
  BOOST_TEST(back.search.scores.size() == 6U);
  BOOST_TEST(back.search.scores == model.search.scores,
             boost::test_tools::per_element());
  BOOST_TEST(back.ridge.rank == model.ridge.rank);
}

BOOST_AUTO_TEST_CASE(components_are_read_back_and_go_with_one_penalty) {
  const TempFolder folder;
  const std::vector<Features> x{features("s/A"), features("s/B")};
  const std::vector<Targets> y{targets("s/A"), targets("s/B")};
  const RidgeModel model =
      fit_ridge_model(x, y, {.alpha = 2, .components = 1});
  BOOST_TEST(model.ridge.components == 1);
  model.write(folder.path / "model");
  const RidgeModel back = RidgeModel::read(folder.path / "model");
  BOOST_TEST(back.ridge.components == 1);
  BOOST_TEST((back.ridge.weights == model.ridge.weights));
  BOOST_TEST(error_of([&] {
               fit_ridge_model(x, y, {.alphas = {1.0}, .components = 1});
             }) ==
             "ridge_model: components are fitted with one penalty, alpha; "
             "leave out alphas, or components");
}

// Of three spots there are no more than three components, whatever was asked:
// 100 / (3 * 2); of two that are asked for 100 / (2 * 2).
BOOST_AUTO_TEST_CASE(a_penalty_of_0_goes_by_components_and_genes) {
  Features x = features("s/A");
  x.values = Matrix{{-1.F, 0.F, 2.F, 1.F, 0.F},
                    {0.F, 3.F, 1.F, 1.F, 4.F},
                    {1.F, 1.F, 0.F, 5.F, 0.F}};
  Targets y = targets("s/A");
  y.variables = {"G", "H"};
  y.values = Matrix{{5.F, 0.F}, {1.F, 2.F}, {2.F, 7.F}};
  const auto alpha_of = [&](std::int64_t components) {
    return fit_ridge_model({x}, {y}, {.alpha = 0, .components = components})
        .ridge.alpha;
  };
  BOOST_TEST(alpha_of(256) == 100.0 / 6, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(alpha_of(2) == 25.0);
  BOOST_TEST(error_of([&] { fit_ridge_model({x}, {y}, {.alpha = 0}); }) ==
             "ridge_model: alpha is 0, which stands for the penalty that goes "
             "by the number of components; give components, or an alpha above "
             "0");
}

// Sections A and B of one patient, C of another; features in another order
// than the targets, whose order the names follow. Leaving out {A, B} and {C},
// of which C falls a little where A and B rise, both get r near to -1; by
// section A and B would be predicted well.
BOOST_AUTO_TEST_CASE(groups_follow_the_order_of_the_targets) {
  Targets falling = targets("s/C");
  falling.values = Matrix{{0.F}, {1.F}, {0.5F}};
  const std::vector<Features> x{features("s/C"), features("s/A"),
                                features("s/B")};
  const std::vector<Targets> y{targets("s/A"), targets("s/B"), falling};
  const RidgeModel by_patient =
      fit_ridge_model(x, y, {.alphas = {1.0}, .groups = {"P", "P", "Q"}});
  BOOST_TEST((by_patient.search.unit == SearchUnit::group));
  BOOST_TEST(by_patient.search.count == 2U);
  BOOST_TEST(by_patient.search.scores[0] < -0.9);
  const RidgeModel by_section = fit_ridge_model(x, y, {.alphas = {1.0}});
  BOOST_TEST((by_section.search.unit == SearchUnit::section));
  BOOST_TEST(by_section.search.scores[0] > 0.2);
}

// Through the disk, one section at a time: the same model.
BOOST_AUTO_TEST_CASE(the_step_fits_what_is_stored) {
  const TempFolder folder;
  std::vector<Inputs::Item> x;
  std::vector<Inputs::Item> y;
  for (const std::string name : {"A", "B", "C"}) {
    features("s/" + name).write(folder.path / ("x" + name));
    targets("s/" + name).write(folder.path / ("y" + name));
    x.push_back({folder.path / ("x" + name), "", "s/" + name});
    y.insert(y.begin(), {folder.path / ("y" + name), "", "s/" + name});
  }
  const StepKind kind = ridge_model_step();
  const Json options = complete_options(
      kind.decl(), {{"alphas", {1.0, 10.0}}, {"groups", {"P", "P", "Q"}}});
  make_folders(folder.path / "model");
  kind.run(Inputs("ridge_model", {{"features", x}, {"targets", y}}), options,
           folder.path / "model");
  const RidgeModel stored = RidgeModel::read(folder.path / "model");
  const RidgeModel expected =
      fit_ridge_model({features("s/A"), features("s/B"), features("s/C")},
                      {targets("s/C"), targets("s/B"), targets("s/A")},
                      {.alphas = {1.0, 10.0}, .groups = {"P", "P", "Q"}});
  BOOST_TEST((stored.search.unit == SearchUnit::group));
  BOOST_TEST(stored.search.count == 2U);
  BOOST_TEST(stored.search.scores == expected.search.scores,
             boost::test_tools::per_element());
  BOOST_TEST((stored.ridge.weights == expected.ridge.weights));
}

BOOST_AUTO_TEST_CASE(groups_without_a_search_are_refused) {
  BOOST_TEST(error_of([] {
               fit_ridge_model({features("s/A")}, {targets("s/A")},
                               {.groups = {"P"}});
             }) ==
             "ridge_model: groups say what a search of the penalty leaves out; "
             "without alphas there is none");
}

BOOST_AUTO_TEST_CASE(ranks_without_penalties_or_in_parts_are_refused) {
  const auto error = [](const RidgeOptions& options) {
    return error_of(
        [&] { fit_ridge_model({features("s/A")}, {targets("s/A")}, options); });
  };
  BOOST_TEST(error({.ranks = {1}}) ==
             "ridge_model: ranks are chosen together with the penalty; give "
             "alphas to choose from, or one");
  BOOST_TEST(error({.alphas = {1.0}, .ranks = {1.5}}) ==
             "ridge_model: ranks has 1.5; a rank is a whole number");
}

BOOST_AUTO_TEST_CASE(what_does_not_join_is_named) {
  BOOST_TEST(error_of([] {
               fit_ridge_model({features("s/A")},
                               {targets("s/A"), targets("s/B")},
                               {.alpha = 1.0});
             }) == "ridge_model: section s/B has targets but no features");
  BOOST_TEST(error_of([] {
               fit_ridge_model({features("s/A"), features("s/B")},
                               {targets("s/A")}, {.alpha = 1.0});
             }) == "ridge_model: section s/B has features but no targets");
  BOOST_TEST(error_of([] {
               Targets odd = targets("s/A");
               odd.names[1] = "9x9";
               fit_ridge_model({features("s/A")}, {odd}, {.alpha = 1.0});
             }) ==
             "ridge_model: features of s/A: no spot '9x9' (3 given, as '1x1')");
  BOOST_TEST(error_of([] {
               Features other = features("s/B");
               other.encoder = "colour/nine";
               ridge_predictions(
                   fit_ridge_model({features("s/A")}, {targets("s/A")},
                                   {.alpha = 1.0}),
                   other, "r");
             }) ==
             "ridge_predictions: the model was fitted on colour/mean, the "
             "features of s/B are colour/nine");
}

// Crops of as many px from pictures of two scales.
BOOST_AUTO_TEST_CASE(tiles_of_another_width_are_refused) {
  const auto wide = [](const std::string& section, double pitches) {
    Features made = features(section);
    made.tiles = {.pitches = pitches};
    return made;
  };
  const std::string what =
      " (at most 10 % apart is expected): their pictures are of different "
      "scales. Crop them in um with crop_um of `patches` (arrays of different "
      "spacing: give spot_pitch_um), or allow it there with scale = \"any\"";
  BOOST_TEST(error_of([&] {
               fit_ridge_model({wide("s/A", 0.8), wide("s/B", 0.4)},
                               {targets("s/A"), targets("s/B")},
                               {.alpha = 1.0});
             }) ==
             "ridge_model: tiles of section s/A are 0.80 pitches wide, "
             "those of section s/B 0.40 pitches" +
                 what);
  const TempFolder folder;
  fit_ridge_model({wide("s/A", 0.8)}, {targets("s/A")}, {.alpha = 1.0})
      .write(folder.path / "model");
  const RidgeModel model = RidgeModel::read(folder.path / "model");
  BOOST_TEST(
      error_of([&] { ridge_predictions(model, wide("s/B", 0.4), "r"); }) ==
      "ridge_predictions: tiles of the model's sections are 0.80 "
      "pitches wide, those of section s/B 0.40 pitches" +
          what);
  BOOST_TEST(ridge_predictions(model, wide("s/B", 0.84), "r").about == "s/B");
  BOOST_TEST(ridge_predictions(model, features("s/B"), "r").about == "s/B");
}

// One feature, one gene.
BOOST_AUTO_TEST_CASE(numbers_that_do_not_fit_the_weights_are_refused) {
  const TempFolder folder;
  const fs::path object = folder.path / "o";
  fit_ridge_model({features("s/A"), features("s/B")},
                  {targets("s/B"), targets("s/A")}, {.alphas = {1.0, 10.0}})
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
