// What HiST reads from its maps, on the six sections at hand and the patients
// of TCGA, beside numbers that were worked out without this program.

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstddef>
#include <string>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/eval/findings/findings.h"
#include "tests/recipes/whole_program.h"
#include "tests/support/shared_data.h"

using namespace moonstain;
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(hist_downstream_test,
                      *boost::unit_test::precondition(has_shared_data))

// NumPy, from the tables alone: of 956 patients and 50 genes, log2(1 + RSEM),
// Pearson's r of a patient with the mean of all others is 0.6790149 in the
// mean; that with the mean over the kept spots of ln(1 + 10,000 n / total) of a
// section, a gene that was not counted as 0, is 0.2827013 over the six
// sections. What the model says of them was measured once, with a patient held
// out and genes chosen on training sections
// (recipes/hist_downstream/README.md): 0.305, and of the genes that differ
// between clusters 12.5 %, by colours 20.5 %, by shuffled spots none.
BOOST_AUTO_TEST_CASE(controls_are_those_of_numpy_and_the_model_as_stated) {
  const WholeProgram program;
  const Findings groups = program.findings(
      "hist_downstream", concat("--data '", shared_data().native(),
                                "' --set profile=quick --set unit=audited "
                                "--set gene_choice=audited"));
  const fs::path results = program.latest("hist_downstream");
  const Findings bulk = Findings::read(results / "bulk");
  BOOST_TEST(bulk.headline_value("average_profile") == 0.6790149,
             tt::tolerance(1e-6));
  BOOST_TEST(bulk.headline_value("measured") == 0.2827013, tt::tolerance(1e-6));
  BOOST_TEST(std::fabs(bulk.headline_value("ridge_features") - 0.305) < 0.005);

  BOOST_TEST(std::fabs(groups.headline_value("ridge_features") - 0.125) < 0.01);
  BOOST_TEST(std::fabs(groups.headline_value("colour_ridge") - 0.205) < 0.01);
  BOOST_TEST(groups.headline_value("shuffled_spots") < 0.01);

  for (const char* name : {"not_here", "terms_not_here"}) {
    const Findings claims = Findings::read(results / name);
    BOOST_TEST(!claims.claims.empty(), name);
    for (const JudgedClaim& claim : claims.claims) {
      BOOST_TEST((claim.number.verdict == NumberVerdict::cannot_be_tested),
                 name);
    }
  }
  // Share of patients above 0.2, by the average profile: NumPy's 0.9152720.
  const std::string page = read_file(results / "bulk.html");
  BOOST_TEST(page.find("0.915") != std::string::npos);

  // Of the predicted tumour some spots of each section are tested.
  const Findings tumour = program.findings(
      "hist_downstream", concat("--data '", shared_data().native(),
                                "' --set profile=quick --set places=tumour"));
  BOOST_REQUIRE(tumour.data.units.size() == groups.data.units.size());
  for (std::size_t i = 0; i < groups.data.units.size(); ++i) {
    const ScoredUnitFacts& one = tumour.data.units[i];
    BOOST_TEST(one.unit == groups.data.units[i].unit);
    BOOST_TEST(one.facts.at("spots") >= 2, one.unit);
    BOOST_TEST(one.facts.at("spots") < groups.data.units[i].facts.at("spots"),
               one.unit);
  }
}

BOOST_AUTO_TEST_SUITE_END()
