#include "models/networks/hist_model.h"

#include <boost/test/unit_test.hpp>
#include <memory>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/random.h"
#include "core/learn/network/torch_runtime.h"
#include "core/learn/predict.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

// A section of 64 spots on 32 x 32 cells whose two genes follow its features.
GridSection section(const std::string& name, std::uint64_t index) {
  RandomStream stream(1, "hist_model_test", "section", index);
  GridSection value;
  value.grid.section = name;
  value.grid.rows = 32;
  value.grid.columns = 32;
  value.encoder = "colour";
  value.genes = {"ACTB", "GAPDH"};
  value.blank = Eigen::VectorXf::Ones(3);
  value.features.resize(64, 3);
  value.targets.resize(64, 2);
  for (int spot = 0; spot < 64; ++spot) {
    value.grid.spots.push_back(concat("spot", spot));
    value.grid.row.push_back(8 + spot / 8);
    value.grid.column.push_back(8 + spot % 8);
    for (int k = 0; k < 3; ++k) {
      value.features(spot, k) = static_cast<float>(stream.normal());
    }
    value.targets(spot, 0) = 2 + value.features(spot, 0);
    value.targets(spot, 1) = 3 - value.features(spot, 1);
  }
  return value;
}

TrainingOptions options(std::int64_t epochs, double learning_rate) {
  prepare_torch();
  return {.step = "hist_model",
          .epochs = epochs,
          .batch = 2,
          .learning_rate = learning_rate,
          .eta_min = 0,
          .progress = {}};
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

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_bytes_twice) {
  const std::vector<GridSection> sections{section("s", 0), section("t", 1),
                                          section("u", 2)};
  std::vector<std::string> bytes;
  for (int run = 0; run < 2; ++run) {
    bytes.push_back(bytes_of(
        train_hist(sections, {}, OutputInit::zero, 0, options(2, 1e-3))));
  }
  BOOST_TEST((bytes[0] == bytes[1]));
}

// Nothing is learned at rate 0, and with zero output weights every cell gets
// the bias: the run is named for what it is.
BOOST_AUTO_TEST_CASE(a_run_that_ends_in_constants_says_so) {
  const Model model = train_hist({section("s", 0), section("t", 1)}, {},
                                 OutputInit::zero, 0, options(1, 0));
  BOOST_TEST(model.collapsed);
  BOOST_TEST(model.constant_genes == 2);
}

BOOST_AUTO_TEST_CASE(what_was_learned_comes_back_through_predictions) {
  const std::vector<GridSection> sections{section("s", 0), section("t", 1)};
  const Model model =
      train_hist(sections, {}, OutputInit::zero, 1, options(60, 1e-3));
  BOOST_TEST(!model.collapsed);
  const GridValues map = predict(model, sections[0], {hist_kind()});
  BOOST_TEST(map.section == "s");
  BOOST_TEST(map.predictor.name == "hist_model");
  BOOST_TEST(map.values.rows() == 32 * 32);
  BOOST_TEST(map.rows == 32);
  const Predictions predictions = at_spots(map, sections[0].grid);
  BOOST_TEST(predictions.variables == sections[0].genes,
             boost::test_tools::per_element());
  // The shift of training is undone at the spots. The targets have variance 1
  // over the spots; a model that has seen them leaves less than half of it.
  const double error =
      (predictions.values - sections[0].targets).squaredNorm() / (64 * 2);
  BOOST_TEST(error < 0.5);
  BOOST_TEST((predictions.values.row(0) == map.values.row(9 * 32 + 8)));
}

BOOST_AUTO_TEST_CASE(features_of_another_encoder_are_refused) {
  const Model model = train_hist({section("s", 0), section("t", 1)}, {},
                                 OutputInit::zero, 0, options(1, 0));
  GridSection other = section("u", 2);
  other.encoder = "mobilenet_v1/block8";
  BOOST_TEST(error_of([&] { predict(model, other, {hist_kind()}); }) ==
             "predictions: the model learned from colour with 3 values, the "
             "features of section u are mobilenet_v1/block8 with 3");
  BOOST_TEST(error_of([&] { predict(model, section("u", 2), {}); }) ==
             "predictions: the model's network is 'hist_model'; known: ");
}

BOOST_AUTO_TEST_CASE(a_grid_that_cannot_be_halved_four_times_is_refused) {
  GridSection odd = section("s", 0);
  odd.grid.rows = 40;
  BOOST_TEST(
      error_of(
          [&] { train_hist({odd}, {}, OutputInit::zero, 0, options(1, 0)); }) ==
      "hist_model: the grid is 40 x 32; both sides are halved four times, so "
      "16 must divide them");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
