#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/data/image/jpeg.h"
#include "core/data/image/png.h"
#include "core/data/stored/predictions.h"
#include "core/data/stored/slide_grid.h"
#include "core/eval/panels/slide_map_panel_step.h"
#include "core/eval/panels/words.h"
#include "tests/eval/panels/run_step.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

namespace {

// A white slide of 400 x 300 px, of which 320 x 200 at (40, 60) lie under a
// grid, turned; gene A is a tile's number, B is 1 everywhere.
struct MadeSlide {
  TempFolder folder;
  Items items;
  SlideGrid grid;

  MadeSlide() {
    const Picture white{400, 300,
                        std::vector<std::uint8_t>(3 * 400 * 300, 255)};
    write_file(folder / "slide.png", png_encode(white));
    grid.section = "made/slide";
    grid.patient = "made/P1";
    grid.picture_width_px = 400;
    grid.picture_height_px = 300;
    grid.um_per_px = 2;
    grid.crop = {40, 60, 320, 200};
    grid.turned = true;
    fit_tiles(grid, "slide.png");
    grid.write(folder / "grid");
    items = {{"slide_grid", {{folder / "grid", "", "made/slide"}}},
             {"predictions", {predictions("made/slide")}},
             {"slide", {{folder / "slide.png", "slide.png", "made/slide"}}}};
  }

  Inputs::Item predictions(const std::string& section) {
    Predictions predictions;
    predictions.about = section;
    predictions.predictor.name = "hist_model";
    predictions.variables = {"A", "B"};
    predictions.names = tiles_of(grid).spots;
    predictions.values.resize(5120, 2);
    for (Eigen::Index i = 0; i < 5120; ++i) {
      predictions.values.row(i) << static_cast<float>(i), 1;
    }
    const fs::path place =
        folder / concat("of_", fs::path(section).filename().string());
    predictions.write(place);
    return {place, "", section};
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(slide_map_panel_test)

BOOST_AUTO_TEST_CASE(the_crop_is_outlined_and_tiles_are_mapped) {
  const MadeSlide slide;
  const Panel panel = run_step(slide_map_panel_step(), slide.items,
                               {{"items", {"B", "A"}}, {"longest_px", 400}},
                               slide.folder / "panel");
  BOOST_TEST(panel.title == "Predicted maps of a slide, made/slide");
  BOOST_TEST(panel.caption ==
             "The line encloses what lies under the grid: 320 x 200 of 400 x "
             "300 px, turned by 90 degrees for the network, in tiles of 4 x 4 "
             "px. Each map has its own colours, from its least to its largest "
             "value. Nothing was measured here.");
  const auto& data = std::get<MapPanel>(panel.data);
  BOOST_TEST(data.unit == "tile");
  BOOST_REQUIRE(data.sections.size() == 1U);
  const SectionMap& map = data.sections[0];
  BOOST_TEST(map.places == 5120);
  BOOST_TEST(map.um_per_px.value() == 2);
  BOOST_REQUIRE(map.maps.size() == 2U);
  BOOST_TEST(map.maps[0].name == "B");
  BOOST_REQUIRE(map.maps[1].layers.size() == 1U);
  BOOST_TEST(map.maps[1].layers[0].low == 0);
  BOOST_TEST(map.maps[1].layers[0].high == 5119);
  BOOST_TEST(panel_sentence(panel) == "maps of 2 genes in 1 section");

  // Three pixels of the line on the inside of the crop, none beside it.
  const Picture drawn =
      jpeg_decode(panel.files.at(map.picture.value()), "slide.jpg");
  const auto blue = [&](std::int64_t x, std::int64_t y) {
    return int{drawn.rgb[3 * static_cast<std::size_t>(400 * y + x) + 2]};
  };
  for (const auto& [x, y] :
       {std::pair{41, 150}, {358, 150}, {200, 61}, {200, 258}}) {
    BOOST_TEST(blue(x, y) < 128, x << ", " << y);
  }
  for (const auto& [x, y] :
       {std::pair{30, 150}, {370, 150}, {200, 50}, {200, 270}, {200, 150}}) {
    BOOST_TEST(blue(x, y) > 200, x << ", " << y);
  }
}

// Without names those of highest mean.
BOOST_AUTO_TEST_CASE(the_highest_genes_are_drawn_where_none_is_named) {
  const MadeSlide slide;
  const Panel panel = run_step(slide_map_panel_step(), slide.items,
                               {{"item_count", 1}}, slide.folder / "panel");
  BOOST_TEST(std::get<MapPanel>(panel.data).sections[0].maps[0].name == "A");
}

BOOST_AUTO_TEST_CASE(another_slide_is_refused) {
  MadeSlide slide;
  slide.items["predictions"] = {slide.predictions("made/other")};
  BOOST_TEST(error_of([&] {
               run_step(slide_map_panel_step(), slide.items, {},
                        slide.folder / "panel");
             }) ==
             "slide_map_panel: predictions of made/other, a grid of "
             "made/slide; expected one slide");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
