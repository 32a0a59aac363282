#include "core/eval/findings/ranking_panel.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <optional>

#include "core/base/folder.h"
#include "core/data/stored/dataset.h"
#include "core/eval/panels/panel.h"
#include "core/learn/model.h"
#include "core/learn/train/training_record.h"
#include "tests/eval/findings/section_scores.h"
#include "tests/eval/panels/run_step.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

namespace tt = boost::test_tools;

// Sections 1 and 2 of patient x/P, 3 of x/Q; "net" above "ridge" everywhere.
struct StoredScores {
  TempFolder folder;
  Items items;

  explicit StoredScores(bool empty = false) {
    if (empty) return;
    add("net", PredictorKind::model, {.2, .3, .4});
    add("ridge", PredictorKind::simple, {.1, .2, .3});
    for (int i = 1; i <= 3; ++i) add_section(i, i < 3 ? "x/P" : "x/Q");
  }
  void add_section(int i, const std::string& patient) {
    Dataset made;
    made.section = concat("x/", i);
    made.patient = patient;
    made.spots = {"a"};
    made.genes = {"G0"};
    made.counts = {1, 1, {0, 0}, {}, {}};
    made.array_xy.setZero(1, 2);
    made.pixel_xy.setZero(1, 2);
    made.write(folder / concat("d", i));
    items["dataset"].push_back({folder / concat("d", i), "", made.section});
  }
  void add(const std::string& name, PredictorKind kind,
           const std::vector<double>& numbers, int undefined = 0) {
    for (const Scores& one :
         of_genes(section_scores(name, kind, numbers), 2, undefined)) {
      const fs::path at = folder / concat("s", items["scores"].size());
      one.write(at);
      items["scores"].push_back({at, "", one.unit});
    }
  }
  void add_model(std::optional<std::int64_t> parameters) {
    Model model;
    model.kind = "net_model";
    model.config = Json::object();
    model.parameters = parameters;
    model.training = TrainingLog().json();
    const fs::path at = folder / concat("m", models_++);
    make_folders(at);
    model.write(at);
    items["models"].push_back({at, "", ""});
  }
  Panel panel(Json options) {
    options["against"] = "ridge";
    return run_step(ranking_panel_step(), items, options,
                    folder / concat("p", panels_++));
  }
  int panels_ = 0;
  int models_ = 0;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(ranking_panel_test)

// By hand: 1.96 * sqrt(2 * 3 / (6 * 2)) = 1.386.
BOOST_AUTO_TEST_CASE(ranks_are_over_patients) {
  StoredScores stored;
  const Panel panel = stored.panel({{"form", "critical_difference"},
                                    {"names", {"net"}},
                                    {"labels", {"A network (ours)"}}});
  const auto& data = std::get<RanksPanel>(panel.data);
  BOOST_TEST(data.unit == "patient");
  BOOST_TEST(data.units == 2U);
  BOOST_TEST(data.rows.size() == 2U);
  BOOST_TEST(data.rows[0].name == "A network (ours)");
  BOOST_TEST(data.rows[0].rank == 1);
  BOOST_TEST(data.rows[1].name == "ridge, simple");
  BOOST_TEST(data.rows[1].rank == 2);
  BOOST_TEST(data.critical_difference == 1.38590, tt::tolerance(1e-5));
  BOOST_TEST(data.bars.empty());
  BOOST_TEST(data.note.starts_with("No bar is drawn: with 2 patients "));
  BOOST_TEST(panel.caption ==
             "Ranks by pearson.mean, only cells with tissue, within each "
             "patient, the best 1, of equal ones the mean; a patient's value "
             "is the mean of the sections.");
}

BOOST_AUTO_TEST_CASE(sections_need_their_patients) {
  for (const std::string form : {"table", "forest", "critical_difference"}) {
    StoredScores stored;
    stored.items["dataset"].pop_back();
    const auto error = [&] {
      return error_of([&] { stored.panel({{"form", form}}); });
    };
    BOOST_TEST(error() ==
               "ranking_panel: section x/3 is scored and is in no dataset that "
               "was given, so that its patient is not known");
    stored.items.erase("dataset");
    BOOST_TEST(error() ==
               "ranking_panel: of sections it is not known which patients they "
               "are of, who alone are independent; give their dataset");
  }
}

// Two patients: no interval, and no column that speaks of one.
BOOST_AUTO_TEST_CASE(the_table_has_intervals_over_patients) {
  StoredScores stored;
  const Panel panel = stored.panel(Json::object());
  for (const TableColumn& column : std::get<TablePanel>(panel.data).columns) {
    BOOST_TEST((column.kind != CellKind::interval), column.head);
  }
  BOOST_TEST(panel.caption ==
             "Means over sections of pearson.mean, only cells with tissue; a "
             "gain is paired by section and taken over what both define. What "
             "lacks a number in a section, or more than 5 % of the items, "
             "stands below what has all. An interval is over patients, and "
             "there is none below 6. A rank is among all but oracles, of equal "
             "ones the mean.");
}

// Six patients of one section each.
BOOST_AUTO_TEST_CASE(the_table_tells_of_an_interval_that_it_shows) {
  StoredScores stored(true);
  stored.add("net", PredictorKind::model, {.2, .3, .4, .5, .6, .7});
  stored.add("ridge", PredictorKind::simple, {.1, .2, .3, .4, .5, .8});
  for (int i = 1; i <= 6; ++i) stored.add_section(i, concat("x/P", i));
  const Panel panel = stored.panel(Json::object());
  BOOST_TEST((std::get<TablePanel>(panel.data).columns.at(4).kind ==
              CellKind::interval));
  BOOST_TEST(panel.caption.ends_with(
                 " A rank is among all but oracles, of equal ones the mean; "
                 "its interval is by drawing patients 2,000 times."),
             panel.caption);
}

// Of one of two genes it has no number.
BOOST_AUTO_TEST_CASE(what_lacks_genes_has_no_rank_and_is_named) {
  StoredScores stored;
  stored.add("ghist", PredictorKind::variant, {.5, .5, .5}, 1);
  const Panel table =
      stored.panel({{"names", {"ghist"}}, {"labels", {"GHIST"}}});
  BOOST_TEST(table.caption.ends_with(
                 " of equal ones the mean. Left out of the ranks, with more "
                 "than 5 % of the items undefined: GHIST."),
             table.caption);
  const auto& columns = std::get<TablePanel>(table.data).columns;
  BOOST_TEST(columns.at(0).texts.back() == "GHIST");
  BOOST_TEST(columns.at(4).head == "mean rank");
  BOOST_TEST(std::isnan(columns.at(4).numbers.back()));
  const Panel ranks = stored.panel({{"form", "critical_difference"}});
  const auto& data = std::get<RanksPanel>(ranks.data);
  BOOST_TEST(data.rows.size() == 2U);
  BOOST_TEST(data.note.ends_with(" 1 method is left out, with more than 5 % of "
                                 "the items undefined: ghist, variant."),
             data.note);
}

BOOST_AUTO_TEST_CASE(the_table_has_parameters_where_models_are_given) {
  StoredScores stored;
  const Panel without = stored.panel(Json::object());
  BOOST_TEST(std::get<TablePanel>(without.data).columns.size() == 5U);
  stored.add_model(1321489);
  stored.add_model(1321489);
  const auto words = [&] {
    const Panel panel = stored.panel({{"model_names", {"net", "net"}}});
    const TableColumn& last = std::get<TablePanel>(panel.data).columns.back();
    BOOST_TEST(last.head == "parameters");
    BOOST_TEST(last.texts.at(1) == "-");  // the ridge
    return last.texts.at(0);
  };
  BOOST_TEST(words() == "1,321,489");
  stored.items["models"].pop_back();
  stored.add_model(1400000);
  BOOST_TEST(words() == "1,321,489 to 1,400,000");
  stored.items["models"].pop_back();
  stored.add_model(std::nullopt);
  BOOST_TEST(words() == "not recorded");
  BOOST_TEST(error_of([&] {
               stored.panel({{"model_names", {"net"}}});
             }) ==
             "ranking_panel: 2 models and 1 model_names; give the predictor of "
             "each model");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
