// GHIST's recipes in small, on real cells and on real and made-up patients.

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/eval/findings/findings.h"
#include "tests/recipes/whole_program.h"
#include "tests/support/shared_data.h"

using namespace moonstain;

namespace {

std::string with_data(const std::string& options) {
  return concat("--data '", shared_data().native(), "' --set profile=quick ",
                options);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ghist_test,
                      *boost::unit_test::precondition(has_shared_data))

BOOST_AUTO_TEST_CASE(strips_of_cells_are_held_out_beside_controls) {
  const WholeProgram program;
  const Findings findings = program.findings(
      "ghist_cells", with_data("--set epochs=1 --set width=1"));
  BOOST_TEST(findings.data.unit == "block");
  BOOST_TEST(findings.data.units.size() == 2U);
  for (const char* control : {"nucleus_area", "nucleus_colour", "library_size",
                              "own_type", "neighbour_type"}) {
    BOOST_TEST(std::isfinite(findings.headline_value(control)), control);
  }
  // A cell's own type tells more than its neighbour's, and both are measured.
  BOOST_TEST(findings.headline_value("own_type") >
             findings.headline_value("neighbour_type"));
  const std::string said = program.said();
  BOOST_TEST(said.find("is virtual: an H&E-like picture") != std::string::npos);
  const Findings types =
      Findings::read(program.latest("ghist_cells") / "types");
  BOOST_TEST(std::isfinite(types.headline_value("own_type")));
}

// Published strips see each other's rows, and the plan says so; apart they are
// of one section still.
BOOST_AUTO_TEST_CASE(leaks_of_strips_are_told_by_block) {
  const WholeProgram program;
  const std::string told =
      program.say("lint recipes/ghist_cells --set profile=quick");
  BOOST_TEST(told.find("leak (label): blocks xenium_breast/S1#r1c1of5x1+0.6") !=
             std::string::npos);
  BOOST_TEST(told.find("acknowledged: switch context") != std::string::npos);
  BOOST_TEST(told.find(", 0 unacknowledged; ") != std::string::npos);
  BOOST_TEST(told.find("with every leak switch audited there is a leak "
                       "(label): section xenium_breast/S1") !=
             std::string::npos);
}

// Patients are held out of spots: what leaks is which genes were chosen.
BOOST_AUTO_TEST_CASE(spots_of_held_out_patients_are_beside_ridges) {
  const WholeProgram program;
  const std::string told =
      program.say("lint recipes/ghist_spots --set profile=quick");
  BOOST_TEST(told.find("acknowledged: switch gene_choice") !=
             std::string::npos);
  BOOST_TEST(told.find("acknowledged: switch gene_sets") != std::string::npos);
  BOOST_TEST(told.find("2 leaks, 0 unacknowledged; ") != std::string::npos);
  const Findings findings = program.findings(
      "ghist_spots", with_data("--set epochs=1 --set width=1"));
  BOOST_TEST(findings.data.unit == "section");
  BOOST_TEST(findings.data.units.size() == 6U);
  for (const char* predictor : {"ghist", "training_mean", "nucleus_factor",
                                "colour_ridge", "ridge_features"}) {
    BOOST_TEST(std::isfinite(findings.headline_value(predictor)), predictor);
  }
  BOOST_TEST(findings.headline_value("colour_ridge") >
             findings.headline_value("training_mean"));
  const Findings missing =
      Findings::read(program.latest("ghist_spots") / "not_here");
  for (const JudgedClaim& claim : missing.claims) {
    BOOST_TEST((claim.number.verdict == NumberVerdict::cannot_be_tested));
  }
}

BOOST_AUTO_TEST_CASE(what_is_planted_in_patients_is_found) {
  const WholeProgram program;
  const Findings survival = program.findings(
      "ghist_tcga", with_data("--set permutations=5 --set repeats=2 --set "
                              "cohorts=21 --set planted_cohorts=5"));
  for (const char* risk : {"expression", "pam50", "copy_number"}) {
    BOOST_TEST(std::isfinite(survival.headline_value(risk)), risk);
  }
  const fs::path results = program.latest("ghist_tcga");
  const Findings made_up = Findings::read(results / "made_up");
  BOOST_TEST(made_up.headline_value("proportions_planted") > 0.6);
  const std::string page = read_file(results / "made_up.html");
  for (const char* rates :
       {"21 made-up cohorts of 40 patients of 300 cells, 20 genes and 12 loci. "
        "Nothing is planted, so every yes is false.",
        "5 made-up cohorts of 40 patients of 300 cells, 20 genes and 12 loci. "
        "Planted: types that drive the hazard"}) {
    BOOST_TEST(page.find(rates) != std::string::npos, rates);
  }
  BOOST_TEST(read_file(results / "report.html")
                 .find("of 21 made-up cohorts with nothing planted") !=
             std::string::npos);
  const Findings along = Findings::read(results / "copy_number");
  BOOST_TEST(along.headline_value("rnaseq") > 0.1);
}

BOOST_AUTO_TEST_SUITE_END()
