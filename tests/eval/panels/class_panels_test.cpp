// Panels of scores of classes: ROC curves, confusions, outlined places; and the
// table of scores by item.
#include <boost/test/unit_test.hpp>

#include "core/base/file.h"
#include "core/data/image/jpeg.h"
#include "core/engine/step/step_kind.h"
#include "core/eval/panels/confusion_panel_step.h"
#include "core/eval/panels/panel.h"
#include "core/eval/panels/picture_panel_step.h"
#include "core/eval/panels/roc_panel_step.h"
#include "core/eval/panels/table_panel_step.h"
#include "tests/eval/panels/run_step.h"
#include "tests/eval/sample.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

namespace {

using Counts = std::vector<std::int64_t>;

// Four places of a section: two classes, and scores of them.
struct FourPlaces {
  TempFolder folder;
  Items items;

  FourPlaces() {
    Targets seen;
    seen.about = "s/A";
    seen.variable_axis = "class";
    seen.variables = {"tumour", "stroma"};
    seen.names = {"a", "b", "c", "d"};
    seen.values.resize(4, 2);
    seen.values << 1, 0, 0, 1, 1, 0, 0, 1;
    seen.transform = "seen";
    seen.write(folder / "seen");
    items["targets"] = {{folder / "seen", "", "s/A"}};
    add("net", {"d", "c", "b", "a"});
  }

  // Scores of tumour by place a to d: 0.9, 0.8, 0.7, 0.6; of stroma 0.75.
  void add(const std::string& model, const std::vector<std::string>& order) {
    Predictions made;
    made.about = "s/A";
    made.variable_axis = "class";
    made.variables = {"tumour", "stroma"};
    made.predictor.name = model;
    made.names = order;
    made.values.resize(4, 2);
    for (int row = 0; row < 4; ++row) {
      const char place = order[static_cast<std::size_t>(row)][0];
      made.values(row, 0) = 0.9F - 0.1F * static_cast<float>(place - 'a');
      made.values(row, 1) = 0.75F;
    }
    made.write(folder / model);
    items["predictions"].push_back({folder / model, "", "s/A"});
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(class_panels_test)

// 0.9+ 0.8- 0.7+ 0.6-: of 4 pairs 3 in order.
BOOST_AUTO_TEST_CASE(a_class_has_a_curve_a_predictor_and_unit) {
  FourPlaces stored;
  stored.add("other", {"a", "b", "c", "d"});
  const Panel panel = run_step(roc_panel_step(), stored.items,
                               {{"of", "tumour"}}, stored.folder / "panel");
  const auto& data = std::get<RocPanel>(panel.data);
  BOOST_TEST(data.unit == "spot");
  BOOST_TEST(data.positive == "tumour");
  BOOST_REQUIRE(data.curves.size() == 2U);
  BOOST_TEST(data.curves[0].name == "net");
  BOOST_TEST(data.curves[1].name == "other");
  BOOST_TEST(data.curves[0].auc == 0.75);
  BOOST_TEST(data.curves[0].positives == 2);
  BOOST_TEST(panel.caption ==
             "A curve is of the spots of one unit; the thresholds of two units "
             "are not set against each other.");
}

// Called by the higher score: a and b tumour, c and d stroma.
BOOST_AUTO_TEST_CASE(the_class_of_the_highest_score_is_called) {
  FourPlaces stored;
  const Panel panel = run_step(confusion_panel_step(), stored.items,
                               Json::object(), stored.folder / "panel");
  const auto& data = std::get<ConfusionPanel>(panel.data);
  BOOST_TEST(data.item == "class");
  BOOST_TEST(data.classes == (std::vector<std::string>{"stroma", "tumour"}),
             tt::per_element());
  BOOST_REQUIRE(data.counts.size() == 2U);
  BOOST_TEST(data.counts[0] == (Counts{1, 1}), tt::per_element());
  BOOST_TEST(data.counts[1] == (Counts{1, 1}), tt::per_element());
  BOOST_TEST(panel.caption ==
             "Called by net: the class of its highest score. All spots of "
             "s/A.");
}

BOOST_AUTO_TEST_CASE(what_has_no_curve_or_call_is_named) {
  FourPlaces stored;
  const auto error = [&](const StepKind& kind, const Json& given) {
    return error_of(
        [&] { run_step(kind, stored.items, given, stored.folder / "panel"); });
  };
  BOOST_TEST(error(roc_panel_step(), Json::object()) ==
             "roc_panel: no class is named; there are tumour, stroma");
  BOOST_TEST(error(roc_panel_step(), {{"of", "fat"}}) ==
             "roc_panel: no class 'fat'; there are tumour, stroma");
  stored.add("other", {"a", "b", "c", "d"});
  BOOST_TEST(error(confusion_panel_step(), Json::object()) ==
             "confusion_panel: two predictions of s/A; expected one, of one "
             "predictor and seed");
  stored.items["targets"].push_back(stored.items["targets"][0]);
  BOOST_TEST(error(roc_panel_step(), {{"of", "tumour"}}) ==
             "roc_panel: two targets of s/A; expected one a unit");
}

// Places 20 px apart: circles of radius 9 around (50, 50) and (90, 50), of
// which 20 px to the left and above are cut off.
BOOST_AUTO_TEST_CASE(places_of_a_class_are_outlined_on_the_picture) {
  FourPlaces stored;
  Dataset places;
  places.section = "s/A";
  places.patient = "s/P";
  places.spots = {"a", "b", "c", "d"};
  places.genes = {"G"};
  places.counts = {4, 1, {0, 0, 0, 0, 0}, {}, {}};
  places.array_xy.resize(4, 2);
  places.array_xy << 0, 0, 1, 0, 2, 0, 3, 0;
  places.pixel_xy.resize(4, 2);
  places.pixel_xy << 50, 50, 70, 50, 90, 50, 110, 50;
  places.write(stored.folder / "places");
  const Picture picture{200, 100, std::vector<std::uint8_t>(60'000, 200)};
  write_file(stored.folder / "a.jpg", jpeg_encode(picture, 80));
  stored.items.erase("predictions");
  stored.items["dataset"] = {{stored.folder / "places", "", "s/A"}};
  stored.items["picture"] = {{stored.folder / "a.jpg", "a.jpg", "s/A"}};
  const Panel panel = run_step(picture_panel_step(), stored.items,
                               Json::object(), stored.folder / "panel");
  const auto& data = std::get<PicturePanel>(panel.data);
  BOOST_TEST(data.width_px == 100.0);
  BOOST_TEST(data.height_px == 40.0);
  BOOST_REQUIRE(data.outlines.size() == 4U);
  BOOST_TEST(data.outlines[0].of == 0U);
  BOOST_TEST(data.outlines[1].of == 1U);
  BOOST_TEST(data.outlines[2].x[0] == 69.0, tt::tolerance(1e-12));
  BOOST_TEST(data.outlines[2].y[0] == 20.0, tt::tolerance(1e-12));
  BOOST_TEST(data.outlines[2].x[6] == 51.0, tt::tolerance(1e-12));
  BOOST_TEST(panel.caption ==
             "s/A: outlined are the spots of each class, of 4 spots.");
}

BOOST_AUTO_TEST_CASE(a_table_has_a_column_a_predictor_and_metric) {
  const TempFolder folder;
  const sample::SampleScores scores = sample::scores(0.5, 8);
  Items items;
  int number = 0;
  for (const auto* some : {&scores.model, &scores.baselines}) {
    for (const Scores& one : *some) {
      const fs::path at = folder / concat("s", number++);
      one.write(at);
      items["scores"].push_back({at, "", one.unit});
    }
  }
  const Panel panel = run_step(
      table_panel_step(), items,
      {{"metrics", {"pearson", "rmse"}}, {"item_count", 3}}, folder / "panel");
  const auto& data = std::get<TablePanel>(panel.data);
  BOOST_TEST(data.item == "gene");
  BOOST_REQUIRE(data.columns.size() == 13U);  // the item, 6 predictors twice
  BOOST_TEST(data.columns[0].texts.size() == 3U);
  BOOST_TEST(
      data.columns[1].head.starts_with(scores.model[0].predictor.name + ", "));
  // The mean over the six sections, by hand.
  const auto& first = data.columns[0].texts[0];
  double sum = 0;
  for (const Scores& one : scores.model) {
    const auto at = std::find(one.items.begin(), one.items.end(), first) -
                    one.items.begin();
    sum += one.column("tissue", "pearson")[at];
  }
  BOOST_TEST(data.columns[1].numbers[0] == sum / double(scores.model.size()),
             tt::tolerance(1e-12));
  BOOST_TEST(data.columns[1].numbers[0] >= data.columns[1].numbers[1]);
  BOOST_TEST(
      panel.caption.starts_with("The best 3 of 8 genes by Pearson r of "),
      panel.caption);
  BOOST_TEST(run_step(table_panel_step(), items, {{"items", {first}}},
                      folder / "named")
                 .caption ==
             "The recipe names the genes. Means over sections, only cells with "
             "tissue.");
  BOOST_TEST(error_of([&] {
               run_step(table_panel_step(), items, {{"items", {"WISH"}}},
                        folder / "panel");
             }) == "table_panel: no gene 'WISH' among the 8 scored");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
