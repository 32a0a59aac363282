// The benchmark of methods over spots in small, on the two sections that ship:
// one animal, so that each section is predicted by a model that saw the other.

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>

#include "core/eval/findings/findings.h"
#include "tests/recipes/whole_program.h"

using namespace moonstain;

namespace {

constexpr const char* kSmall =
    " --set dataset=mob --set unit=section --set profile=quick"
    " --set methods=features --set hist2rna_epochs=2 --set deeppt_epochs=2"
    " --set sequoia_spots_epochs=1 --set bleep_epochs=2";

}  // namespace

BOOST_AUTO_TEST_SUITE(spot_benchmark_test)

BOOST_AUTO_TEST_CASE(methods_are_ranked_beside_controls) {
  const WholeProgram program;
  const Findings findings = program.findings("spot_benchmark", kSmall);
  for (const char* predictor :
       {"hist2rna", "deeppt", "sequoia_spots", "bleep", "colour_ridge",
        "colour_sd_ridge", "ridge_features", "nearest_50", "spot_depth"}) {
    BOOST_TEST(std::isfinite(findings.headline_value(predictor)), predictor);
  }
  BOOST_TEST(std::isnan(findings.headline_value("training_mean")));
  BOOST_TEST(findings.model == "hist2rna");
  BOOST_TEST(findings.notes.at(0).find("colour ridge (") != std::string::npos);
  BOOST_TEST(findings.panels.at(0).title == "All methods and controls");
}

BOOST_AUTO_TEST_SUITE_END()
