#include "core/engine/plan/units.h"

#include <boost/test/unit_test.hpp>

#include "core/base/error.h"

namespace moonstain {

namespace {

Block block(int row, int column, int rows, int columns, double margin = 0) {
  return {"d/A1", row, column, rows, columns, margin};
}

// Sections A1 and A2 of patient A, B1 of B at the same site, C1 of C at
// another; patient D of a table alone, at the first site.
Graph graph() {
  Graph graph;
  graph.sections = {{"d/A1", "d/A", "d/one"},
                    {"d/A2", "d/A", "d/one"},
                    {"d/B1", "d/B", "d/one"},
                    {"d/C1", "d/C", "d/two"}};
  graph.patients = {{"d/D", "d/one"}};
  return graph;
}

std::string shared(const std::string& a, const std::string& b) {
  const Graph plan = graph();
  const auto unit = Units(plan).shared(a, b);
  return unit ? concat(word_of(unit->kind), " ", unit->name) : "none";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(units_test)

BOOST_AUTO_TEST_CASE(a_blocks_name_says_all_of_it) {
  BOOST_TEST(block(2, 3, 4, 5).name() == "d/A1#r2c3of4x5");
  BOOST_TEST(block(2, 3, 4, 5, 0.25).name() == "d/A1#r2c3of4x5+0.25");
  for (const Block& one : {block(2, 3, 4, 5), block(1, 1, 1, 1, 0.1)}) {
    const auto read = Block::parse(one.name());
    BOOST_REQUIRE(read.has_value());
    BOOST_TEST(read->name() == one.name());
    BOOST_TEST(read->section == "d/A1");
    BOOST_TEST(read->margin == one.margin);
  }
  BOOST_TEST(section_of_unit("d/A1#r2c3of4x5") == "d/A1");
  BOOST_TEST(section_of_unit("d/A1#r2c3of4x5,r1c1of4x5+0.5") == "d/A1");
  BOOST_TEST(section_of_unit("d/A1#r2c3of4x5,") == "d/A1#r2c3of4x5,");
  BOOST_TEST(section_of_unit("d/A1#x") == "d/A1#x");
  BOOST_TEST(section_of_unit("d/A1") == "d/A1");
}

BOOST_AUTO_TEST_CASE(a_name_of_several_blocks_is_read_whole_or_not) {
  const auto read = blocks_of_unit("d/A1#r2c3of4x5,r1c1of2x1+0.5");
  BOOST_REQUIRE(read.size() == 2U);
  BOOST_TEST(read[0].name() == "d/A1#r2c3of4x5");
  BOOST_TEST(read[1].name() == "d/A1#r1c1of2x1+0.5");
  for (const char* name :
       {"d/A1", "", "#r1c1of1x1", "d/A1#r2c3of4x5,", "d/A1#r2c3of4x5,x",
        "d/A1#,r2c3of4x5", "d/A1#r2c3of4x5#r1c1of1x1,x"}) {
    BOOST_TEST(blocks_of_unit(name).empty(), name);
  }
}

BOOST_AUTO_TEST_CASE(other_names_are_no_blocks) {
  for (const char* name :
       {"d/A1", "#r1c1of1x1", "d/A1#2", "d/A1#r0c1of2x2", "d/A1#r3c1of2x2",
        "d/A1#r1c1of2x2+", "d/A1#r1c1of2x2+-1", "d/A1#r1c1of2x2+nan",
        "d/A1#r1c1of2x2 ", "d/A1#r1c1of2x99999"}) {
    BOOST_TEST(!Block::parse(name).has_value(), name);
  }
}

// Three rows of one column: the first reaches the second by any margin, the
// third once its margin is wider than the second.
BOOST_AUTO_TEST_CASE(a_margin_reaches_what_it_overlaps) {
  const Block second = block(2, 1, 3, 1);
  const Block third = block(3, 1, 3, 1);
  BOOST_TEST(!block(1, 1, 3, 1).reaches(second));
  BOOST_TEST(block(1, 1, 3, 1, 0.01).reaches(second));
  BOOST_TEST(!block(1, 1, 3, 1, 1).reaches(third));
  BOOST_TEST(block(1, 1, 3, 1, 1.01).reaches(third));
  BOOST_TEST(block(3, 1, 3, 1, 1.01).reaches(block(1, 1, 3, 1)));
  // Corners meet as sides do; a block reaches itself.
  BOOST_TEST(block(1, 1, 2, 2, 0.1).reaches(block(2, 2, 2, 2)));
  BOOST_TEST(!block(1, 1, 2, 2).reaches(block(2, 2, 2, 2)));
  BOOST_TEST(second.reaches(second));
}

// The upper half ends at 1/2; of thirds the second begins at 1/3, the third at
// 2/3, which half a margin of 1/3 of it does not reach from 1/2.
BOOST_AUTO_TEST_CASE(blocks_of_other_grids_are_compared_by_their_place) {
  const Block upper = block(1, 1, 2, 1);
  BOOST_TEST(upper.reaches(block(2, 1, 3, 1)));
  BOOST_TEST(!upper.reaches(block(3, 1, 3, 1)));
  BOOST_TEST(!block(1, 1, 2, 1, 0.3).reaches(block(3, 1, 3, 1)));
  BOOST_TEST(block(1, 1, 2, 1, 0.4).reaches(block(3, 1, 3, 1)));
}

BOOST_AUTO_TEST_CASE(the_narrowest_shared_unit_is_named) {
  const std::string left = "d/A1#r1c1of1x3";
  const std::string middle = "d/A1#r1c2of1x3";
  const std::string wide = "d/A1#r1c1of1x3+0.5";
  BOOST_TEST(shared(left, left) == "block " + left);
  BOOST_TEST(shared(left, middle) == "section d/A1");
  BOOST_TEST(shared(wide, middle) == "block " + middle);
  BOOST_TEST(shared(middle, wide) == "block " + wide);
  BOOST_TEST(shared(wide, "d/A1#r1c3of1x3") == "section d/A1");
  BOOST_TEST(shared("d/A1", left) == "block " + left);
  BOOST_TEST(shared(left, "d/A1") == "block " + left);
  BOOST_TEST(shared("d/A1", "d/A1") == "section d/A1");
  BOOST_TEST(shared(left, "d/A2") == "patient d/A");
  BOOST_TEST(shared("d/A1", "d/A") == "patient d/A");
  BOOST_TEST(shared("d/A1", "d/B1") == "site d/one");
  BOOST_TEST(shared("d/D", "d/D") == "patient d/D");
  BOOST_TEST(shared("d/D", "d/B1") == "site d/one");
  BOOST_TEST(shared("d/D", "d/C1") == "none");
  BOOST_TEST(shared("ImageNet", "d/C1") == "none");
}

BOOST_AUTO_TEST_CASE(a_part_lies_inside_its_whole) {
  const Graph plan = graph();
  const Units units(plan);
  BOOST_TEST(units.is_inside("d/A1#r1c1of2x2", "d/A1"));
  BOOST_TEST(units.is_inside("d/A1", "d/A"));
  BOOST_TEST(units.is_inside("d/D", "d/D"));
  BOOST_TEST(!units.is_inside("d/A", "d/A1"));
  BOOST_TEST(!units.is_inside("d/A1", "d/A1#r1c1of2x2"));
  BOOST_TEST(!units.is_inside("d/A2#r1c1of2x2", "d/A1"));
  BOOST_TEST(!units.is_inside("d/D", "d/A"));
}

// A2 of patient A is C1 of C under another name.
BOOST_AUTO_TEST_CASE(one_specimen_under_two_names_is_one_section) {
  Graph plan = graph();
  for (SectionUnits& one : plan.sections) {
    if (one.section != "d/A2" && one.section != "d/C1") continue;
    one.specimen = "d/A2";
    one.shown_by = one.section.substr(2) + ".tsv";
  }
  const Units units(plan);
  const std::string both =
      "d/A2 (patient d/A, A2.tsv) is d/C1 (patient d/C, C1.tsv)";
  const auto shared = units.shared("d/C1", "d/A2");
  BOOST_REQUIRE(shared.has_value());
  BOOST_TEST((shared->kind == UnitKind::section));
  BOOST_TEST(shared->name == "d/A2");
  BOOST_TEST(shared->copy == both);
  const auto blocks = units.shared("d/A2#r1c1of2x2", "d/C1#r1c1of2x2");
  BOOST_REQUIRE(blocks.has_value());
  BOOST_TEST((blocks->kind == UnitKind::block));
  BOOST_TEST(blocks->name == "d/C1#r1c1of2x2");
  BOOST_TEST(blocks->copy == both);
  // Its sister A1 shares the patient with A2 alone.
  BOOST_TEST(units.shared("d/A1", "d/A2")->copy == "");
  BOOST_TEST(!units.shared("d/A1", "d/C1").has_value());
}

BOOST_AUTO_TEST_CASE(what_was_read_makes_of_two_names_one) {
  Graph plan = graph();
  const auto specimens = [&] {
    std::string text;
    for (const SectionUnits& one : plan.sections) {
      text += concat(one.specimen, "|", one.shown_by, " ");
    }
    return text;
  };
  make_one_specimen(plan, "d/C1", "d/B1", "counts");
  BOOST_TEST(specimens() == "| | d/B1|counts d/B1|counts ");
  // A name more, and one that the graph does not have.
  make_one_specimen(plan, "d/A2", "d/C1", "picture");
  make_one_specimen(plan, "d/A1", "d/X1", "picture");
  BOOST_TEST(specimens() == "| d/A2|picture d/A2|counts d/A2|counts ");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
