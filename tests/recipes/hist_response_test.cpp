// HiST's response to immunotherapy in small: what the published row says by
// arithmetic, and one epoch on made-up slides.

#include <boost/test/unit_test.hpp>
#include <cstddef>
#include <string>

#include "core/base/file.h"
#include "core/eval/findings/findings.h"
#include "tests/recipes/whole_program.h"

using namespace moonstain;
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(hist_response_test)

// Of 102 and 29 slides "no" is right on p = 102 / 131: weighted by class size
// its precision is p p + (1 - p) 1, 0 / 0 counting as 1, its F1 p 2p / (1 + p).
// scikit-learn's folds score 16 slides by another one of their patient.
BOOST_AUTO_TEST_CASE(always_no_stands_beside_the_published_row) {
  const WholeProgram program;
  const Findings kin = program.findings(
      "hist_response", "--set epochs=1 --set checkpoint=audited");
  const fs::path results = program.latest("hist_response");
  const Findings published = Findings::read(results / "published");
  constexpr double p = 102.0 / 131.0;
  const double no[] = {p, p * p + 1 - p, p, 2 * p * p / (1 + p)};
  BOOST_REQUIRE(published.claims.size() == 4U);
  for (std::size_t i = 0; i < 4; ++i) {
    const JudgedClaim& claim = published.claims[i];
    BOOST_TEST_CONTEXT(claim.metric) {
      BOOST_REQUIRE(claim.trivial.size() == 1U);
      BOOST_TEST(claim.trivial[0].trivial.value == no[i], tt::tolerance(1e-12));
      // The row's own counts put it surely above "no" in F1 alone.
      BOOST_TEST(claim.trivial[0].excluded == (i == 3));
      BOOST_TEST((claim.number.verdict == NumberVerdict::cannot_be_tested));
    }
  }
  const std::string page = read_file(results / "published.html");
  for (const char* words :
       {"0.779 (", "0.828 (", "0.682 (",
        "131 slides of 121 patients. Where slides are dealt out one by one, 16 "
        "are scored by what has learned from another slide of their patient; "
        "where patients are, 0."}) {
    BOOST_TEST(page.find(words) != std::string::npos, words);
  }

  // Sixty made-up slides in five folds, for each of both ways to make them.
  const Findings planted = Findings::read(results / "made_planted");
  for (const Findings* one : {&kin, &planted}) {
    BOOST_TEST(one->data.units.size() == 5U);
    const double accuracy = one->headline_value("hist_response_model");
    BOOST_TEST((accuracy >= 0 && accuracy <= 1), accuracy);
    // Who says what most of the other 48 say is right as often as that is.
    double responses = 0;
    for (const ScoredUnitFacts& fold : one->data.units) {
      BOOST_TEST(fold.facts.at("slides") == 12, fold.unit);
      responses += fold.facts.at("responses");
    }
    const auto right = one->find("more_frequent", "patients", "accuracy");
    for (const ScoredUnitFacts& fold : one->data.units) {
      const double here = fold.facts.at("responses");
      const double others = responses - here;
      if (others == 24) continue;  // neither is the more frequent
      BOOST_TEST(
          right->by_unit.at(fold.unit) == (others > 24 ? here : 12 - here) / 12,
          tt::tolerance(1e-12));
    }
  }
}

BOOST_AUTO_TEST_CASE(each_leak_goes_with_its_switch) {
  const WholeProgram program;
  const std::string said = program.say("lint recipes/hist_response");
  for (const char* words :
       {"leak (label): ", "acknowledged: switch folds\n", "leak (selection): ",
        "acknowledged: switch folds and class_weights and checkpoint\n",
        "2 leaks, 0 unacknowledged; "}) {
    BOOST_TEST(said.find(words) != std::string::npos, words << "\n" << said);
  }
}

BOOST_AUTO_TEST_SUITE_END()
