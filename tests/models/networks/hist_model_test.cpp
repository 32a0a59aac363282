#include "models/networks/hist_model.h"

#include <boost/test/unit_test.hpp>
#include <map>
#include <memory>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/random.h"
#include "core/engine/step/inputs.h"
#include "core/learn/network/torch_runtime.h"
#include "core/learn/predict.h"
#include "core/learn/train/training_record.h"
#include "tests/models/networks/grid_sample.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

// A section of 64 spots on 32 x 32 cells whose two genes follow its features.
GridSection section(const std::string& name, std::uint64_t index) {
  RandomStream stream(1, "hist_model_test", "section", index);
  GridSection value = square_section(name, 8, 8, {"ACTB", "GAPDH"});
  value.grid.kept_row_begin = 1;
  value.grid.kept_row_end = 31;
  for (int spot = 0; spot < 64; ++spot) {
    for (int k = 0; k < 3; ++k) {
      value.features(spot, k) = static_cast<float>(stream.normal());
    }
    value.targets(spot, 0) = 2 + value.features(spot, 0);
    value.targets(spot, 1) = 3 - value.features(spot, 1);
  }
  return value;
}

HistTraining options(std::int64_t epochs, double learning_rate) {
  prepare_torch();
  return {.epochs = epochs,
          .batch = 2,
          .learning_rate = learning_rate,
          .eta_min = 0,
          .output_init = OutputInit::zero,
          .fold = {}};
}

Model trained(const std::vector<GridSection>& sections,
              const HistTraining& options) {
  return train_hist(sections, {}, options, {});
}

GridValues predicted(const Model& model, const GridSection& section) {
  return grid_values(*network_of(hist_kind(), model), model, section);
}

// What a step of grids is given of a section, written into a folder.
std::map<std::string, std::vector<Inputs::Item>> items_of(
    const GridSection& one, const TempFolder& folder) {
  Features{one.grid.section, one.encoder, one.grid.spots, one.features,
           one.blank}
      .write(folder / "features");
  one.grid.write(folder / "grid");
  return {{"features", {{folder / "features", "", one.grid.section}}},
          {"grid", {{folder / "grid", "", one.grid.section}}}};
}

std::string bytes_of(const Model& model) {
  const TempFolder folder;
  model.write(folder.path);
  std::string bytes;
  for (const std::string& name : list_files(folder.path)) {
    bytes += name + read_file(folder.path / name);
  }
  return bytes;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hist_model_test)

BOOST_AUTO_TEST_CASE(the_same_seed_and_fold_give_the_same_bytes_twice) {
  const std::vector<GridSection> sections{section("s", 0), section("t", 1),
                                          section("u", 2)};
  std::vector<Model> models;
  for (const char* fold : {"", "", "B", "C"}) {
    HistTraining some = options(2, 1e-3);
    some.fold = fold;
    models.push_back(trained(sections, some));
  }
  BOOST_TEST((bytes_of(models[0]) == bytes_of(models[1])));
  // A fold draws its own first weights, not only its own name.
  BOOST_TEST((models[0].weights.tensors[0].bytes !=
              models[2].weights.tensors[0].bytes));
  BOOST_TEST((models[2].weights.tensors[0].bytes !=
              models[3].weights.tensors[0].bytes));
  BOOST_TEST(models[2].fold == "B");
  BOOST_TEST(models[2].seed == 42);
}

// Nothing is learned at rate 0, and with zero output weights every cell gets
// the bias: the run is named for what it is, and no constant is worse than the
// best one.
BOOST_AUTO_TEST_CASE(a_run_that_ends_in_constants_says_so) {
  const Model model =
      trained({section("s", 0), section("t", 1)}, options(1, 0));
  BOOST_TEST(model.collapsed);
  BOOST_TEST(model.constant_outputs == 2);
  const TempFolder folder;
  model.write(folder.path);
  const TrainingRecord record = TrainingRecord::read(folder.path);
  BOOST_TEST(!record.fitted());
  BOOST_TEST(record.steps == 1);
}

// 64 of 1,024 cells have a spot. Where there is tissue the best constants leave
// the variance over the 128 spots, elsewhere nothing.
BOOST_AUTO_TEST_CASE(the_constant_knows_where_there_is_tissue) {
  const std::vector<GridSection> sections{section("s", 0), section("t", 1)};
  double expected = 0;
  for (int gene = 0; gene < 2; ++gene) {
    double sum = 0, square = 0;
    for (const GridSection& one : sections) {
      sum += one.targets.col(gene).cast<double>().sum();
      square += one.targets.col(gene).cast<double>().squaredNorm();
    }
    expected += (square - sum * sum / 128) / 2048 / 2;
  }
  const Model model = trained(sections, options(1, 1e-3));
  BOOST_TEST(model.training.at("constant_loss").get<double>() == expected,
             boost::test_tools::tolerance(1e-10));
}

BOOST_AUTO_TEST_CASE(what_was_learned_comes_back_through_predictions) {
  const std::vector<GridSection> sections{section("s", 0), section("t", 1)};
  HistTraining sixty = options(60, 1e-3);
  sixty.target_row_shift = 1;
  const Model model = trained(sections, sixty);
  BOOST_TEST(!model.collapsed);
  const GridValues map = predicted(model, sections[0]);
  BOOST_TEST(map.section == "s");
  BOOST_TEST(map.values.rows() == 32 * 32);
  BOOST_TEST(map.rows == 32);
  const Predictions predictions = at_spots(map, sections[0].grid);
  BOOST_TEST(predictions.of_grid);
  BOOST_TEST(predictions.variables == sections[0].genes,
             boost::test_tools::per_element());
  // The shift of training is undone at the spots. The targets have variance 1
  // over the spots; a model that has seen them leaves less than half of it.
  const double error =
      (predictions.values - sections[0].targets).squaredNorm() / (64 * 2);
  BOOST_TEST(error < 0.5);
  BOOST_TEST((predictions.values.row(0) == map.values.row(9 * 32 + 8)));
  // It is fitted: what is left over all cells is below what constants leave.
  BOOST_TEST(model.training.at("final_loss").get<double>() <
             model.training.at("constant_loss").get<double>());
}

// Three sections in batches of 2 make 2 steps an epoch: 5 steps, 3 epochs.
BOOST_AUTO_TEST_CASE(a_number_of_steps_stands_in_place_of_epochs) {
  HistTraining five = options(200, 1e-3);
  five.steps = 5;
  const Model model =
      trained({section("s", 0), section("t", 1), section("u", 2)}, five);
  BOOST_TEST(model.training.at("steps") == 5);
  BOOST_TEST(model.training.at("epochs").size() == 3U);
}

BOOST_AUTO_TEST_CASE(options_that_contradict_each_other_are_refused) {
  const auto refused = [](const HistTraining& options) {
    return error_of([&] { trained({section("s", 0)}, options); });
  };
  HistTraining both = options(10, 1e-3);
  both.steps = 5;
  BOOST_TEST(refused(both) ==
             "hist_model: epochs = 10 and steps = 5 both say how long to "
             "train; give one of them");
  HistTraining unused = options(10, 1e-3);
  unused.best_from = 5;
  BOOST_TEST(
      refused(unused) ==
      "hist_model: best_from = 5 says where checkpoint = \"best\" begins "
      "to look; with checkpoint = \"last\" leave it out");
  HistTraining best = options(10, 1e-3);
  best.checkpoint = Checkpoint::best;
  BOOST_TEST(refused(best) ==
             "hist_model: checkpoint = \"best\" chooses by held-out sections; "
             "give held_out_features, held_out_targets and held_out_grid, or "
             "use checkpoint = \"last\"");
}

BOOST_AUTO_TEST_CASE(the_best_state_is_that_of_the_held_out_sections) {
  HistTraining best = options(4, 1e-3);
  best.checkpoint = Checkpoint::best;
  best.best_from = 1;
  const Model model = train_hist({section("s", 0), section("t", 1)},
                                 {section("u", 2)}, best, {});
  const Json& selection = model.training.at("selection");
  BOOST_TEST(selection.at("score") == "mae");
  BOOST_TEST(selection.at("units") == Json({"u"}));
  const auto kept = model.training.at("kept_epoch").get<std::size_t>();
  const Json& epochs = model.training.at("epochs");
  for (std::size_t e = 1; e < 4; ++e) {
    BOOST_TEST(epochs[kept].at("held_out").at("mae").get<double>() <=
               epochs[e].at("held_out").at("mae").get<double>());
  }
}

// Seeds and streams are the same, so only what is taken away differs.
BOOST_AUTO_TEST_CASE(an_ablation_of_nothing_is_the_network_itself) {
  const std::vector<GridSection> sections{section("s", 0), section("t", 1)};
  HistTraining two = options(2, 1e-3);
  const Model whole = trained(sections, two);
  two.task = HistTask::ablation;
  const Model same = trained(sections, two);
  BOOST_TEST(same.kind == "hist_ablation_model");
  BOOST_TEST((same.weights.tensors.size() == 366U));
  for (std::size_t i = 0; i < whole.weights.tensors.size(); ++i) {
    BOOST_TEST_REQUIRE(
        (whole.weights.tensors[i].bytes == same.weights.tensors[i].bytes));
  }
  two.skips = Skips::none;
  const Model bare = trained(sections, two);
  BOOST_TEST((bare.weights.tensors.size() == 254U));
  // What is left begins alike and is trained otherwise.
  BOOST_TEST((whole.weights.tensors[0].bytes != bare.weights.tensors[0].bytes));
  two.learning_rate = 0;
  const auto first_bytes = [&](Skips skips) {
    two.skips = skips;
    return trained(sections, two).weights.tensors[0].bytes;
  };
  BOOST_TEST((first_bytes(Skips::gated) == first_bytes(Skips::none)));
}

// Told by its own file alone: predictions are of features at the same places as
// in training.
BOOST_AUTO_TEST_CASE(an_ablation_is_applied_as_it_was_trained) {
  const std::vector<GridSection> sections{section("s", 0), section("t", 1)};
  HistTraining some = options(3, 1e-3);
  some.task = HistTask::ablation;
  some.skips = Skips::plain;
  some.positions = FeaturePositions::within_tissue;
  some.fold = "B";
  const TempFolder folder;
  make_folders(folder.path / "model");
  trained(sections, some).write(folder.path / "model");
  const Model model = Model::read(folder.path / "model");
  const GridSection& one = sections[0];
  const Inputs inputs("grid_predictions", items_of(one, folder));
  const GridValues said = predict_grid(model, inputs, {hist_ablation_kind()});
  const auto network = hist_network_of(model);
  GridSection moved = one;
  BOOST_TEST((grid_values(*network, model, moved).values != said.values));
  moved.moved_to =
      moved_features(moved.grid, FeaturePositions::within_tissue, {42, "B"});
  BOOST_TEST((grid_values(*network, model, moved).values == said.values));
}

// Six sections: one step an epoch of all of them, in their order, or two.
BOOST_AUTO_TEST_CASE(all_sections_in_one_batch_are_fewer_steps) {
  std::vector<GridSection> sections;
  for (std::uint64_t i = 0; i < 6; ++i) {
    sections.push_back(section(concat("s", i), i));
  }
  HistTraining some = options(2, 1e-3);
  const auto trained_by = [&](std::int64_t batch) {
    some.batch = batch;
    return trained(sections, some);
  };
  const Model fives = trained_by(5), all = trained_by(0);
  BOOST_TEST(fives.training.at("steps").get<int>() == 4);
  BOOST_TEST(all.training.at("steps").get<int>() == 2);
  BOOST_TEST(fives.training.at("final_loss").get<double>() !=
             all.training.at("final_loss").get<double>());
}

// Cells without a spot have other features than in training: refused.
BOOST_AUTO_TEST_CASE(
    a_picture_behind_the_spots_is_asked_for_where_it_was_seen) {
  std::vector<GridSection> sections{section("s", 0), section("t", 1)};
  const Model white = trained(sections, options(2, 1e-3));
  for (GridSection& one : sections) {
    join_background(one, {.section = one.grid.section,
                          .encoder = "colour",
                          .spots = {"0,0", "31,2"},
                          .values = Matrix::Constant(2, 3, 0.5F),
                          .blank = {}});
  }
  const Model seen = trained(sections, options(2, 1e-3));
  BOOST_TEST((white.weights.tensors[0].bytes != seen.weights.tensors[0].bytes));
  const GridSection& one = sections[0];
  const TempFolder folder;
  auto items = items_of(one, folder);
  Features{one.grid.section, one.encoder, {"0,0", "31,2"}, one.background, {}}
      .write(folder.path / "background");
  const auto said = [&](const Model& model) {
    return predict_grid(model, Inputs("grid_predictions", items),
                        {hist_kind()});
  };
  BOOST_TEST(error_of([&] { said(seen); }) ==
             "predictions: section s: the model has seen the picture in cells "
             "without a spot; give `background`");
  items["background"] = {{folder.path / "background", "", "s"}};
  BOOST_TEST((said(seen).values ==
              grid_values(*hist_network_of(seen), seen, one).values));
  BOOST_TEST(error_of([&] { said(white); }) ==
             "predictions: section s: the model has seen white tiles in cells "
             "without a spot; leave out `background`");
}

BOOST_AUTO_TEST_CASE(features_of_another_encoder_are_refused) {
  const Model model =
      trained({section("s", 0), section("t", 1)}, options(1, 0));
  GridSection other = section("u", 2);
  other.encoder = "mobilenet_v1/block8";
  BOOST_TEST(error_of([&] { predicted(model, other); }) ==
             "predictions: the model learned from colour with 3 values, the "
             "features of section u are mobilenet_v1/block8 with 3");
}

BOOST_AUTO_TEST_CASE(a_model_of_an_unknown_kind_is_refused) {
  Model model;
  model.kind = "hespotex_model";
  const Inputs inputs("predictions", {{"features", {{"features", "", "x/1"}}}});
  BOOST_TEST(error_of([&] { predict(model, inputs, {hist_kind()}); }) ==
             "predictions: the model's kind is 'hespotex_model'; known: "
             "hist_model");
  model.kind = "hist_model";
  BOOST_TEST(
      error_of([&] { predict(model, inputs, {hist_kind()}); }) ==
      "predictions: a hist_model reads input 'grid', which is not given");
}

BOOST_AUTO_TEST_CASE(a_grid_that_cannot_be_halved_four_times_is_refused) {
  GridSection odd = section("s", 0);
  odd.grid.rows = 40;
  BOOST_TEST(
      error_of([&] { trained({odd}, options(1, 0)); }) ==
      "hist_model: the grid is 40 x 32; both sides are halved four times, so "
      "16 must divide them");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
