#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/data/image/png.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/grid_map.h"
#include "core/data/stored/grid_values.h"
#include "core/eval/panels/grad_cam_panel_step.h"
#include "core/eval/panels/words.h"
#include "tests/eval/panels/run_step.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

namespace {

// Nine spots 40 px apart in a picture of 200 x 200 px, on 16 x 16 cells: the
// spot of row r and column c of the array lies in cell (r + 4, c + 6). The
// value of a cell is its row, in the second layer its column.
struct MadeSection {
  TempFolder folder;
  Items items;

  explicit MadeSection(const std::string& of_dataset = "made/S") {
    const Picture white{200, 200,
                        std::vector<std::uint8_t>(3 * 200 * 200, 255)};
    write_file(folder / "picture.png", png_encode(white));
    Dataset dataset;
    GridMap grid;
    dataset.section = of_dataset;
    dataset.patient = "made/P";
    dataset.um_per_px = 2;
    dataset.picture_width_px = dataset.picture_height_px = 200;
    dataset.array_xy.resize(9, 2);
    dataset.pixel_xy.resize(9, 2);
    grid.section = "made/S";
    grid.rows = grid.columns = grid.kept_row_end = 16;
    for (int i = 0; i < 9; ++i) {
      const int row = i / 3, column = i % 3;
      dataset.spots.push_back(concat(column, "x", row));
      dataset.array_xy.row(i) << column, row;
      dataset.pixel_xy.row(i) << 60 + 40 * column, 60 + 40 * row;
      grid.spots.push_back(dataset.spots.back());
      grid.row.push_back(row + 4);
      grid.column.push_back(column + 6);
    }
    dataset.counts.rows = 9;
    dataset.counts.row_starts.assign(10, 0);
    dataset.write(folder / "dataset");
    grid.write(folder / "grid");
    GridValues maps;
    maps.section = "made/S";
    maps.predictor.name = "Grad-CAM of ACTB";
    maps.rows = maps.columns = 16;
    maps.variable_axis = "layer";
    maps.variables = {"Conv1", "msag1"};
    maps.values.resize(256, 2);
    for (Eigen::Index cell = 0; cell < 256; ++cell) {
      maps.values.row(cell) << static_cast<float>(cell / 16),
          static_cast<float>(cell % 16);
    }
    maps.write(folder / "maps");
    items = {{"maps", {{folder / "maps", "", "made/S"}}},
             {"grid", {{folder / "grid", "", "made/S"}}},
             {"dataset", {{folder / "dataset", "", "made/S"}}},
             {"picture", {{folder / "picture.png", "picture.png", "made/S"}}}};
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(grad_cam_panel_test)

BOOST_AUTO_TEST_CASE(each_layer_is_a_map_of_the_values_at_the_spots) {
  const MadeSection made;
  const Panel panel =
      run_step(grad_cam_panel_step(), made.items, {}, made.folder / "panel");
  BOOST_TEST(panel.title == "Grad-CAM of ACTB, made/S");
  const auto& data = std::get<MapPanel>(panel.data);
  BOOST_TEST(data.item == "layer");
  BOOST_REQUIRE(data.sections.size() == 1U);
  const SectionMap& map = data.sections[0];
  BOOST_TEST(map.places == 9);
  BOOST_TEST(map.patient == "made/P");
  BOOST_TEST(panel.files.contains(map.picture.value()));
  BOOST_REQUIRE(map.maps.size() == 2U);
  BOOST_TEST(map.maps[0].name == "Conv1");
  BOOST_REQUIRE(map.maps[0].layers.size() == 1U);
  // Rows 4 to 6 and columns 6 to 8 of the grid hold spots, others are not
  // drawn.
  BOOST_TEST(map.maps[0].layers[0].low == 4);
  BOOST_TEST(map.maps[0].layers[0].high == 6);
  BOOST_TEST(map.maps[1].layers[0].low == 6);
  BOOST_TEST(map.maps[1].layers[0].high == 8);
  BOOST_TEST(std::isnan(map.maps[0].r));
  BOOST_TEST(panel_sentence(panel) == "maps of 2 layers in 1 section");
}

BOOST_AUTO_TEST_CASE(named_layers_are_drawn_in_their_order) {
  MadeSection made;
  made.items.erase("picture");
  const Panel panel =
      run_step(grad_cam_panel_step(), made.items,
               {{"layers", {"msag1", "Conv1"}}}, made.folder / "panel");
  const SectionMap& map = std::get<MapPanel>(panel.data).sections[0];
  BOOST_TEST(!map.picture.has_value());
  BOOST_TEST(map.maps[0].name == "msag1");
  BOOST_TEST(map.maps[0].layers[0].high == 8);
}

BOOST_AUTO_TEST_CASE(another_layer_or_section_is_refused) {
  const auto refused = [](const MadeSection& made, const Json& options) {
    return error_of([&] {
      run_step(grad_cam_panel_step(), made.items, options,
               made.folder / "panel");
    });
  };
  BOOST_TEST(refused(MadeSection(), {{"layers", {"Conv2"}}}) ==
             "grad_cam_panel: Grad-CAM of ACTB has no layer 'Conv2'; did you "
             "mean 'Conv1'?");
  BOOST_TEST(refused(MadeSection("made/T"), Json::object()) ==
             "grad_cam_panel: maps of made/S, a dataset of made/T; expected "
             "one section");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
