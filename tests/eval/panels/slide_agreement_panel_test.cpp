#include <boost/test/unit_test.hpp>
#include <limits>

#include "core/eval/metrics/scores.h"
#include "core/eval/panels/slide_agreement_panel_step.h"
#include "tests/eval/panels/run_step.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

// Three genes: r over tiles 0.5, 0.9 and none.
Scores changed(const std::string& predictor) {
  Scores made;
  made.predictor = {predictor, PredictorKind::model, 0, ""};
  made.unit = "slides/S";
  made.items = {"F", "G", "H"};
  made.places = {{"tissue", 20}};
  made.facts = {{"common_tiles", 20},
                {"pearson_of_counts", 0.75},
                {"pearson_of_logarithms", 0.85}};
  made.columns.push_back(
      {"tissue", "pearson",
       Eigen::Vector3d{0.5, 0.9, std::numeric_limits<double>::quiet_NaN()}});
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
  Panel panel(const Json& options) const {
    return run_step(slide_agreement_panel_step(), items, options,
                    folder / "out");
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(slide_agreement_panel_test)

BOOST_AUTO_TEST_CASE(a_row_a_change_and_predictor) {
  OnDisk run;
  run.add(changed("m"));
  run.add(changed("ridge"));
  const Panel panel =
      run.panel({{"changes", {"eosin x 0.8", "half the tiles"}}});
  const auto& table = std::get<TablePanel>(panel.data);
  BOOST_REQUIRE(table.columns.size() == 7U);
  BOOST_TEST(table.columns[0].texts.at(1) == "half the tiles");
  BOOST_TEST(table.columns[1].texts.at(1) == "ridge");
  BOOST_TEST(table.columns[2].numbers.at(0) == 20);
  BOOST_TEST(table.columns[3].head == "r over tiles, mean over genes");
  BOOST_TEST(table.columns[3].numbers.at(0) == 0.7,
             boost::test_tools::tolerance(1e-12));
  BOOST_TEST(table.columns[4].texts.at(0) == "1 of 3");
  BOOST_TEST(table.columns[5].numbers.at(0) == 0.75);
  BOOST_TEST(table.columns[6].numbers.at(0) == 0.85);
}

BOOST_AUTO_TEST_CASE(what_is_no_change_of_a_slide_is_refused) {
  OnDisk run;
  run.add(changed("m"));
  BOOST_TEST(error_of([&] { run.panel({{"changes", {"a", "b"}}}); }) ==
             "slide_agreement_panel: 2 changes for 1 set of scores; each has "
             "its own");
  OnDisk other;
  Scores plain = changed("m");
  plain.facts.clear();
  other.add(plain);
  BOOST_TEST(error_of([&] { other.panel({{"changes", {"a"}}}); }) ==
             "slide_agreement_panel: the scores of m on slides/S do not "
             "compare a slide with itself (slide_agreement)");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
