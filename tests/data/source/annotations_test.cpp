// As QuPath 0.5 exports annotations (File > Export objects as GeoJSON).
#include "core/data/source/annotations.h"

#include <boost/test/unit_test.hpp>

#include "core/base/file.h"
#include "core/data/source/spot_labels.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

std::string feature(const std::string& label, const std::string& geometry) {
  return R"({"type": "Feature", "id": "a1b2", "geometry": )" + geometry +
         R"(, "properties": {"objectType": "annotation")" +
         (label.empty() ? ""
                        : R"(, "classification": {"name": ")" + label +
                              R"(", "color": [200, 0, 0]})") +
         "}}";
}
std::string polygon(const std::string& rings) {
  return R"({"type": "Polygon", "coordinates": [)" + rings + "]}";
}
std::string box(double left, double upper, double side) {
  const auto at = [&](double x, double y) {
    return concat("[", x, ",", y, "]");
  };
  return "[" + at(left, upper) + "," + at(left + side, upper) + "," +
         at(left + side, upper + side) + "," + at(left, upper + side) + "," +
         at(left, upper) + "]";
}
std::string collection(const std::string& features) {
  return R"({"type": "FeatureCollection", "features": [)" + features + "]}";
}

// Tissue of 100 px with a hole, a tumour of 20 px in it, and two islands.
const std::string kDrawn = collection(
    feature("Tissue", polygon(box(0, 0, 100) + "," + box(80, 80, 10))) + "," +
    feature("Tumor", polygon(box(10, 10, 20))) + "," +
    feature("Fat", R"({"type": "MultiPolygon", "coordinates": [[)" +
                       box(200, 0, 10) + "], [" + box(300, 0, 10) + "]]}") +
    "," + feature("", polygon(box(0, 0, 500))) + "," +
    feature("Tumor", R"({"type": "Point", "coordinates": [1, 1]})"));

std::string label(const Annotations& areas, double x, double y) {
  return areas.label_at(x, y).value_or("none");
}
std::string error(const std::string& text) {
  return error_of([&] { Annotations::parse(text, "a.geojson"); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(annotations_test)

BOOST_AUTO_TEST_CASE(the_smallest_area_says_what_a_place_is) {
  const Annotations areas = Annotations::parse(kDrawn, "a.geojson");
  BOOST_TEST(
      areas.labels() == (std::vector<std::string>{"Fat", "Tissue", "Tumor"}),
      tt::per_element());
  BOOST_TEST(areas.left_out() == 2U);
  BOOST_TEST(label(areas, 50, 50) == "Tissue");
  BOOST_TEST(label(areas, 15, 15) == "Tumor");
  BOOST_TEST(label(areas, 85, 85) == "none");  // the hole
  BOOST_TEST(label(areas, 205, 5) == "Fat");
  BOOST_TEST(label(areas, 305, 5) == "Fat");
  BOOST_TEST(label(areas, 250, 5) == "none");
  BOOST_TEST(label(areas, 400, 400) == "none");
  // Borders: left and upper ones are inside, right and lower ones are not.
  BOOST_TEST(label(areas, 10, 15) == "Tumor");
  BOOST_TEST(label(areas, 30, 15) == "Tissue");
  BOOST_TEST(label(areas, 15, 10) == "Tumor");
  BOOST_TEST(label(areas, 15, 30) == "Tissue");
}

// A list of features, as older versions export, and one alone.
BOOST_AUTO_TEST_CASE(lists_and_single_features_are_read) {
  const std::string one = feature("Tumor", polygon(box(0, 0, 10)));
  BOOST_TEST(label(Annotations::parse("[" + one + "]", "a"), 5, 5) == "Tumor");
  BOOST_TEST(label(Annotations::parse(one, "a"), 5, 5) == "Tumor");
  BOOST_TEST(Annotations::is_geojson("\n {"));
  BOOST_TEST(!Annotations::is_geojson("x\ty\tlabel\n"));
}

BOOST_AUTO_TEST_CASE(spots_get_the_class_that_their_centre_lies_in) {
  Dataset dataset;
  dataset.section = "x/1";
  dataset.spots = {"a", "b", "c"};
  dataset.pixel_xy.resize(3, 2);
  dataset.pixel_xy << 15, 15, 50, 50, 205, 5;
  const TempFolder folder;
  write_file(folder / "a", kDrawn);
  const Targets targets = label_targets(
      dataset, folder / "a", "a.geojson",
      {.name = "tumour", .positive = {"Tumor"}, .left_out = {"Fat"}});
  BOOST_TEST(targets.names == (std::vector<std::string>{"a", "b"}),
             tt::per_element());
  BOOST_TEST(targets.values(0, 0) == 1);
  BOOST_TEST(targets.values(1, 0) == 0);
  BOOST_TEST(error_of([&] {
               label_targets(dataset, folder / "a", "a.geojson",
                             {.positive = {"tumour"}});
             }) ==
             "label_targets: a.geojson has no label tumour; there are: Fat, "
             "Tissue, Tumor");
  dataset.pixel_xy *= 100;
  BOOST_TEST(error_of([&] {
               label_targets(dataset, folder / "a", "a.geojson",
                             {.positive = {"Tumor"}});
             }) ==
             "label_targets: 3 of 3 spots of section x/1 have no label in "
             "a.geojson, at most 0.1 of them may; are they those of this "
             "section?");
}

BOOST_AUTO_TEST_CASE(what_is_no_annotation_is_named) {
  BOOST_TEST(error(R"({"type": "Topology"})") ==
             "a.geojson: is GeoJSON of type 'Topology', expected a "
             "FeatureCollection as QuPath exports it");
  BOOST_TEST(error(collection(feature("", polygon(box(0, 0, 1))))) ==
             "a.geojson: none of its 1 features is an area with a class; in "
             "QuPath annotations get one by \"Set class\"");
  BOOST_TEST(error(collection(feature("A", polygon("[[0,0],[1,1],[0,0]]")))) ==
             "a.geojson: feature 1: a ring has 2 corners");
  BOOST_TEST(error(collection(feature("A", polygon("[[0,0],[1,null]]")))) ==
             "a.geojson: feature 1: a position is [1,null], expected [x, y]");
}

BOOST_AUTO_TEST_SUITE_END()
