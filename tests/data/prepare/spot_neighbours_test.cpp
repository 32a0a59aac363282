#include "core/data/prepare/spot_neighbours.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "core/base/json.h"
#include "tests/support/golden.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

using Rows = std::vector<std::vector<std::int64_t>>;

constexpr SpotNeighbourOptions kFourOthers{.neighbours = 4,
                                           .with_self = false,
                                           .undirected = false,
                                           .whole_pixels = true};

Dataset section_of(const std::vector<std::vector<double>>& places) {
  Dataset d;
  d.section = "x/1";
  d.pixel_xy.resize(static_cast<Eigen::Index>(places.size()), 2);
  d.array_xy.resize(static_cast<Eigen::Index>(places.size()), 2);
  for (std::size_t i = 0; i < places.size(); ++i) {
    d.spots.push_back(concat("s", i));
    d.pixel_xy.row(static_cast<Eigen::Index>(i)) << places[i][0], places[i][1];
    d.array_xy.row(static_cast<Eigen::Index>(i)) =
        d.pixel_xy.row(static_cast<Eigen::Index>(i)).cast<std::int32_t>();
  }
  return d;
}

// Spots 1 and 4 lie in one pixel.
Dataset one_pixel() {
  return section_of({{0, 0}, {7.5, 2}, {2, 0}, {3, 0}, {7.9, 2}, {7.5, 3}});
}

// Of each spot those that its edges come from, in their order.
Rows rows_of(const SpotGraph& graph) {
  Rows rows(graph.spots.size());
  for (Eigen::Index edge = 0; edge < graph.edges.cols(); ++edge) {
    if (edge > 0) {
      BOOST_TEST(graph.edges(1, edge - 1) <= graph.edges(1, edge));
    }
    rows[static_cast<std::size_t>(graph.edges(1, edge))].push_back(
        graph.edges(0, edge));
  }
  return rows;
}

Rows by_index(Rows rows) {
  for (auto& row : rows) std::sort(row.begin(), row.end());
  return rows;
}

Json golden() { return read_golden("prepare/hespotex_graph_patches"); }

}  // namespace

BOOST_AUTO_TEST_SUITE(spot_neighbours_test)

// By hand.
BOOST_AUTO_TEST_CASE(four_others_by_distance) {
  const SpotGraph graph = spot_graph(section_of({{10, 10},
                                                 {22, 11},
                                                 {13, 27},
                                                 {40, 15},
                                                 {31, 33},
                                                 {55, 41},
                                                 {18, 52}}),
                                     kFourOthers);
  BOOST_TEST((rows_of(graph) == Rows{{1, 2, 3, 4},
                                     {0, 2, 3, 4},
                                     {0, 1, 4, 6},
                                     {1, 4, 2, 5},
                                     {2, 3, 6, 1},
                                     {4, 3, 6, 2},
                                     {4, 2, 5, 1}}));
  BOOST_TEST(graph.section == "x/1");
  BOOST_TEST(graph.rule ==
             "to each spot from the 4 nearest others, by distance in whole "
             "pixels and then by order");
}

BOOST_AUTO_TEST_CASE(four_others_are_those_of_the_authors_code) {
  const Json of = golden();
  const Dataset d = section_of(of.at("points"));
  BOOST_TEST((by_index(rows_of(spot_graph(d, kFourOthers))) ==
              of.at("stage2_adjacency")
                  .at("neighbours_per_row_sorted_by_index")
                  .get<Rows>()));
}

BOOST_AUTO_TEST_CASE(eight_with_itself_are_those_of_the_authors_code) {
  const Json of = golden();
  const SpotGraph graph = spot_graph(section_of(of.at("points")), {});
  const Json& expected = of.at("stage1_graph");
  BOOST_TEST(graph.edges.cols() == expected.at("edges").get<int>());
  const Rows rows = rows_of(graph);
  BOOST_TEST((by_index(rows) ==
              expected.at("neighbours_per_row_with_self").get<Rows>()));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    BOOST_TEST(rows[i][0] == static_cast<std::int64_t>(i));
  }
  BOOST_TEST(graph.rule ==
             "to each spot from the 8 nearest with itself, and back, by "
             "distance in pixels and then by order");
}

// A square of 3 x 3: of the corners at one distance from the middle the first
// ones count, and each edge leads back.
BOOST_AUTO_TEST_CASE(ties_are_by_order) {
  std::vector<std::vector<double>> places;
  for (int i = 0; i < 9; ++i) places.push_back({i % 3 * 10., i / 3 * 10.});
  SpotNeighbourOptions options{.neighbours = 7, .undirected = false};
  const Dataset d = section_of(places);
  BOOST_TEST((rows_of(spot_graph(d, options))[4] ==
              std::vector<std::int64_t>{4, 1, 3, 5, 7, 0, 2}));
  options.undirected = true;
  // Spot 8 has the middle among its seven.
  BOOST_TEST((rows_of(spot_graph(d, options))[4] ==
              std::vector<std::int64_t>{4, 1, 3, 5, 7, 0, 2, 6, 8}));
}

// 10.9 and 11.0 are one pixel apart in whole pixels.
BOOST_AUTO_TEST_CASE(whole_pixels_are_truncated) {
  const Dataset d =
      section_of({{10.9, 0}, {11, 0}, {10.1, 3}, {20, 0}, {30, 0}, {9, 0}});
  SpotNeighbourOptions options{.neighbours = 1,
                               .with_self = false,
                               .undirected = false,
                               .whole_pixels = false};
  BOOST_TEST(rows_of(spot_graph(d, options))[5][0] == 0);
  BOOST_TEST(rows_of(spot_graph(d, options))[0][0] == 1);
  options.whole_pixels = true;
  BOOST_TEST(rows_of(spot_graph(d, options))[0][0] == 1);
  options.neighbours = 2;
  // Both 1 px away.
  BOOST_TEST(
      (rows_of(spot_graph(d, options))[0] == std::vector<std::int64_t>{1, 5}));
}

// The middle of a row of five at the array's places 0, 1, 2, 3 and 7: no edge
// longer than 2 is kept, so that the last has none; pixels are not looked at.
BOOST_AUTO_TEST_CASE(distances_may_be_those_of_the_array) {
  Dataset d = section_of({{0, 4}, {1, 4}, {2, 4}, {3, 4}, {7, 4}});
  d.pixel_xy.col(0) = d.pixel_xy.col(0).reverse().eval();
  SpotNeighbourOptions options{.neighbours = 4,
                               .with_self = false,
                               .undirected = false,
                               .on_array = true};
  BOOST_TEST((rows_of(spot_graph(d, options)) == Rows{{1, 2, 3, 4},
                                                      {0, 2, 3, 4},
                                                      {1, 3, 0, 4},
                                                      {2, 1, 0, 4},
                                                      {3, 2, 1, 0}}));
  options.reach = 2;
  const SpotGraph graph = spot_graph(d, options);
  BOOST_TEST(
      (rows_of(graph) == Rows{{1, 2}, {0, 2, 3}, {1, 3, 0}, {2, 1}, {}}));
  BOOST_TEST(graph.rule ==
             "to each spot from the 4 nearest others, by distance on the array "
             "and then by order, no farther than 2");
  options.whole_pixels = true;
  BOOST_TEST(error_of([&] { spot_graph(d, options); }) ==
             "spot_graph: on_array and whole_pixels are both given; positions "
             "on the array are whole numbers: leave out whole_pixels");
}

// On a square array four stand beside a spot. On a hexagonal one, where x + y
// is even, it is six, and (0, 2), two rows below, is none of them.
BOOST_AUTO_TEST_CASE(spots_beside_each_other_are_those_of_the_lattice) {
  SpotNeighbourOptions options{.neighbours = 0,
                               .with_self = false,
                               .undirected = false,
                               .on_array = true};
  const Dataset square =
      section_of({{0, 0}, {1, 0}, {1, 1}, {0, 1}, {3, 1}, {1, 2}});
  const SpotGraph of_square = spot_graph(square, options);
  BOOST_TEST(
      (rows_of(of_square) == Rows{{1, 3}, {0, 2}, {1, 3, 5}, {0, 2}, {}, {2}}));
  BOOST_TEST(of_square.rule ==
             "to each spot from those beside it on the array");

  Dataset hexagonal = section_of(
      {{4, 0}, {3, 1}, {5, 1}, {2, 2}, {4, 2}, {6, 2}, {3, 3}, {5, 3}, {4, 4}});
  hexagonal.lattice = Lattice::hexagonal;
  const Rows rows = rows_of(spot_graph(hexagonal, options));
  BOOST_TEST((rows[4] == std::vector<std::int64_t>{1, 2, 3, 5, 6, 7}));
  BOOST_TEST((rows[0] == std::vector<std::int64_t>{1, 2}));
  BOOST_TEST((rows[8] == std::vector<std::int64_t>{6, 7}));
  options.with_self = true;
  BOOST_TEST((rows_of(spot_graph(hexagonal, options))[0] ==
              std::vector<std::int64_t>{0, 1, 2}));
}

BOOST_AUTO_TEST_CASE(a_graph_without_edges_is_no_graph) {
  SpotNeighbourOptions options{.neighbours = 2,
                               .with_self = false,
                               .undirected = false,
                               .on_array = true,
                               .reach = 1};
  Dataset apart = section_of({{0, 0}, {1, 1}, {2, 2}, {3, 1}});
  BOOST_TEST(error_of([&] { spot_graph(apart, options); }) ==
             "spot_graph: no two spots of section x/1 are within reach = 1; "
             "the nearest two are 1.41 apart on the array");
  options = {.neighbours = 0, .with_self = true, .on_array = true};
  BOOST_TEST(error_of([&] { spot_graph(apart, options); }) ==
             "spot_graph: no two spots of section x/1 stand beside each other "
             "on its array; the nearest two are 1.41 apart, as it is numbered");
  apart.lattice = Lattice::none;
  BOOST_TEST(error_of([&] { spot_graph(apart, options); }) ==
             "spot_graph: section x/1 has cells, which lie on no array; "
             "neighbours = 0 asks for those beside each other on one: say how "
             "many");
  options.reach = 1;
  BOOST_TEST(error_of([&] { spot_graph(apart, options); }) ==
             "spot_graph: neighbours = 0 takes those beside each other on the "
             "array: it needs on_array and takes no reach");
}

SpotGraph on_array(const Json& positions, double reach) {
  return spot_graph(
      section_of(positions.get<std::vector<std::vector<double>>>()),
      {.neighbours = 4,
       .with_self = false,
       .undirected = false,
       .on_array = true,
       .reach = reach});
}

// Spots from which no edge comes.
Json nobodys_neighbours(const SpotGraph& graph) {
  std::vector<bool> has(graph.spots.size(), false);
  for (const auto& row : rows_of(graph)) {
    for (const std::int64_t from : row)
      has[static_cast<std::size_t>(from)] = true;
  }
  Json none = Json::array();
  for (std::size_t spot = 0; spot < has.size(); ++spot) {
    if (!has[spot]) none.push_back(spot);
  }
  return none;
}

// Neighbours of the authors' spots, but for the rows in which a fourth and a
// fifth other are equally far, whose order is that of an unstable sort there;
// the rows of these that differ.
Json check_array(const Json& positions, double reach, const Json& edges,
                 const Json& ties) {
  const Rows found = by_index(rows_of(on_array(positions, reach)));
  Rows expected(found.size());
  for (const Json& edge : edges) {
    expected[edge[0].get<std::size_t>()].push_back(edge[1]);
  }
  Json differing = Json::array();
  for (std::size_t spot = 0; spot < found.size(); ++spot) {
    BOOST_TEST(found[spot].size() == expected[spot].size());
    if (std::find(ties.begin(), ties.end(), spot) != ties.end()) {
      if (found[spot] != expected[spot]) differing.push_back(spot);
      continue;
    }
    BOOST_TEST(found[spot] == expected[spot], boost::test_tools::per_element());
  }
  return differing;
}

BOOST_AUTO_TEST_CASE(neighbours_on_the_array_are_those_of_the_authors_code) {
  const Json hist2st = read_golden("learn/hist2st");
  const Json& positions = hist2st.at("cases")[0].at("inputs")[1].at("values");
  for (const auto& [name, reach] :
       {std::pair<std::string, double>{"Grid", 2}, {"NA", 0}}) {
    const Json& graph = hist2st.at("functions").at("graph").at(name);
    BOOST_TEST(
        check_array(
            positions, reach, graph.at("edges_row_col"),
            graph.at("rows_with_a_tie_between_neighbour_k_and_k_plus_1")) ==
        graph.at("rows_where_lower_index_tie_break_gives_other_neighbours"));
    const Rows found = rows_of(on_array(positions, reach));
    std::size_t edges = 0;
    for (std::size_t spot = 0; spot < found.size(); ++spot) {
      edges += found[spot].size();
      BOOST_TEST(found[spot].size() ==
                 graph.at("row_sums")[spot].get<std::size_t>());
      BOOST_TEST(std::count(found[spot].begin(), found[spot].end(), spot) == 0);
    }
    BOOST_TEST(edges == graph.at("n_edges").get<std::size_t>());
    BOOST_TEST(graph.at("self_edges") == 0);
  }
  const Json thitogene = read_golden("learn/thitogene");
  const Json& graph = thitogene.at("functions").at("graph");
  BOOST_TEST(graph.at("edges_row_col").size() ==
             graph.at("n_edges").get<std::size_t>());
  const Json& places = thitogene.at("cases")[0].at("inputs")[1].at("values");
  BOOST_TEST(
      check_array(places, 0, graph.at("edges_row_col"),
                  graph.at("rows_with_a_tie_between_neighbour_4_and_5")) ==
      graph.at("rows_where_lower_index_tie_break_gives_other_neighbours"));
  BOOST_TEST(nobodys_neighbours(on_array(places, 0)) ==
             graph.at("columns_without_incoming_edge"));
}

// Five spots in a row, of which each is among the four others' nearest four,
// and one 15 away from them.
BOOST_AUTO_TEST_CASE(a_spot_far_from_the_others_is_nobodys_neighbour) {
  const Json places{{0, 0}, {2, 0}, {3, 0}, {4, 0}, {5, 0}, {20, 0}};
  BOOST_TEST(nobodys_neighbours(on_array(places, 0)) == Json::array({5}));
}

// Spots 1 and 4, 0.4 px apart, are the pixel (7, 2). Squares of distances in
// whole pixels: of both to each other 0, to spots 0, 2, 3 and 5 53, 29, 20 and
// 1; of spot 0 to spots 1 to 5 53, 4, 9, 53 and 58, of whose equal ones the
// first comes first.
BOOST_AUTO_TEST_CASE(two_spots_of_one_pixel_are_each_others_nearest) {
  const Rows rows = rows_of(spot_graph(one_pixel(), kFourOthers));
  BOOST_TEST((rows[1] == std::vector<std::int64_t>{4, 5, 3, 2}));
  BOOST_TEST((rows[4] == std::vector<std::int64_t>{1, 5, 3, 2}));
  BOOST_TEST((rows[0] == std::vector<std::int64_t>{2, 3, 1, 4}));
  const auto nearest = rows_of(spot_graph(one_pixel(), {.neighbours = 3,
                                                        .with_self = false,
                                                        .undirected = false,
                                                        .whole_pixels = true}));
  BOOST_TEST((nearest[0] == std::vector<std::int64_t>{2, 3, 1}));
}

BOOST_AUTO_TEST_CASE(too_few_spots_and_two_at_one_place_are_named) {
  const Dataset four = section_of({{0, 0}, {1, 0}, {2, 0}, {3, 0}});
  BOOST_TEST(error_of([&] { spot_graph(four, kFourOthers); }) ==
             "spot_graph: section x/1 has 4 spots; 4 neighbours of each need "
             "at least 5");
  BOOST_TEST(error_of([&] { spot_graph(four, {}); }) ==
             "spot_graph: section x/1 has 4 spots; 8 neighbours of each, "
             "itself among them, need at least 8");
  const SpotNeighbourOptions as_given{.neighbours = 4};
  Dataset same = one_pixel();
  same.pixel_xy.row(4) = same.pixel_xy.row(1);
  BOOST_TEST(error_of([&] { spot_graph(same, as_given); }) ==
             "spot_graph: spots 's1' and 's4' of section x/1 lie at one "
             "place, (7.5, 2); each needs a place of its own");
}

BOOST_AUTO_TEST_SUITE_END()
