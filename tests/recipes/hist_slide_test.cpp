// HiST on a whole slide in small: the slide's own size says how wide a tile is.

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/data/stored/predictions.h"
#include "core/eval/findings/findings.h"
#include "tests/recipes/whole_program.h"
#include "tests/support/shared_data.h"

using namespace moonstain;

BOOST_AUTO_TEST_SUITE(hist_slide_test,
                      *boost::unit_test::precondition(has_shared_data))

// The slide is 2,220 x 2,967 px, tissue from edge to edge; padded to five by
// four, 2,967 px are 80 tiles of 37 px, and 2,374 px 64 of 37.
BOOST_AUTO_TEST_CASE(a_slide_becomes_maps_on_the_grid) {
  const WholeProgram program;
  const Findings findings = program.findings(
      "hist_slide", concat("--data '", shared_data().native(),
                           "' --set profile=quick --set epochs=1"));
  const fs::path results = program.latest("hist_slide");
  const std::string page = read_file(results / "report.html");
  BOOST_TEST(page.find("2220 x 2967 of 2220 x 2967 px, in tiles of 37 x 37 "
                       "px.") != std::string::npos);
  const Predictions maps = Predictions::read(results / "slide");
  BOOST_TEST(maps.about == "slides/CMU-1");
  BOOST_TEST(maps.values.allFinite());
  BOOST_TEST(maps.variables.size() == findings.data.items);

  // The one section of the other patient, B4.
  BOOST_REQUIRE(findings.data.units.size() == 1U);
  BOOST_TEST(findings.data.units[0].unit == "her2st/B4");
  BOOST_TEST(findings.data.units[0].facts.at("spots") == 283);
  // Tissue alone correlates as its share and the spread in it say.
  BOOST_REQUIRE(findings.mask.has_value());
  BOOST_TEST(findings.mask->largest_difference < 1e-9);
  const double r = findings.headline_value("hist_model");
  BOOST_TEST((r >= -1 && r <= 1));
}

BOOST_AUTO_TEST_SUITE_END()
