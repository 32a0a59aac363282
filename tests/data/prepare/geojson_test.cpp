#include "core/data/prepare/geojson.h"

#include <boost/test/unit_test.hpp>

#include "core/base/json.h"
#include "core/data/source/annotations.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

CellOutlines triangle_and_box() {
  CellOutlines out;
  out.section = "x/1";
  out.cells = {"c1", "c2"};
  out.starts = {0, 3, 7};
  out.vertices.resize(7, 2);
  out.vertices << 0, 0, 4, 0, 0, 4, 10, 10, 12.5, 10, 12.5, 12, 10, 12;
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(geojson_test)

BOOST_AUTO_TEST_CASE(cells_are_closed_polygons_with_name_and_class) {
  const CellTypes types{.section = "x/1",
                        .how = "by hand",
                        .cells = {"c2", "c1"},
                        .classes = {"Tumor", "Immune"},
                        .index = {1, -1}};
  BOOST_TEST(
      geojson_of_cells(triangle_and_box(), &types) ==
      "{\"type\":\"FeatureCollection\",\"features\":[\n"
      "{\"geometry\":{\"coordinates\":[[[0.0,0.0],[4.0,0.0],[0.0,4.0],[0.0,0.0]"
      "]],\"type\":\"Polygon\"},\"properties\":{\"name\":\"c1\",\"objectType\":"
      "\"detection\"},\"type\":\"Feature\"},\n"
      "{\"geometry\":{\"coordinates\":[[[10.0,10.0],[12.5,10.0],[12.5,12.0],["
      "10.0,12.0],[10.0,10.0]]],\"type\":\"Polygon\"},\"properties\":{"
      "\"classification\":{\"name\":\"Immune\"},\"name\":\"c2\",\"objectType\":"
      "\"detection\"},\"type\":\"Feature\"}\n]}\n");
  CellTypes other = types;
  other.section = "x/2";
  BOOST_TEST(error_of([&] { geojson_of_cells(triangle_and_box(), &other); }) ==
             "geojson: the types are of section x/2, what is drawn of section "
             "x/1");
}

// What is written is read again: a class at its spot, none beside it. The
// octagon touches the circle of 10 px around (100, 50).
BOOST_AUTO_TEST_CASE(spots_are_as_wide_as_they_are) {
  Dataset dataset;
  dataset.section = "x/1";
  dataset.spots = {"a", "b"};
  dataset.spot_diameter_px = 20;
  dataset.pixel_xy.resize(2, 2);
  dataset.pixel_xy << 100, 50, 200, 50;
  Targets classes;
  classes.about = "x/1";
  classes.variable_axis = "class";
  classes.variables = {"Tumor"};
  classes.names = {"b", "a"};
  classes.values = Matrix{{0.F}, {1.F}};
  const std::string text = geojson_of_spots(dataset, &classes);
  const Annotations read = Annotations::parse(text, "spots");
  BOOST_TEST(read.left_out() == 1U);
  for (const double far : {-9.9, 9.9}) {
    BOOST_TEST(read.label_at(100 + far, 50).value_or("") == "Tumor");
    BOOST_TEST(read.label_at(100, 50 + far).value_or("") == "Tumor");
  }
  BOOST_TEST(!read.label_at(110.1, 50).has_value());
  BOOST_TEST(!read.label_at(109, 59).has_value());  // a corner of the square
  dataset.spot_diameter_px = 0;
  const Json points = parse_json(geojson_of_spots(dataset, nullptr), "points");
  BOOST_TEST(points["features"][1]["geometry"]["type"] == "Point");
  BOOST_TEST(points["features"][1]["geometry"]["coordinates"][0] == 200.0);
  classes.variable_axis = "gene";
  BOOST_TEST(error_of([&] { geojson_of_spots(dataset, &classes); }) ==
             "geojson: the classes are targets of each gene, expected of each "
             "class");
}

BOOST_AUTO_TEST_SUITE_END()
