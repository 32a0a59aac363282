// One section, its quarters held out in turn.

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>

#include "core/eval/findings/findings.h"
#include "tests/recipes/plain_program.h"

using namespace moonstain;

BOOST_AUTO_TEST_SUITE(blocks_test)

BOOST_AUTO_TEST_CASE(quarters_of_a_section_are_held_out_in_turn) {
  const PlainProgram program;
  const std::string said = program.run("tests/recipes/blocks");
  const Findings findings =
      Findings::read(program.results("blocks") / "findings");
  BOOST_TEST(findings.data.unit == "block");
  BOOST_TEST(findings.data.clusters == 1U);
  BOOST_REQUIRE(findings.data.units.size() == 4U);
  BOOST_TEST(findings.data.units[0].unit == "mob/MOB1#r1c1of2x2+0.1");
  // alignment_table_MOB1.tsv.gz selects 379 spots.
  double spots = 0;
  for (const auto& one : findings.data.units) spots += one.facts.at("spots");
  BOOST_TEST(spots == 379);
  BOOST_TEST(std::isfinite(findings.headline_value("colour_ridge")));
  // Tiles of one quarter see a tenth of a side into the next.
  BOOST_TEST(said.find("leak: blocks mob/MOB1#r1c1of2x2+0.1") !=
             std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
