#include "core/learn/examples/graph_section.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

Features features(const std::string& section) {
  Features value;
  value.section = section;
  value.encoder = "colour";
  value.spots = {"a", "b", "c"};
  value.values = Matrix{{1, 2}, {3, 4}, {5, 6}};
  return value;
}

Targets targets(const std::string& section) {
  Targets value;
  value.about = section;
  value.names = {"c", "a", "b"};
  value.variables = {"G"};
  value.values = Matrix{{30}, {10}, {20}};
  return value;
}

Latents latents(const std::string& section) {
  return {section, {"a", "c"}, Matrix{{0.1F, 0.2F}, {0.3F, 0.4F}}, {section}};
}

NucleusCounts nuclei(const std::string& section) {
  NucleusCounts value;
  value.section = section;
  value.spots = {"b", "a", "c"};
  value.distinct = {1, 2, 3};
  value.factor = Eigen::Vector3d{2, 1.5, 1.25};
  return value;
}

// Of c and a, each the other's neighbour; b is not in it.
SpotGraph graph(const std::string& section) {
  SpotGraph value;
  value.section = section;
  value.spots = {"c", "a"};
  value.edges.resize(2, 2);
  value.edges << 1, 0, 0, 1;
  return value;
}

GraphLists lists() {
  return {{features("s"), features("t")},
          {targets("t"), targets("s")},
          {latents("s"), latents("t")},
          {graph("t"), graph("s")},
          {nuclei("t"), nuclei("s")}};
}

std::string joining(const GraphLists& lists) {
  return error_of([&] { join_graph_sections(lists); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(graph_section_test)

BOOST_AUTO_TEST_CASE(rows_are_joined_by_the_names_of_the_spots) {
  const auto joined = join_graph_sections(lists());
  BOOST_REQUIRE(joined.size() == 2U);
  const GraphSection& s = joined.front();
  BOOST_TEST(s.section == "s");
  BOOST_TEST(s.encoder == "colour");
  BOOST_TEST((s.features == (Matrix{{5, 6}, {1, 2}})));
  BOOST_TEST((s.targets == (Matrix{{30}, {10}})));
  BOOST_TEST((s.latents == (Matrix{{0.3F, 0.4F}, {0.1F, 0.2F}})));
  BOOST_TEST((s.factor == Eigen::Vector2f{1.25F, 1.5F}));
  BOOST_TEST((s.edges == graph("s").edges));
  BOOST_TEST(s.genes[0] == "G");
  BOOST_TEST(joined[1].section == "t");
}

BOOST_AUTO_TEST_CASE(nuclei_may_be_left_out_of_all_sections) {
  GraphLists none = lists();
  none.nuclei.clear();
  BOOST_TEST(join_graph_sections(none)[0].factor.size() == 0);
}

BOOST_AUTO_TEST_CASE(what_does_not_join_is_named) {
  GraphLists other = lists();
  other.latents[1].spots = {"a", "d"};
  BOOST_TEST(joining(other) ==
             "latents of section t: no spot 'c' (2 given, as 'a')");
  other = lists();
  other.latents.pop_back();
  BOOST_TEST(joining(other) ==
             "sections: section t has features but no latents");
  other = lists();
  other.nuclei.pop_back();
  BOOST_TEST(joining(other) ==
             "sections: section s has features but no nuclei");
  GraphSection one(graph("s"));
  BOOST_TEST(error_of([&] { one.join(targets("t")); }) ==
             "targets are of section t, the graph is of section s");
}

BOOST_AUTO_TEST_CASE(sections_that_are_not_alike_are_named) {
  GraphLists other = lists();
  other.targets[0].variables = {"H"};
  BOOST_TEST(joining(other) ==
             "sections s and t: targets of t: gene 0 is 'H', expected 'G'");
  other = lists();
  other.features[1].encoder = "clip_vit_b32";
  BOOST_TEST(joining(other) ==
             "sections s and t have features of different encoders: colour "
             "with 2 values and clip_vit_b32 with 2");
  other = lists();
  other.latents[1].values = Matrix{{1}, {2}};
  BOOST_TEST(joining(other) == "sections s and t have 2 and 1 latents");
  GraphSection with(graph("s")), without(graph("t"));
  with.join(nuclei("s"));
  BOOST_TEST(error_of([&] { check_alike(with, without); }) ==
             "section s is with and section t is without nuclei; expected both "
             "or neither");
}

BOOST_AUTO_TEST_CASE(a_graph_of_other_neighbours_is_named) {
  const GraphSection pair(graph("s"));
  BOOST_TEST(error_of([&] { check_neighbours(pair, 1); }) == "no error");
  BOOST_TEST(
      error_of([&] { check_neighbours(pair, 4); }) ==
      "section s has 2 spots; each has 4 neighbours beside itself, so at "
      "least 5 are needed");
  GraphSection own(graph("s"));
  own.edges.row(0) = own.edges.row(1);
  BOOST_TEST(error_of([&] { check_neighbours(own, 1); }) ==
             "graph of section s: spot 'c' has 1 neighbour, itself among "
             "them; expected 1 others: make it by spot_graph { neighbours = 1, "
             "with_self = false, undirected = false }");
  BOOST_TEST(error_of([&] { check_own_neighbour(own); }) == "no error");
  BOOST_TEST(error_of([&] { check_own_neighbour(pair); }) ==
             "graph of section s: spot 'c' is not its own neighbour; make it "
             "by spot_graph { with_self = true }");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
