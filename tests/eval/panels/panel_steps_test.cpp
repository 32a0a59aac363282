// The steps that make panels, from stored values to stored panels.
#include <boost/test/unit_test.hpp>

#include "core/base/file.h"
#include "core/data/anndata/writer.h"
#include "core/data/image/jpeg.h"
#include "core/data/stored/dataset.h"
#include "core/engine/step/step_kind.h"
#include "core/eval/panels/heat_map_panel_step.h"
#include "core/eval/panels/map_panel_step.h"
#include "core/eval/panels/panel.h"
#include "core/eval/panels/scatter_panel_step.h"
#include "core/eval/panels/training_panel_step.h"
#include "tests/eval/panels/run_step.h"
#include "tests/eval/sample.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

namespace {

// Values of 30 spots for G0 to G4; G3 has the highest mean.
void write_table(const fs::path& folder, const char* type,
                 const std::string& section, float factor) {
  Matrix values(30, 5);
  DataFrame spots;
  for (int spot = 0; spot < 30; ++spot) {
    spots.index.push_back(concat("spot", spot));
    for (int gene = 0; gene < 5; ++gene) {
      values(spot, gene) = factor * static_cast<float>((spot * (gene + 2)) % 7 +
                                                       (gene == 3) * 9);
    }
  }
  AnnDataWriter out(folder, type, 1);
  out.dense("X", values);
  out.frame("obs", spots);
  out.frame("var", {.index = {"G0", "G1", "G2", "G3", "G4"}});
  out.text("uns/section", section);
  out.text("uns/transform", "ln(1 + n)");
}

void write_dataset(const fs::path& folder, const std::string& section) {
  Dataset made;
  made.section = section;
  made.patient = "s/P";
  made.genes = {"G0"};
  made.counts = {30, 1, std::vector<std::int64_t>(31, 0), {}, {}};
  made.array_xy.resize(30, 2);
  made.pixel_xy.resize(30, 2);
  for (int spot = 0; spot < 30; ++spot) {
    made.spots.push_back(concat("spot", spot));
    made.array_xy.row(spot) << spot % 6, spot / 6;
    made.pixel_xy.row(spot) << 50 + 20 * (spot % 6), 50 + 20 * (spot / 6);
  }
  made.write(folder);
}

// Sections s/A and s/B; predictions of s/B alone.
struct TwoSections {
  TempFolder folder;
  Items items;

  TwoSections() {
    for (const std::string name : {"A", "B"}) {
      const std::string section = "s/" + name;
      write_table(folder / ("t" + name), "Targets", section, 1);
      write_dataset(folder / ("d" + name), section);
      items["targets"].push_back({folder / ("t" + name), "", section});
      items["dataset"].push_back({folder / ("d" + name), "", section});
    }
    write_table(folder / "p", "Predictions", "s/B", 0.5F);
    items["predictions"] = {{folder / "p", "", "s/B"}};
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(panel_steps_test)

BOOST_AUTO_TEST_CASE(a_map_panel_has_the_sections_that_were_predicted) {
  TwoSections stored;
  const Picture picture{300, 200, std::vector<std::uint8_t>(180'000, 200)};
  write_file(stored.folder / "b.jpg", jpeg_encode(picture, 80));
  stored.items["picture"] = {{stored.folder / "b.jpg", "b.jpg", "s/B"}};
  const Panel panel = run_step(map_panel_step(), stored.items,
                               {{"items", {"G2", "G0"}}, {"longest_px", 100}},
                               stored.folder / "panel");
  const auto& data = std::get<MapPanel>(panel.data);
  BOOST_TEST(data.item == "gene");
  BOOST_TEST(data.unit == "spot");
  BOOST_TEST(data.values == "ln(1 + n)");
  BOOST_TEST(data.sections.size() == 1U);
  const SectionMap& map = data.sections[0];
  BOOST_TEST(map.section == "s/B");
  BOOST_TEST(map.places == 30);
  BOOST_TEST(map.width_px == 100.0);
  BOOST_TEST(map.maps.size() == 2U);
  BOOST_TEST(map.maps[0].name == "G2");
  BOOST_TEST(map.maps[0].r == 1.0, tt::tolerance(1e-12));
  BOOST_TEST(map.maps[0].layers[0].high == 6.0);
  BOOST_TEST(map.maps[0].layers[1].high == 3.0);
  BOOST_TEST(map.picture.value() == "0_s_B.jpg");
  BOOST_TEST(panel.files.size() == 5U);
  BOOST_TEST(panel.caption ==
             "The recipe names what is shown. Each map has its own colours, "
             "from its least to its largest value.");
}

BOOST_AUTO_TEST_CASE(without_scores_the_highest_genes_are_drawn) {
  TwoSections stored;
  const Panel panel = run_step(map_panel_step(), stored.items,
                               {{"item_count", 1}}, stored.folder / "panel");
  const SectionMap& map = std::get<MapPanel>(panel.data).sections[0];
  BOOST_TEST(map.maps.size() == 1U);
  BOOST_TEST(map.maps[0].name == "G3");
  BOOST_TEST(panel.caption.starts_with(
      "No score ranks what is shown: it is what has the highest mean measured "
      "value in s/A."));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_drawn_is_named) {
  TwoSections stored;
  const auto error = [&](const Items& items) {
    return error_of([&] {
      run_step(map_panel_step(), items, {{"items", {"G0"}}},
               stored.folder / "panel");
    });
  };
  Items items = stored.items;
  items["dataset"].pop_back();
  BOOST_TEST(error(items) ==
             "map_panel: section s/B has targets and predictions, but no data "
             "set names its places");
  items["targets"].pop_back();
  BOOST_TEST(error(items) ==
             "map_panel: no section has both targets and predictions (1 "
             "targets: s/A; 1 predictions: s/B)");
}

// Half of what was measured: r is 1, over the spots of one section.
BOOST_AUTO_TEST_CASE(a_scatter_panel_pairs_what_was_predicted) {
  TwoSections stored;
  stored.items.erase("dataset");
  const Panel panel = run_step(scatter_panel_step(), stored.items,
                               {{"items", {"G1"}}}, stored.folder / "panel");
  const auto& data = std::get<ScatterPanel>(panel.data);
  const ScatterItem& item = data.items.at(0);
  BOOST_TEST(item.name == "G1");
  BOOST_TEST(item.n == 30);
  BOOST_TEST(item.r == 1.0, tt::tolerance(1e-12));
  BOOST_TEST(item.x[1] == 3.0);
  BOOST_TEST(item.y[1] == 1.5);
  BOOST_TEST(data.x.text() == "measured, ln(1 + n)");
}

BOOST_AUTO_TEST_CASE(a_heat_map_panel_says_how_many_it_leaves_out) {
  const TempFolder folder;
  const sample::SampleScores scores = sample::scores(1.0, 12);
  Items items;
  for (std::size_t i = 0; i < scores.model.size(); ++i) {
    scores.model[i].write(folder / concat(i));
    items["scores"].push_back({folder / concat(i), "", ""});
  }
  const Panel panel = run_step(heat_map_panel_step(), items,
                               {{"item_count", 4}}, folder / "panel");
  const auto& data = std::get<HeatMapPanel>(panel.data);
  BOOST_TEST(data.rows.size() == 4U);
  BOOST_TEST(data.columns.size() == 6U);
  BOOST_TEST(data.unit == "section");
  BOOST_TEST(panel.caption ==
             "The best and the worst of 12 genes by their mean over sections, "
             "half of each.");
}

BOOST_AUTO_TEST_CASE(a_training_panel_reads_no_weights) {
  const TempFolder folder;
  make_folders(folder / "m");
  write_file(folder / "m" / "model.json",
             R"({"schema": 2, "kind": "hist_model", "seed": 1,
                 "fold": "her2st/B", "collapsed": false})");
  write_file(folder / "m" / "training.json",
             R"({"steps": 6, "kept_epoch": 1, "final_loss": 0.2,
                 "constant_loss": 0.1,
                 "epochs": [{"losses": [0.5, 0.7]}, {"losses": [0.2, 0.4]}]})");
  const Panel panel =
      run_step(training_panel_step(), {{"models", {{folder / "m", "", ""}}}},
               {}, folder / "panel");
  const auto& data = std::get<CurvePanel>(panel.data);
  BOOST_TEST(data.curves.at(0).name == "her2st/B");
  BOOST_TEST(data.curves[0].y[0] == 0.6, tt::tolerance(1e-12));
  BOOST_TEST(data.lines.at(0).y == 0.1);
  BOOST_TEST(panel.caption ==
             "Optimiser steps of a model: 6. Losses are means over an epoch's "
             "batches, before each update.");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
