#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/data/image/png.h"
#include "core/data/stored/cell_types.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/label_image.h"
#include "core/data/stored/predictions.h"
#include "core/data/stored/targets.h"
#include "core/eval/panels/cell_raster.h"
#include "core/eval/panels/cells_panel_step.h"
#include "core/eval/panels/map_layer.h"
#include "core/eval/panels/words.h"
#include "tests/eval/panels/run_step.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

namespace {

using Colour = std::array<int, 3>;

// Nine cells, 20 px apart, labels of 8 x 8 px around (20, 20) to (60, 60) of a
// picture of 80 x 80; cells 1 to 6 are of the first block, 7 to 9 of the
// second.
struct Tissue {
  TempFolder folder;
  Dataset cells;
  LabelImage labels;

  Tissue() {
    cells.section = "x/1";
    cells.patient = "x/P";
    cells.lattice = Lattice::none;
    cells.genes = {"G"};
    cells.picture_width_px = cells.picture_height_px = 80;
    cells.remarks = {"The picture is virtual: drawn from DAPI"};
    cells.counts = {9, 1, std::vector<std::int64_t>(10, 0), {}, {}};
    cells.pixel_xy.resize(9, 2);
    cells.array_xy.resize(9, 2);
    labels.section = "x/1";
    labels.width_px = labels.height_px = 80;
    labels.labels = 9;
    labels.rule = "drawn by hand";
    labels.values.assign(6400, 0);
    for (int i = 0; i < 9; ++i) {
      cells.spots.push_back(std::to_string(i + 1));
      const int x = 20 + 20 * (i % 3), y = 20 + 20 * (i / 3);
      cells.pixel_xy.row(i) << x, y;
      for (int dy = -4; dy < 4; ++dy) {
        for (int dx = -4; dx < 4; ++dx) {
          labels.values[static_cast<std::size_t>((y + dy) * 80 + x + dx)] =
              i + 1;
        }
      }
    }
    set_pixel_array(cells);
  }

  template <typename T>
  T of_block(const std::string& block, int first, int last, float factor) {
    T made;
    made.about = concat("x/1#", block);
    made.unit_kind = ObservedKind::nucleus;
    made.variables = {"G"};
    made.values.resize(last - first + 1, 1);
    for (int i = first; i <= last; ++i) {
      made.names.push_back(std::to_string(i));
      made.values(i - first, 0) = factor * static_cast<float>(i);
    }
    return made;
  }

  template <typename T>
  Inputs::Item stored(const T& value, const std::string& name) {
    value.write(folder / name);
    return {folder / name, "", ""};
  }

  Items items() {
    Targets all = of_block<Targets>("", 1, 9, 1);
    all.about = "x/1";
    all.transform = "ln(1 + n)";
    Predictions first = of_block<Predictions>("r1c1of2x1", 1, 6, 2);
    Predictions second = of_block<Predictions>("r2c1of2x1", 7, 8, 2);
    first.predictor.name = second.predictor.name = "m";
    const CellTypes types{"x/1",
                          "by hand",
                          cells.spots,
                          {"b", "a"},
                          {0, 0, 0, 0, 0, 1, 1, 1, -1}};
    const CellTypes called{"x/1#r1c1of2x1",
                           "by hand",
                           {"1", "2", "6"},
                           {"b", "a", "unassigned"},
                           {0, 2, 1}};
    return {{"dataset", {stored(cells, "cells")}},
            {"labels", {stored(labels, "labels")}},
            {"targets", {stored(all, "targets")}},
            {"predictions", {stored(first, "p1"), stored(second, "p2")}},
            {"types", {stored(types, "types")}},
            {"called", {stored(called, "called")}}};
  }

  Panel panel(const Items& given, const Json& options = Json::object()) {
    const fs::path out = folder / "panel";
    make_folders(out);
    return run_step(cells_panel_step(), given, options, out);
  }
};

Colour colour_at(const std::string& png, std::int64_t x, std::int64_t y) {
  const Picture picture = png_decode(png, "layer");
  const auto at = static_cast<std::size_t>((y * picture.width_px + x) * 3);
  return {picture.rgb[at], picture.rgb[at + 1], picture.rgb[at + 2]};
}

constexpr Colour kNothing{255, 255, 255};
constexpr Colour kGrey{217, 217, 217};
constexpr Colour kLowest{68, 1, 84};
constexpr Colour kHighest{253, 231, 37};
constexpr Colour kFirstClass{230, 159, 0};
constexpr Colour kSecondClass{86, 180, 233};

}  // namespace

BOOST_AUTO_TEST_SUITE(cells_panel_test)

// The frame is 0 to 80 along both axes (a pitch of 20 around the positions), so
// a raster of 128 px has 1.6 px a pixel: cell 1's square is at 26 to 38.
BOOST_AUTO_TEST_CASE(cells_have_the_shape_of_their_labels) {
  Tissue tissue;
  const Panel panel = tissue.panel(tissue.items());
  const auto& map = std::get<MapPanel>(panel.data).sections.at(0);
  BOOST_TEST(map.places == 9);
  BOOST_REQUIRE(map.maps.size() == 2U);
  const std::string& png = panel.files.at("0.measured.png");
  BOOST_TEST(png_decode(png, "p").width_px == 128);
  BOOST_TEST((colour_at(png, 26, 26) == kLowest));
  BOOST_TEST((colour_at(png, 37, 37) == kLowest));
  BOOST_TEST((colour_at(png, 24, 26) == kNothing));
  BOOST_TEST((colour_at(png, 40, 26) == kNothing));
  BOOST_TEST((colour_at(png, 96, 96) == kHighest));
}

// Values of both blocks on one map; cell 9 is not predicted, so grey.
BOOST_AUTO_TEST_CASE(blocks_are_put_together) {
  Tissue tissue;
  const Panel panel = tissue.panel(tissue.items());
  const MapPanel& data = std::get<MapPanel>(panel.data);
  const ItemMap& gene = data.sections.at(0).maps.at(0);
  BOOST_TEST(gene.name == "G");
  BOOST_TEST(gene.r == 1, tt::tolerance(1e-12));
  BOOST_TEST(gene.layers.at(1).undefined == 1);
  BOOST_TEST(gene.layers.at(1).high == 16);
  const std::string& png = panel.files.at("0.predicted.png");
  BOOST_TEST((colour_at(png, 96, 96) == kGrey));
  BOOST_TEST((colour_at(png, 64, 96) == kHighest));
  BOOST_TEST(data.unit == "cell");
  BOOST_TEST(data.values == "ln(1 + n)");
}

// Five of b and three of a; of the three called one is unassigned, so two of
// three are the same.
BOOST_AUTO_TEST_CASE(types_have_one_colour_on_both_sides) {
  Tissue tissue;
  const Panel panel = tissue.panel(tissue.items());
  const ItemMap& type =
      std::get<MapPanel>(panel.data).sections.at(0).maps.at(1);
  BOOST_REQUIRE(type.same.has_value());
  BOOST_TEST(*type.same == 2.0 / 3, tt::tolerance(1e-12));
  BOOST_TEST(std::isnan(type.r));
  const auto& classes = *type.layers.at(0).classes;
  BOOST_REQUIRE(classes.size() == 3U);
  BOOST_TEST(classes[0].name == "b");
  BOOST_TEST(classes[0].places == 5);
  BOOST_TEST(classes[1].places == 3);
  BOOST_TEST(classes[2].name == "unassigned");
  BOOST_TEST((*type.layers.at(1).classes)[2].places == 1);
  BOOST_TEST(type.layers.at(0).undefined == 1);
  BOOST_TEST(type.layers.at(1).undefined == 6);
  const std::string& png = panel.files.at("type.measured.png");
  BOOST_TEST((colour_at(png, 32, 32) == kFirstClass));
  BOOST_TEST((colour_at(png, 64, 96) == kSecondClass));
  BOOST_TEST((colour_at(png, 96, 96) == kGrey));
  BOOST_TEST((colour_at(panel.files.at("type.predicted.png"), 96, 64) ==
              kSecondClass));
  BOOST_TEST(panel_sentence(panel) ==
             "maps of 1 gene in 1 section; r one value, 1; type the same for "
             "66.7 %");
}

BOOST_AUTO_TEST_CASE(a_virtual_picture_is_called_so) {
  Tissue tissue;
  Items given = tissue.items();
  Picture picture{80, 80, std::vector<std::uint8_t>(19'200, 200)};
  write_file(tissue.folder / "p.png", png_encode(picture));
  given["picture"] = {{tissue.folder / "p.png", "p.png", ""}};
  const Panel panel = tissue.panel(given);
  BOOST_TEST(panel.files.contains("picture.jpg"));
  BOOST_TEST(panel.caption ==
             "No score ranks what is shown: it is what has the highest mean "
             "measured value in x/1. Each map of a gene has its own colours, "
             "from its least to its largest value; grey cells have none. Cells "
             "have the shapes of their labels (drawn by hand). The picture is "
             "virtual: drawn from DAPI.");
}

// A window of 40 px around cell 5, at (40, 40).
BOOST_AUTO_TEST_CASE(a_part_of_a_slide_can_be_shown) {
  Tissue tissue;
  const SectionFrame frame = window_of(tissue.cells, 40);
  BOOST_TEST(frame.x_px == 20);
  BOOST_TEST(frame.y_px == 20);
  BOOST_TEST(frame.width_px == 40);
  BOOST_TEST(places_in(tissue.cells, frame) == 4);
  const Panel panel = tissue.panel(tissue.items(), {{"window_px", 40.0}});
  const auto& map = std::get<MapPanel>(panel.data).sections.at(0);
  BOOST_TEST(map.places == 4);
  BOOST_TEST(map.width_px == 40);
}

// More than sixteen: the rarer ones share a colour.
BOOST_AUTO_TEST_CASE(many_classes_share_the_last_colour) {
  std::vector<std::string> places;
  for (int i = 0; i < 20; ++i) {
    places.insert(places.end(), 30 - i, concat("t", 10 + i));
  }
  const ClassColours colours = class_colours(places);
  BOOST_REQUIRE(colours.names.size() == 17U);
  BOOST_TEST(colours.names.back() == "other types");
  BOOST_TEST(colours.of("t10") == 0);
  BOOST_TEST(colours.of("t29") == 16);
  BOOST_TEST(colours.of("") == -1);
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_refused) {
  Tissue tissue;
  const auto error = [&](const Items& given) {
    return error_of([&] { tissue.panel(given); }, tissue.folder.path);
  };
  Items given = tissue.items();
  given["predictions"].push_back(given["predictions"][0]);
  BOOST_TEST(error(given) ==
             "cells_panel: two of the predictions say something of cell '1'; "
             "expected those of one predictor, each block once");
  Tissue other;
  Items bare = other.items();
  for (const char* name : {"targets", "predictions", "types", "called"}) {
    bare.erase(name);
  }
  BOOST_TEST(error_of([&] { other.panel(bare); }) ==
             "cells_panel: expected targets or types to colour the cells by, "
             "none are given");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
