#include "core/learn/model.h"

#include <boost/test/unit_test.hpp>

#include "core/base/file.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

Model small_model() {
  Model model;
  model.kind = "hist_model";
  model.config = {{"channels", 2}};
  model.encoder = "colour";
  model.tiles = {0.75, 150};
  model.outputs = {"gene", {"ACTB", "GAPDH"}};
  model.seed = 7;
  model.fold = "her2st/B";
  model.collapsed = true;
  model.constant_outputs = 2;
  model.training = {{"kept_epoch", 3}, {"epochs", Json::array()}};
  model.weights.tensors = {{{"w", Dtype::U8, {2}}, "ab"}};
  return model;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(model_test)

BOOST_AUTO_TEST_CASE(a_model_is_read_back_as_it_was) {
  const TempFolder folder;
  small_model().write(folder.path);
  const Model back = Model::read(folder.path);
  BOOST_TEST(back.kind == "hist_model");
  BOOST_TEST(back.config.at("channels") == 2);
  BOOST_TEST(back.encoder == "colour");
  BOOST_TEST(back.tiles.pitches == 0.75);
  BOOST_TEST(back.tiles.um == 150);
  BOOST_TEST(back.outputs.axis == "gene");
  BOOST_TEST(back.outputs.names == small_model().outputs.names,
             boost::test_tools::per_element());
  BOOST_TEST(back.seed == 7);
  BOOST_TEST(back.fold == "her2st/B");
  BOOST_TEST(back.collapsed);
  BOOST_TEST(back.constant_outputs == 2);
  BOOST_TEST(back.training.at("kept_epoch") == 3);
  BOOST_TEST(back.weights.tensor("w").bytes == "ab");
}

BOOST_AUTO_TEST_CASE(an_optimiser_is_kept_where_there_is_one) {
  const TempFolder folder;
  small_model().write(folder.path);
  BOOST_TEST(Model::read(folder.path).optimiser.tensors.empty());
  const TempFolder other;
  Model model = small_model();
  model.optimiser.tensors = {{{"w.first", Dtype::U8, {2}}, "cd"}};
  model.write(other.path);
  BOOST_TEST(Model::read(other.path).optimiser.tensor("w.first").bytes == "cd");
}

BOOST_AUTO_TEST_CASE(collapse_stands_in_the_model_by_name) {
  const TempFolder folder;
  small_model().write(folder.path);
  const std::string text = read_file(folder.path / "model.json");
  BOOST_TEST(text.find("\"collapsed\": true") != text.npos);
  BOOST_TEST(text.find("\"constant_outputs\": 2") != text.npos);
}

BOOST_AUTO_TEST_CASE(another_schema_is_refused) {
  const TempFolder folder;
  write_file(folder.path / "model.json", "{\"schema\": 9}");
  BOOST_TEST(error_of([&] { Model::read(folder.path); }, folder.path) ==
             "model.json: schema 9 is not read here, only 2");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
