#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "core/eval/metrics/scores.h"
#include "core/eval/panels/pair_panels_step.h"
#include "tests/eval/panels/run_step.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

const double kNone = std::numeric_limits<double>::quiet_NaN();

// Three genes of a pair: r_true 0.4, 0.6, 0.8, r_pred 0.2 more, r_cross 0.1,
// 0.3 and undefined.
Scores scores_of(const std::string& unit, const std::string& predictor,
                 PredictorKind kind) {
  Scores made;
  made.predictor = {predictor, kind, 0, ""};
  made.unit_kind = ScoredUnit::section_pair;
  made.unit = unit;
  made.sections = {"s/A", "s/B"};
  made.items = {"F", "G", "H"};
  made.places = {{"mapped_spots", 120}};
  made.facts = {{"dice", 0.9}};
  const auto column = [&](const std::string& name, const Eigen::Vector3d& v) {
    made.columns.push_back({"mapped_spots", name, v});
  };
  column("r_true", {0.4, 0.6, 0.8});
  column("r_pred", {0.6, 0.8, 1.0});
  column("r_cross", {0.1, 0.3, kNone});
  double value = 0.01;
  for (const std::string_view name :
       {"profile_pearson", "pseudo_bulk_pearson", "pseudo_bulk_true",
        "null_r_pred", "null_r_true", "null_r_cross", "p_r_cross"}) {
    made.whole.push_back({"mapped_spots", std::string(name),
                          Eigen::VectorXd::Constant(1, value)});
    value += 0.01;
  }
  return made;
}

Scores refused(const std::string& unit, const std::string& predictor,
               PredictorKind kind) {
  Scores made = scores_of(unit, predictor, kind);
  made.refusal = "Dice 0.41, 0.80 is needed";
  made.facts["dice"] = 0.41;
  made.places = {{"mapped_spots", 0}};
  for (auto* list : {&made.columns, &made.whole}) {
    for (ScoreColumn& one : *list) one.values.setConstant(kNone);
  }
  return made;
}

struct OnDisk {
  TempFolder folder;
  Items items;

  void add(const Scores& scores) {
    const fs::path path = folder / concat("scores", items["scores"].size());
    scores.write(path);
    items["scores"].push_back({path, "", ""});
  }
};

const TableColumn& column(const Panel& panel, std::string_view head) {
  const auto& columns = std::get<TablePanel>(panel.data).columns;
  for (const TableColumn& one : columns) {
    if (one.head == head) return one;
  }
  fail("no column ", head);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pair_panels_test)

BOOST_AUTO_TEST_CASE(a_table_has_a_row_a_pair_and_predictor) {
  OnDisk stored;
  stored.add(scores_of("s/B+C", "my_model", PredictorKind::model));
  stored.add(refused("s/A+B", "my_model", PredictorKind::model));
  stored.add(scores_of("s/B+C", "colour_ridge", PredictorKind::simple));
  const Panel panel = run_step(pair_table_panel_step(), stored.items,
                               Json::object(), stored.folder / "panel");
  BOOST_TEST((column(panel, "pair, predictor").texts ==
              std::vector<std::string>{"A+B, my_model", "B+C, my_model",
                                       "B+C, colour_ridge"}));
  BOOST_TEST((column(panel, "kind").texts ==
              std::vector<std::string>{"model", "model", "simple"}));
  BOOST_TEST((column(panel, "not compared because").texts ==
              std::vector<std::string>{"Dice 0.41, 0.80 is needed", "", ""}));
  BOOST_TEST(
      (column(panel, "Dice").numbers == std::vector<double>{0.41, 0.9, 0.9}));
  BOOST_TEST(
      (column(panel, "spots").numbers == std::vector<double>{0, 120, 120}));
  const auto second = [&](std::string_view head) {
    BOOST_TEST(std::isnan(column(panel, head).numbers[0]), head);
    return column(panel, head).numbers[1];
  };
  BOOST_TEST(second("r_pred") == 0.8);
  BOOST_TEST(std::abs(second("r_cross") - 0.2) < 1e-12);
  BOOST_TEST(second("r_true") == 0.6);
  BOOST_TEST(std::abs(second("r_pred - r_true") - 0.2) < 1e-12);
  BOOST_TEST(std::abs(second("r_pred turned") - 0.04) < 1e-12);
  BOOST_TEST(std::abs(second("r_cross turned") - 0.06) < 1e-12);
  BOOST_TEST(std::abs(second("p of r_cross") - 0.07) < 1e-12);
  BOOST_TEST(column(panel, "genes without r_cross").texts[1] == "1 of 3");
}

BOOST_AUTO_TEST_CASE(profiles_are_a_table_of_their_own) {
  OnDisk stored;
  stored.add(scores_of("s/B+C", "my_model", PredictorKind::model));
  const Panel panel = run_step(pair_table_panel_step(), stored.items,
                               {{"show", "profiles"}}, stored.folder / "panel");
  BOOST_TEST(column(panel, "r over genes of r_pred and r_true").numbers[0] ==
             0.01);
  BOOST_TEST(column(panel, "pseudo-bulk, predicted").numbers[0] == 0.02);
  BOOST_TEST(std::abs(column(panel, "pseudo-bulk, measured").numbers[0] -
                      0.03) < 1e-12);
}

// Of r_cross the third gene has none.
BOOST_AUTO_TEST_CASE(a_pair_is_two_charts_and_a_refused_one_a_word) {
  OnDisk stored;
  stored.add(scores_of("s/B+C", "my_model", PredictorKind::model));
  stored.add(refused("s/A+B", "my_model", PredictorKind::model));
  const Panel panel = run_step(pair_scatter_panel_step(), stored.items,
                               Json::object(), stored.folder / "panel");
  const auto& data = std::get<ScatterPanel>(panel.data);
  BOOST_REQUIRE(data.items.size() == 2U);
  BOOST_TEST(data.items[0].name == "B+C, r_pred");
  BOOST_TEST(data.items[1].name == "B+C, r_cross");
  BOOST_TEST(data.items[1].n == 2);
  BOOST_TEST(data.items[1].undefined == 1);
  BOOST_TEST((data.items[1].x == std::vector<double>{0.4, 0.6}));
  BOOST_TEST((data.items[1].y == std::vector<double>{0.1, 0.3}));
  BOOST_TEST(panel.caption.ends_with(
      " Not compared: A+B (Dice 0.41, 0.80 is needed)."));
  stored.add(scores_of("s/B+C", "colour_ridge", PredictorKind::simple));
  BOOST_TEST(error_of([&] {
               run_step(pair_scatter_panel_step(), stored.items, Json::object(),
                        stored.folder / "again");
             }) ==
             "pair_scatter_panel: scores of my_model and of colour_ridge; a "
             "panel shows one predictor");
}

BOOST_AUTO_TEST_CASE(scores_of_a_section_are_refused) {
  OnDisk stored;
  Scores section = scores_of("s/A", "my_model", PredictorKind::model);
  section.unit_kind = ScoredUnit::section;
  stored.add(section);
  BOOST_TEST(error_of([&] {
               run_step(pair_table_panel_step(), stored.items, Json::object(),
                        stored.folder / "panel");
             }) ==
             "pair_table_panel: scores of s/A are of a section; expected those "
             "of pairs (consistency_scores)");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
