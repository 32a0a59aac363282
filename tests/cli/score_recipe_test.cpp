#include "tools/cli/commands/score_recipe.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

namespace {

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// The recipe of three sections whose predictions have these bytes.
std::string recipe_of(const TempFolder& folder,
                      const std::vector<std::string>& predictions,
                      const std::vector<std::string>& trained = {}) {
  const std::vector<std::string> names = {"A1", "A2", "B1"};
  std::vector<SheetSection> sections;
  for (std::size_t i = 0; i < names.size(); ++i) {
    SheetSection one;
    one.place = concat("samples.csv: line ", i + 2);
    one.section = names[i];
    one.patient = names[i].substr(0, 1);
    one.lattice = "square";
    one.truth.path = folder / (names[i] + "_truth.csv");
    one.predictions.path = folder / (names[i] + ".csv");
    rewrite(one.truth.path, names[i]);
    rewrite(one.predictions.path, predictions.at(i));
    one.fold = "1";
    one.train = trained;
    sections.push_back(one);
  }
  ScoreRecipe recipe;
  if (!trained.empty()) {
    recipe.split = folder / "split.csv";
    rewrite(recipe.split, "fold,role,section\n");
  }
  recipe.name = "lab";
  recipe.most_missing = 0.75;
  write_score_recipe(recipe, sections, folder / "recipe", folder / "data");
  return read_file(folder / "recipe/recipe.lua");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(score_recipe_test)

BOOST_AUTO_TEST_CASE(predictions_that_are_copies_are_told) {
  const TempFolder folder;
  BOOST_TEST(!holds(recipe_of(folder, {"a", "b", "c"}), "copies_of"));
  BOOST_TEST(holds(recipe_of(folder, {"a", "b", "a"}),
                   "  copies_of_predictions = { \"A1 and B1\" },\n"));
}

// A1 and A2 are of patient A, B1 is of B.
BOOST_AUTO_TEST_CASE(what_is_held_out_is_what_the_split_says) {
  const TempFolder folder;
  const std::vector<std::string> three = {"a", "b", "c"};
  const std::string none = recipe_of(folder, three);
  BOOST_TEST(holds(none, "  unit = \"unknown\",\n"));
  const std::string apart = recipe_of(folder, three, {"C1"});
  BOOST_TEST(holds(apart, "  unit = \"patient\",\n"));
  BOOST_TEST(!holds(apart, "trained_and_scored"));
  // B1 is scored, by what was trained on it; the others are not of it.
  const std::string seen = recipe_of(folder, three, {"B1"});
  BOOST_TEST(holds(seen, "  unit = \"none\",\n"));
  BOOST_TEST(holds(seen, "  trained_and_scored = { \"B1\" },\n"));
  BOOST_TEST(holds(recipe_of(folder, three, {"patient/A"}),
                   "  trained_and_scored = { \"A1\", \"A2\" },\n"));
}

// The truth of A2 holds the bytes "A2".
BOOST_AUTO_TEST_CASE(the_truth_given_as_predictions_is_refused) {
  const TempFolder folder;
  BOOST_CHECK_EXCEPTION(
      recipe_of(folder, {"a", "A2", "c"}), Error, [&](const Error& e) {
        return e.what() ==
               concat("samples.csv: line 3: the predictions of section A2 (",
                      (folder / "A2.csv").string(), ") are its truth (",
                      (folder / "A2_truth.csv").string(),
                      "): the files hold the same bytes. Give what a model "
                      "predicts as --pred, and what was measured as --truth");
      });
  BOOST_CHECK_NO_THROW(recipe_of(folder, {"a", "A1", "c"}));
}

BOOST_AUTO_TEST_CASE(what_may_be_missing_stands_in_the_recipe) {
  const TempFolder folder;
  BOOST_TEST(
      holds(recipe_of(folder, {"a", "b", "c"}), "  most_missing = 0.75,\n"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
