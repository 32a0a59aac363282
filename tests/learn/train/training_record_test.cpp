#include "core/learn/train/training_record.h"

#include <boost/test/unit_test.hpp>
#include <limits>

#include "core/base/file.h"
#include "core/learn/model.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

TrainingLog small_log() {
  TrainingLog log;
  log.epochs = {{.learning_rate = 0.1,
                 .losses = {4, 2},
                 .terms = {{"mse", 3}},
                 .held_out = {{"loss", 5}, {"mae", 2}}},
                {.learning_rate = 0.05,
                 .losses = {1.5},
                 .terms = {{"mse", 1.5}},
                 .held_out = {{"loss", 4}, {"mae", 1}}}};
  log.steps = 3;
  log.kept_epoch = 1;
  log.selected_by = "mae";
  log.selected_on = {"her2st/B4"};
  log.final_loss = 1.25;
  log.constant_loss = 1;
  return log;
}

TrainingRecord stored(const TrainingLog& log) {
  const TempFolder folder;
  Model model;
  model.kind = "hist_model";
  model.seed = 42;
  model.fold = "her2st/B";
  model.collapsed = true;
  model.parameters = 1321489;
  model.training = log.json();
  model.write(folder.path);
  // A record is read without the weights.
  fs::remove(folder / "weights.safetensors");
  return TrainingRecord::read(folder.path);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(training_record_test)

BOOST_AUTO_TEST_CASE(a_stored_model_tells_how_it_was_trained) {
  const TrainingRecord record = stored(small_log());
  BOOST_TEST(record.kind == "hist_model");
  BOOST_TEST(record.seed == 42);
  BOOST_TEST(record.fold == "her2st/B");
  BOOST_TEST(record.collapsed);
  BOOST_TEST(record.parameters.value() == 1321489);
  BOOST_TEST(record.steps == 3);
  BOOST_TEST(record.epochs == 2);
  BOOST_TEST(record.kept_epoch == 1);
  BOOST_TEST(record.losses == (std::vector<double>{3, 1.5}),
             boost::test_tools::per_element());
  BOOST_TEST(record.final_loss == 1.25);
  BOOST_TEST(*record.constant_loss == 1.0);
}

BOOST_AUTO_TEST_CASE(fitted_is_below_the_constant) {
  TrainingLog log = small_log();
  BOOST_TEST(!stored(log).fitted());
  log.final_loss = 1;
  BOOST_TEST(!stored(log).fitted());
  log.final_loss = 0.999;
  BOOST_TEST(stored(log).fitted());
  log.final_loss = 5;
  log.constant_loss.reset();  // nothing to compare with
  BOOST_TEST(stored(log).fitted());
}

// The losses of all terms are 3 and 1.5 in the mean.
BOOST_AUTO_TEST_CASE(losses_are_of_the_term_that_is_compared) {
  TrainingLog log = small_log();
  BOOST_TEST(stored(log).compared_term == "");
  log.epochs[0].terms["map"] = 0.5;
  log.epochs[1].terms["map"] = 0.25;
  log.compared_term = "map";
  const TrainingRecord record = stored(log);
  BOOST_TEST(record.compared_term == "map");
  BOOST_TEST(record.losses == (std::vector<double>{0.5, 0.25}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_log_names_terms_scores_and_selection) {
  const Json json = small_log().json();
  BOOST_TEST(json.at("epochs")[0].at("learning_rate") == 0.1);
  BOOST_TEST(json.at("epochs")[0].at("losses").size() == 2U);
  BOOST_TEST(json.at("epochs")[0].at("terms").at("mse") == 3.0);
  BOOST_TEST(json.at("epochs")[1].at("held_out").at("mae") == 1.0);
  BOOST_TEST(json.at("selection").at("score") == "mae");
  BOOST_TEST(json.at("selection").at("units")[0] == "her2st/B4");
}

BOOST_AUTO_TEST_CASE(files_of_another_form_are_refused) {
  const TempFolder folder;
  write_file(folder.path / "model.json", "{\"schema\": 1}");
  BOOST_TEST(
      error_of([&] { TrainingRecord::read(folder.path); }, folder.path) ==
      "model.json: schema 1 is not read here, only 2");
  const TempFolder other;
  write_file(other.path / "model.json",
             R"({"schema": 2, "kind": "k", "seed": 1, "fold": ""})");
  write_file(other.path / "training.json",
             R"({"steps": 1, "kept_epoch": 0, "final_loss": 1,
                 "epochs": [{"losses": []}]})");
  BOOST_TEST(
      error_of([&] { TrainingRecord::read(other.path); }, other.path) ==
      "training.json: an epoch's losses are [], expected a list of numbers");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
