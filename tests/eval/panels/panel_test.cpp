#include "core/eval/panels/panel.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/json.h"
#include "tests/eval/panels/sample_panels.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

std::string bytes_of(const fs::path& folder) {
  std::string all;
  for (const std::string& name : list_files(folder)) {
    all += concat(name, "\n", read_file(folder / name), "\n");
  }
  return all;
}

// Written by hand from the structs.
constexpr const char* kStored = R"({
"schema": 1, "kind": "curve", "title": "T", "caption": "C",
"data": {
  "x": {"label": "time", "unit": "days", "logarithmic": false},
  "y": {"label": "share alive", "unit": "", "logarithmic": false},
  "form": "step", "unit": "patient", "interval": "95 %", "note": "p = 0.2",
  "curves": [{"name": "all", "x": [0.0, 2.5], "y": [1.0, null],
              "low": [null, 0.25], "high": [null, 0.75],
              "censored": [1.5], "at_risk": [9]}],
  "lines": [{"name": "half", "y": 0.5}],
  "at_risk_at": [0.0]}
})";

Panel stored() {
  Panel panel;
  panel.title = "T";
  panel.caption = "C";
  const double none = std::nan("");
  panel.data = CurvePanel{
      {"time", "days", false},
      {"share alive", "", false},
      CurveForm::step,
      "patient",
      "95 %",
      "p = 0.2",
      {{"all", {0, 2.5}, {1, none}, {none, 0.25}, {none, 0.75}, {1.5}, {9}}},
      {{"half", 0.5}},
      {0}};
  return panel;
}

std::string canonical(std::string_view text) {
  return canonical_json(parse_json(text, "stored"));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(panel_test)

BOOST_AUTO_TEST_CASE(every_kind_comes_back_as_it_was_written) {
  std::size_t kinds = 0;
  for (const std::string_view word : KindWords<PanelKind>::kAll) {
    const TempFolder folder;
    const Panel panel = sample::panel(kind_of<PanelKind>(word).value());
    panel.write(folder / "one");
    const Panel back = Panel::read(folder / "one");
    BOOST_TEST(word_of(back.kind()) == word);
    back.write(folder / "two");
    BOOST_TEST(bytes_of(folder / "one") == bytes_of(folder / "two"));
    ++kinds;
  }
  BOOST_TEST(kinds == 12U);
}

BOOST_AUTO_TEST_CASE(a_panel_is_stored_as_its_header_says) {
  const TempFolder folder;
  stored().write(folder / "p");
  BOOST_TEST(canonical(read_file(folder / "p" / "panel.json")) ==
             canonical(kStored));
}

BOOST_AUTO_TEST_CASE(a_member_that_is_wrong_is_named) {
  const TempFolder folder;
  const auto error = [&](const char* place, const Json& value) {
    stored().write(folder / "p");
    const fs::path file = folder / "p" / "panel.json";
    Json json = parse_json(read_file(file), "panel");
    json[Json::json_pointer(place)] = value;
    rewrite(file, pretty_json(json));
    const std::string text =
        error_of([&] { Panel::read(folder / "p"); }, folder.path);
    remove_tree(folder / "p");
    return text;
  };
  BOOST_TEST(error("/kind", "pie") ==
             "p/panel.json: /kind: is 'pie'; expected 'map', 'curve', 'roc', "
             "'scatter', 'volcano', 'track', 'confusion', 'heat_map', 'table', "
             "'picture', 'forest' or 'ranks'");
  BOOST_TEST(error("/schema", 7) ==
             "p/panel.json: a panel of schema 7, this program reads schema 1; "
             "repeat the run that made it");
  BOOST_TEST(error("/data/curves/0/x/1", "late") ==
             "p/panel.json: /data/curves/0/x/1: expected a number, found "
             "string");
}

// What renderers rely on.
BOOST_AUTO_TEST_CASE(lists_that_do_not_belong_together_are_refused) {
  const auto error = [](PanelKind kind, auto spoil) {
    Panel panel = sample::panel(kind);
    spoil(panel);
    const Json json = json_of(panel);
    return error_of([&] { from_json<Panel>(json, "f"); });
  };
  BOOST_TEST(error(PanelKind::curve, [](Panel& panel) {
               std::get<CurvePanel>(panel.data).curves[0].y.pop_back();
             }) == "f: curve 'high risk': 6 x, but 5 y");
  BOOST_TEST(error(PanelKind::curve,
                   [](Panel& panel) {
                     std::get<CurvePanel>(panel.data).at_risk_at = {0};
                   }) ==
             "f: curve 'high risk': 4 numbers at risk, but 1 columns of their "
             "table");
  BOOST_TEST(error(PanelKind::confusion, [](Panel& panel) {
               std::get<ConfusionPanel>(panel.data).counts.pop_back();
             }) == "f: confusion: 2 rows, but 3 classes");
  BOOST_TEST(error(PanelKind::heat_map, [](Panel& panel) {
               std::get<HeatMapPanel>(panel.data).numbers[1].push_back(1);
             }) == "f: heat map: 7 numbers in a row, but 6 names of columns");
  BOOST_TEST(error(PanelKind::volcano, [](Panel& panel) {
               std::get<VolcanoPanel>(panel.data).items[0].p = 1.5;
             }) == "f: volcano: 'G0' has p 1.5, expected 0 to 1");
  BOOST_TEST(error(PanelKind::forest,
                   [](Panel& panel) {
                     std::get<ForestPanel>(panel.data).rows[0].low = 4;
                   }) ==
             "f: forest: 'bulk expression' is 3.07, its interval 4 to 29.5 "
             "does not hold it");
  BOOST_TEST(error(PanelKind::ranks, [](Panel& panel) {
               std::get<RanksPanel>(panel.data).rows[3].rank = 2;
             }) == "f: ranks: 'nearest 50' has mean rank 2, expected 3 to 5");
  BOOST_TEST(error(PanelKind::ranks, [](Panel& panel) {
               std::get<RanksPanel>(panel.data).bars[1].last = 5;
             }) == "f: ranks: a line joins rows 2 to 5 of 5");
  BOOST_TEST(error(PanelKind::track, [](Panel& panel) {
               std::get<TrackPanel>(panel.data).bins[2].of = 4;
             }) == "f: track: bin 2 is of chromosome 4, but there are 4");
  BOOST_TEST(
      error(PanelKind::track, [](Panel& panel) {
        std::get<TrackPanel>(panel.data).marks[0].of = 9;
      }) == "f: track: mark 'ERBB2' is of chromosome 9, but there are 4");
  BOOST_TEST(
      error(PanelKind::track, [](Panel& panel) {
        std::get<TrackPanel>(panel.data).chromosomes[1].length = 0;
      }) == "f: track: chromosome '8' is 0 bases long, expected above 0");
  BOOST_TEST(error(PanelKind::picture, [](Panel& panel) {
               std::get<PicturePanel>(panel.data).outlines[3].of = 2;
             }) == "f: picture: outline 3: is of class 2, but there are 2");
}

BOOST_AUTO_TEST_CASE(a_picture_that_is_not_there_is_named) {
  const TempFolder folder;
  const Panel panel = sample::panel(PanelKind::picture);
  panel.write(folder / "p");
  remove_file(folder / "p" / "tile.jpg");
  BOOST_TEST(error_of([&] { Panel::read(folder / "p"); }, folder.path) ==
             "p/panel.json: no picture 'tile.jpg' beside it, which the panel "
             "shows");
}

BOOST_AUTO_TEST_CASE(panels_share_a_folder_and_keep_their_pictures) {
  std::vector<Panel> panels{sample::panel(PanelKind::table),
                            sample::panel(PanelKind::picture),
                            sample::panel(PanelKind::picture)};
  panels[2].files["tile.jpg"] = "another";
  const auto files = files_of(panels);
  BOOST_TEST(files.size() == 2U);
  BOOST_TEST(files.at("2.tile.jpg") == "another");
  std::vector<Panel> bare = panels;
  for (Panel& one : bare) one.files.clear();
  take_files(bare, files, "findings");
  BOOST_TEST(bare[1].files.at("tile.jpg") == panels[1].files.at("tile.jpg"));
  BOOST_TEST(bare[2].files.at("tile.jpg") == "another");
  BOOST_TEST(error_of([&] { take_files(bare, {}, "findings"); }) ==
             "findings: no picture '1.tile.jpg', which panel 1 shows");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
