// HiST's tumour module on Space Ranger's files, in small: what is read of them,
// and controls whose scores follow from how many spots there are.

#include <array>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>

#include "core/base/error.h"
#include "core/eval/findings/findings.h"
#include "tests/recipes/whole_program.h"
#include "tests/support/shared_data.h"

using namespace moonstain;
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(hist_visium_test,
                      *boost::unit_test::precondition(has_shared_data))

// By Python alone: of 4,992 places of the slide 2,898 lie in tissue, in columns
// 0 to 118; 1,786 of these up to column 59, 1,112 beyond. A half of each has
// the class. On the grid of 5,120 cells, tissue on t of it and the class on q,
// a mask of the tissue ranks no cell of the class below another and ties with
// the rest of the tissue: its area is 1/2 + (1 - t) / (2 (1 - q)), its overlap
// q / t; a prediction of nothing is right on 1 - q.
BOOST_AUTO_TEST_CASE(controls_on_halves_are_worked_out_by_hand) {
  const WholeProgram program;
  const Findings findings = program.findings(
      "hist_visium", concat("--data '", shared_data().native(),
                            "' --set profile=quick --set epochs=1"));
  BOOST_REQUIRE(findings.data.units.size() == 2U);
  BOOST_TEST(findings.data.unit == "block");
  BOOST_TEST(findings.data.clusters == 1U);
  const std::array<double, 2> spots{1786, 1112};
  const auto by_unit = [&](const char* predictor, const char* metric,
                           std::size_t i) {
    return findings.find(predictor, "whole_grid", metric)
        ->by_unit.at(findings.data.units.at(i).unit);
  };
  for (std::size_t i = 0; i < 2; ++i) {
    const double t = spots.at(i) / 5120;
    const double q = t / 2;
    BOOST_TEST_CONTEXT(findings.data.units.at(i).unit) {
      BOOST_TEST(findings.data.units.at(i).facts.at("spots") == spots.at(i));
      BOOST_TEST(
          by_unit("tissue_mask", "auc", i) == 0.5 + (1 - t) / (2 * (1 - q)),
          tt::tolerance(1e-12));
      BOOST_TEST(by_unit("tissue_mask", "iou", i) == 0.5, tt::tolerance(1e-12));
      BOOST_TEST(by_unit("training_prevalence", "accuracy", i) == 1 - q,
                 tt::tolerance(1e-12));
    }
  }
  // In tissue a mask of it is one value, and ranks nothing.
  BOOST_TEST(std::isnan(
      findings.find("tissue_mask", "tissue", "auc")->estimate.value));
  for (const PredictorFindings& one : findings.predictors) {
    for (const auto& [reading, scores] : one.readings) {
      for (const auto& [metric, of] : scores.metrics) {
        const double value = of.estimate.value;
        BOOST_TEST((std::isnan(value) || (value >= 0 && value <= 1)),
                   one.name << " " << reading << " " << metric);
      }
    }
  }
}

// The halves are of one section, and no switch removes that.
BOOST_AUTO_TEST_CASE(that_both_halves_are_of_one_section_is_told) {
  const WholeProgram program;
  const std::string said =
      program.say("lint recipes/hist_visium --set profile=quick", 2);
  for (const char* words :
       {"leak (label): section visium_mouse/S1 on both sides of 10 scores",
        "NOT acknowledged by a switch", "1 leak, 1 unacknowledged; "}) {
    BOOST_TEST(said.find(words) != std::string::npos, words << "\n" << said);
  }
}

BOOST_AUTO_TEST_SUITE_END()
