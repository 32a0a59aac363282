#include "core/eval/panels/item_scores.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/eval/panels/heat_map_panel_step.h"
#include "core/eval/panels/shown_items.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

Scores scored(const std::string& section, const std::vector<double>& pearson) {
  Scores made;
  made.unit = section;
  made.places = {{"tissue", 9}};
  Eigen::VectorXd values(static_cast<Eigen::Index>(pearson.size()));
  for (std::size_t i = 0; i < pearson.size(); ++i) {
    made.items.push_back(concat("G", i));
    values[static_cast<Eigen::Index>(i)] = pearson[i];
  }
  made.columns = {{"tissue", "pearson", values}, {"tissue", "mae", -values}};
  return made;
}

// Means: G0 0.2, G1 none, G2 0.8, G3 0.5, G4 -0.1 (one section of two).
std::vector<Scores> scores() {
  return {scored("s/B", {0.1, kNone, 0.7, 0.5, kNone}),
          scored("s/A", {0.4, kNone, 0.9, 0.5, -0.1}),
          // A second seed of s/A: 0.2 and 0.4 are 0.3 there.
          scored("s/A", {0.2, kNone, 0.9, 0.5, -0.1})};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(item_scores_test)

BOOST_AUTO_TEST_CASE(seeds_are_averaged_within_a_section) {
  const ItemScores made = item_scores(scores(), "tissue", "pearson");
  BOOST_TEST(made.units == (std::vector<std::string>{"s/A", "s/B"}),
             tt::per_element());
  BOOST_TEST(made.values(0, 0) == 0.3, tt::tolerance(1e-12));
  BOOST_TEST(made.values(0, 1) == 0.1, tt::tolerance(1e-12));
  BOOST_TEST(made.mean[0] == 0.2, tt::tolerance(1e-12));
  BOOST_TEST(std::isnan(made.mean[1]));
  BOOST_TEST(made.mean[4] == -0.1, tt::tolerance(1e-12));
}

// Ranks are 2, 3, 0, 4; item 1 has no value and is never chosen.
BOOST_AUTO_TEST_CASE(items_are_chosen_from_best_to_worst) {
  const ItemScores made = item_scores(scores(), "tissue", "pearson");
  const auto chosen = [&](std::size_t count) {
    return items_across_ranks(made, count);
  };
  BOOST_TEST(chosen(1) == (std::vector<std::string>{"G2"}), tt::per_element());
  BOOST_TEST(chosen(2) == (std::vector<std::string>{"G2", "G4"}),
             tt::per_element());
  BOOST_TEST(chosen(3) == (std::vector<std::string>{"G2", "G3", "G4"}),
             tt::per_element());
  BOOST_TEST(chosen(0).empty());
  BOOST_TEST(chosen(9).size() == 4U);
}

// The errors are the correlations with the other sign: the least is the best.
BOOST_AUTO_TEST_CASE(of_errors_the_least_is_the_best) {
  const ItemScores made = item_scores(scores(), "tissue", "mae");
  BOOST_TEST(
      items_across_ranks(made, 2) == (std::vector<std::string>{"G2", "G4"}),
      tt::per_element());
}

BOOST_AUTO_TEST_CASE(a_heat_map_shows_both_ends) {
  const HeatMapPanel panel =
      item_heat_map(item_scores(scores(), "tissue", "pearson"), 3);
  BOOST_TEST(panel.rows == (std::vector<std::string>{"G2", "G3", "G4"}),
             tt::per_element());
  BOOST_TEST(panel.columns == (std::vector<std::string>{"s/A", "s/B"}),
             tt::per_element());
  BOOST_TEST(panel.numbers[2][0] == -0.1);
  BOOST_TEST(std::isnan(panel.numbers[2][1]));
}

BOOST_AUTO_TEST_CASE(scores_that_do_not_fit_are_refused) {
  BOOST_TEST(error_of([] { item_scores({}, "tissue", "pearson"); }) ==
             "panel: no scores");
  std::vector<Scores> two = scores();
  two[1].items[2] = "X";
  BOOST_TEST(error_of([&] { item_scores(two, "tissue", "pearson"); }) ==
             "panel: scores of s/A: gene 2 is 'G2', expected 'X'");
  two[1].predictor.name = "other";
  two[1].items[2] = "G2";
  BOOST_TEST(error_of([&] { item_scores(two, "tissue", "pearson"); }) ==
             "panel: scores of  and of other; a panel shows one predictor");
}

// Where genes are chosen in each fold a section has its own.
BOOST_AUTO_TEST_CASE(units_may_have_items_of_their_own) {
  std::vector<Scores> two{scored("s/A", {0.5}), scored("s/B", {0.3})};
  two[1].items[0] = "X";
  const ItemScores made = item_scores(two, "tissue", "pearson");
  BOOST_TEST(made.items == (std::vector<std::string>{"G0", "X"}),
             tt::per_element());
  BOOST_TEST(std::isnan(made.values(0, 1)));
  BOOST_TEST(made.mean[1] == 0.3);
}

// A map is drawn of every section, so of an item that each of them has.
BOOST_AUTO_TEST_CASE(what_is_shown_is_in_all_units) {
  const TempFolder folder;
  std::vector<Scores> two{scored("s/A", {0.9, 0.5, 0.1}),
                          scored("s/B", {0.9, 0.4, 0.3})};
  two[1].items[0] = "X";
  std::map<std::string, std::vector<Inputs::Item>> items;
  for (const Scores& one : two) {
    const fs::path path = folder / one.unit.substr(2);
    one.write(path);
    items["scores"].push_back({path, "", ""});
  }
  const Inputs in("map_panel", items);
  const auto shown = [&](std::vector<std::string> preferred) {
    return shown_items(in, {{}, 3, "pearson", "tissue", std::move(preferred)})
        .names;
  };
  using Names = std::vector<std::string>;
  BOOST_TEST(shown({}) == (Names{"G1", "G2"}), tt::per_element());
  // What is preferred is shown where all have it; else it is by rank.
  BOOST_TEST(shown({"G2", "X", "G9", "G2"}) == Names{"G2"}, tt::per_element());
  BOOST_TEST(
      shown_items(in, {{}, 3, "pearson", "tissue", {"G2", "X", "G9"}}).why ==
      "The recipe names what is shown; not in all scores: X, G9.");
  BOOST_TEST(shown({"X", "G9"}) == (Names{"G1", "G2"}), tt::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
