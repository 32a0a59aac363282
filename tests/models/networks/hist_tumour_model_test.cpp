#include "models/networks/hist_tumour_model.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/base/random.h"
#include "core/engine/step/inputs.h"
#include "core/learn/network/torch_runtime.h"
#include "core/learn/predict.h"
#include "models/networks/hist_model.h"
#include "tests/models/networks/grid_sample.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

namespace {

// A section of 64 spots on 32 x 32 cells; of the class are the lower 32, whose
// first feature is larger.
GridSection section(const std::string& name, std::uint64_t index) {
  RandomStream stream(1, "hist_tumour_model_test", "section", index);
  GridSection value = square_section(name, 8, 8, {"tumour"});
  value.grid.kept_row_end = 32;
  for (int spot = 0; spot < 64; ++spot) {
    for (int k = 0; k < 3; ++k) {
      value.features(spot, k) = static_cast<float>(stream.normal());
    }
    value.targets(spot, 0) = spot < 32 ? 0.F : 1.F;
    value.features(spot, 0) += spot < 32 ? -3.F : 3.F;
  }
  return value;
}

HistTraining options(std::int64_t epochs) {
  prepare_torch();
  return {.task = HistTask::mask,
          .epochs = epochs,
          .batch = 2,
          .learning_rate = 1e-3,
          .eta_min = 0,
          .output_init = OutputInit::zero,
          .fold = {}};
}

Targets labels() {
  Targets made;
  made.about = "x/1";
  made.variable_axis = "class";
  made.variables = {"tumour"};
  made.names = {"c", "a"};
  made.values = Matrix{{1.F}, {0.F}};
  return made;
}

GridMap grid() {
  GridMap made;
  made.section = "x/1";
  made.spots = {"a", "b", "c"};
  return made;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hist_tumour_model_test)

BOOST_AUTO_TEST_CASE(a_spot_without_a_label_is_0_in_the_mask) {
  const Targets mask = whole_mask(labels(), grid());
  BOOST_TEST(mask.names == grid().spots, tt::per_element());
  BOOST_TEST((mask.values == Matrix{{0.F}, {0.F}, {1.F}}));
}

BOOST_AUTO_TEST_CASE(labels_that_make_no_mask_are_refused) {
  const auto refused = [](const Targets& targets) {
    return error_of([&] { whole_mask(targets, grid()); });
  };
  Targets half = labels();
  half.values(0, 0) = 0.5F;
  BOOST_TEST(refused(half) ==
             "hist_tumour_model: x/1: the labels hold another number than 1, "
             "the class, and 0");
  Targets elsewhere = labels();
  elsewhere.about = "x/2";
  BOOST_TEST(refused(elsewhere) ==
             "hist_tumour_model: x/1: the labels are of x/2");
  Targets two = labels();
  two.variables = {"tumour", "stroma"};
  BOOST_TEST(refused(two) == "hist_tumour_model: x/1: 2 classes, expected one");
  Targets off = labels();
  off.names[1] = "z";
  BOOST_TEST(refused(off) ==
             "hist_tumour_model: x/1: grid: no spot 'z' (3 given, as 'a')");
}

// What is said are probabilities, higher at the spots of the class. A constant
// that knows where there is tissue has the entropy of a half, ln 2, at 64 of
// 1,024 cells.
BOOST_AUTO_TEST_CASE(what_was_learned_comes_back_as_probabilities) {
  const std::vector<GridSection> sections{section("s", 0), section("t", 1)};
  const Model model = train_hist(sections, {}, options(60), {});
  BOOST_TEST(model.kind == "hist_tumour_model");
  BOOST_TEST(model.outputs.axis == "class");
  BOOST_TEST(!model.collapsed);
  BOOST_TEST(
      model.training.at("constant_loss").get<double>() == std::log(2.0) / 16,
      tt::tolerance(1e-10));

  const TempFolder folder;
  Features features;
  features.section = "s";
  features.encoder = "colour";
  features.spots = sections[0].grid.spots;
  features.values = sections[0].features;
  features.blank = sections[0].blank;
  features.write(folder.path / "features");
  sections[0].grid.write(folder.path / "grid");
  const Inputs inputs("predictions",
                      {{"features", {{folder.path / "features", "", "s"}}},
                       {"grid", {{folder.path / "grid", "", "s"}}}});
  const Predictions said = predict(model, inputs, {hist_tumour_kind()});
  BOOST_TEST(said.values.minCoeff() >= 0);
  BOOST_TEST(said.values.maxCoeff() <= 1);
  double of_class = 0, of_others = 0;
  for (int spot = 0; spot < 64; ++spot) {
    (sections[0].targets(spot, 0) == 1 ? of_class : of_others) +=
        said.values(spot, 0) / 32;
  }
  BOOST_TEST(of_class > of_others + 0.1);
  const GridValues map = predict_grid(model, inputs, {hist_tumour_kind()});
  BOOST_TEST(map.values.minCoeff() >= 0);
}

BOOST_AUTO_TEST_CASE(the_best_state_has_the_highest_overlap) {
  HistTraining best = options(4);
  best.checkpoint = Checkpoint::best;
  best.best_from = 1;
  const Model model = train_hist({section("s", 0), section("t", 1)},
                                 {section("u", 2)}, best, {});
  BOOST_TEST(model.training.at("selection").at("score") == "iou");
  const auto kept = model.training.at("kept_epoch").get<std::size_t>();
  const Json& epochs = model.training.at("epochs");
  for (std::size_t e = 1; e < 4; ++e) {
    BOOST_TEST(epochs[kept].at("held_out").at("iou").get<double>() >=
               epochs[e].at("held_out").at("iou").get<double>());
  }
}

BOOST_AUTO_TEST_CASE(its_step_is_named_in_messages) {
  HistTraining best = options(10);
  best.checkpoint = Checkpoint::best;
  BOOST_TEST(error_of([&] { train_hist({section("s", 0)}, {}, best, {}); }) ==
             "hist_tumour_model: checkpoint = \"best\" chooses by held-out "
             "sections; give held_out_features, held_out_targets and "
             "held_out_grid, or use checkpoint = \"last\"");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
