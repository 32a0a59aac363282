#include "core/eval/baselines/spot_nuclei.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <set>
#include <string>

#include "core/base/file.h"
#include "core/data/image/png.h"
#include "tests/support/golden.h"
#include "tests/support/published_rule.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

// The authors' rectangles of labels on 40 x 40 px, of which a spot in the
// middle sees all, and a picture whose red is the label times 20.
struct Rectangles {
  TempFolder folder;
  LabelImage labels;
  Picture picture;
  Dataset places;

  Rectangles() {
    labels.section = places.section = "x/1";
    labels.width_px = labels.height_px = 40;
    labels.rule = "by hand";
    labels.values.assign(1600, 0);
    picture.width_px = picture.height_px = 40;
    picture.rgb.assign(4800, 200);
    const Json rectangles = published().at("rectangles");
    for (const auto& [id, sides] : rectangles.items()) {
      ++labels.labels;
      const auto side = [&](int i) { return sides[i].get<std::size_t>(); };
      for (std::size_t row = side(0); row < side(1); ++row) {
        for (std::size_t column = side(2); column < side(3); ++column) {
          labels.values[40 * row + column] = std::stoi(id);
          picture.rgb[3 * (40 * row + column)] =
              static_cast<std::uint8_t>(20 * std::stoi(id));
        }
      }
    }
    places.um_per_px = 0.5;
    places.spots = {"a"};
    places.pixel_xy.resize(1, 2);
    places.pixel_xy << 20, 20;
    places.array_xy.resize(1, 2);
    places.array_xy << 0, 0;
  }
  static Json published() {
    return read_golden("learn/igidl").at("functions").at("edge_filter");
  }
  // A window of 40 px.
  static SpotNucleiOptions window() {
    return {.window = {.side_px = 40, .side_um = 0}};
  }
  LabelReader reader() {
    labels.write(folder / "labels");
    return LabelReader(folder / "labels");
  }
  Features features() {
    LabelReader read = reader();
    write_file(folder / "p.png", png_encode(picture));
    const auto image = Image::open(folder / "p.png", "p.png");
    return spot_nucleus_features(places, read, *image, window());
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(spot_nuclei_test)

BOOST_AUTO_TEST_CASE(nuclei_that_the_window_cuts_are_the_published_ones) {
  Rectangles drawn;
  LabelReader reader = drawn.reader();
  const auto nuclei = spot_nuclei(drawn.places, reader, drawn.window());
  std::set<std::int32_t> removed;
  for (int label = 1; label <= 9; ++label) removed.insert(label);
  for (const SpotNucleus& one : nuclei.at(0)) removed.erase(one.label);
  BOOST_TEST(Json(removed) == Rectangles::published().at("removed_ids"));
  // Label 7: rows 12 to 19, columns 10 to 19.
  for (const SpotNucleus& one : nuclei[0]) {
    if (one.label != 7) continue;
    BOOST_TEST(one.x_px == 14.5);
    BOOST_TEST(one.y_px == 15.5);
  }
}

// Six graphs, the distance of 40 px being 20 um of the authors' patches.
BOOST_AUTO_TEST_CASE(neighbours_are_the_published_ones) {
  const Json graphs = read_golden("learn/igidl").at("cases")[0].at("graphs");
  for (std::size_t b = 0; b < graphs.size(); ++b) {
    std::vector<SpotNucleus> nuclei(graphs[b].at("nuclei").get<std::size_t>());
    const std::uint64_t start = fnv1a(concat("input:nuclei_xy_", b));
    for (std::size_t i = 0; i < nuclei.size(); ++i) {
      nuclei[i].x_px = std::floor(200 * uniform_at(start + 2 * i));
      nuclei[i].y_px = std::floor(200 * uniform_at(start + 2 * i + 1));
    }
    Json edges = Json::array();
    for (const auto& [k, j] : near_pairs(nuclei, 40)) edges.push_back({k, j});
    BOOST_TEST(edges == graphs[b].at("edges_k_j"), "graph " << b);
  }
}

// Labels 2, 3, 5, 7, 8, 9: red is 20 times the label, mean 34 / 6 of it.
BOOST_AUTO_TEST_CASE(values_are_standardised_over_the_section) {
  Rectangles drawn;
  const Features features = drawn.features();
  BOOST_REQUIRE(features.values.rows() == 6);
  BOOST_TEST(features.values.cols() == 12);
  BOOST_TEST(features.spots[5] == "a/5");
  const double labels[] = {2, 3, 5, 7, 8, 9};
  double squares = 0;
  for (const double label : labels) {
    squares += (label - 34.0 / 6) * (label - 34.0 / 6);
  }
  for (Eigen::Index i = 0; i < 6; ++i) {
    BOOST_TEST(std::fabs(features.values(i, 6) -
                         (labels[i] - 34.0 / 6) / std::sqrt(squares / 6)) <
               1e-5);
    BOOST_TEST(features.values(i, 7) == 0.F);  // green is the same for all
  }
}

// Middles of the six: 2 (19, 1), 3 (7.5, 5), 5 (33.5, 35), 7 (14.5, 15.5),
// 8 (16, 37.5), 9 (37, 12). Nearer than 6 um, 12 px, are 2 and 3 (12.2: no), 3
// and 7 (12.6: no); than 6.5 um both.
BOOST_AUTO_TEST_CASE(a_graph_has_the_reach_on_the_tissue) {
  Rectangles drawn;
  SpotNucleiOptions options = drawn.window();
  LabelReader reader = drawn.reader();
  options.reach_um = 6;
  BOOST_TEST(nucleus_graph(drawn.places, reader, options).edges.cols() == 0);
  options.reach_um = 6.5;
  const SpotGraph graph = nucleus_graph(drawn.places, reader, options);
  BOOST_REQUIRE(graph.edges.cols() == 4);
  BOOST_TEST(graph.spots.size() == 6U);
  const std::int64_t from[] = {0, 1, 1, 3}, to[] = {1, 0, 3, 1};
  for (int i = 0; i < 4; ++i) {
    BOOST_TEST(graph.edges(0, i) == from[i]);
    BOOST_TEST(graph.edges(1, i) == to[i]);
  }
}

BOOST_AUTO_TEST_CASE(what_cannot_be_measured_is_named) {
  Rectangles drawn;
  LabelReader reader = drawn.reader();
  Dataset other = drawn.places;
  other.section = "x/2";
  BOOST_TEST(error_of([&] { spot_nuclei(other, reader, drawn.window()); }) ==
             "spot_nuclei: spots of x/2, but labels of x/1");
  other = drawn.places;
  other.um_per_px = 0;
  BOOST_TEST(
      error_of([&] { nucleus_graph(other, reader, drawn.window()); }) ==
      "nucleus_graph: the scale of section x/1 is not known; give `dataset` "
      "um_per_px or spot_pitch_um");
  other = drawn.places;
  other.picture_width_px = other.picture_height_px = 50;
  BOOST_TEST(error_of([&] { spot_nuclei(other, reader, drawn.window()); }) ==
             "spot_nuclei: the label image of x/1 is 40 x 40 px, the "
             "section's picture 50 x 50 px");
  Rectangles empty;
  std::fill(empty.labels.values.begin(), empty.labels.values.end(), 0);
  empty.labels.labels = 0;
  BOOST_TEST(error_of([&] { empty.features(); }) ==
             "spot_nuclei: no spot of section x/1 has a nucleus; look at the "
             "step that finds them");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
