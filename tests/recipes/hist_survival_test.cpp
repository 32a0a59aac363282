// HiST's survival recipe in small, on real and on made-up patients.

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/eval/findings/findings.h"
#include "tests/recipes/whole_program.h"
#include "tests/support/shared_data.h"

using namespace moonstain;

BOOST_AUTO_TEST_SUITE(hist_survival_test,
                      *boost::unit_test::precondition(has_shared_data))

BOOST_AUTO_TEST_CASE(what_a_chosen_epoch_adds_is_shown_and_nothing_is_proved) {
  const WholeProgram program;
  const std::string options =
      concat("--data '", shared_data().native(),
             "' --set profile=quick --set permutations=2 --set draws=100 "
             "--set repeats=1 --set noises=6 --set made_epochs=21");
  const Findings network = program.findings("hist_survival", options);
  BOOST_TEST(std::isfinite(network.headline_value("network_clinical")));
  const fs::path results = program.latest("hist_survival");
  const Findings survival = Findings::read(results / "gain");
  for (const char* risk : {"clinical", "expression", "copy_number",
                           "clinical_expression", "clinical_copy_number"}) {
    BOOST_TEST(std::isfinite(survival.headline_value(risk)), risk);
  }
  // Of covariates of noise the highest epoch is above the last.
  const Findings epochs = Findings::read(results / "epochs");
  BOOST_TEST(epochs.headline_value("noise") > 0.01);
  const Findings missing = Findings::read(results / "not_here");
  BOOST_TEST(missing.claims.size() == 19U);
  for (const JudgedClaim& claim : missing.claims) {
    BOOST_TEST((claim.number.verdict == NumberVerdict::cannot_be_tested));
  }
  // NumPy, from the table alone: of 956 patients, 130 of whom died, 478 lie
  // above the median of CD8A; log-rank p 0.0058859.
  const std::string gains = read_file(results / "gain.html");
  BOOST_TEST(gains.find("Survival by bulk expression of CD8A") !=
             std::string::npos);
  BOOST_TEST(gains.find("Log-rank p 0.00589") != std::string::npos);
  const std::string page = read_file(results / "epochs.html");
  BOOST_TEST(page.find("network_shuffled: 0.") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
