// HESpotEx's recipes in small, on the two sections that ship: one animal, so
// that each section is predicted by a model that saw the other.

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/eval/findings/findings.h"
#include "tests/recipes/whole_program.h"

using namespace moonstain;

namespace {

constexpr const char* kSmall =
    " --set dataset=mob --set profile=quick --set top_genes=20"
    " --set gate_steps=5 --set epochs=2 --set encoder=stain_texture";

}  // namespace

BOOST_AUTO_TEST_SUITE(hespotex_test)

BOOST_AUTO_TEST_CASE(one_section_left_out_is_set_beside_its_neighbour) {
  const WholeProgram program;
  const Findings findings = program.findings("hespotex_loocv", kSmall);
  for (const char* predictor :
       {"hespotex", "hespotex_last", "hespotex_inner", "gene_head",
        "neighbour_copy", "colour_ridge", "ridge_features"}) {
    BOOST_TEST(std::isfinite(findings.headline_value(predictor)), predictor);
  }
  // The sections are neighbours: a copy of the other one tells more than
  // colours do.
  BOOST_TEST(findings.headline_value("neighbour_copy") > 0.2);
  BOOST_TEST(std::isnan(findings.headline_value("training_mean")));
  BOOST_REQUIRE(findings.claims.size() == 1U);
  std::string said = program.said();
  std::replace(said.begin(), said.end(), '\n', ' ');
  BOOST_TEST(said.find("no number of it was published.") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_pair_of_sections_is_laid_on_each_other_and_compared) {
  const WholeProgram program;
  const Findings findings = program.findings("hespotex_cross_section", kSmall);
  for (const char* predictor : {"hespotex", "colour_ridge", "ridge_features"}) {
    BOOST_TEST(std::isfinite(findings.headline_value(predictor)), predictor);
  }
}

// Three tissues, two sections each, and a pair of two tissues that must be
// refused; and each section's own score, its patient held out.
BOOST_AUTO_TEST_CASE(made_up_pairs_are_laid_on_each_other_but_two_tissues) {
  const WholeProgram program;
  const std::string said = program.say(
      "run recipes/hespotex_synthetic --set profile=quick --set epochs=2"
      " --set gate_steps=2");
  const fs::path results = program.latest("hespotex_synthetic");
  const Findings pairs = Findings::read(results / "findings");
  const Findings patients = Findings::read(results / "patients");
  BOOST_TEST(pairs.data.units.size() == 3U);
  BOOST_TEST(patients.data.units.size() == 6U);
  // Each set of findings has its page.
  BOOST_TEST(read_file(results / "report.html").find("(CS-0)") !=
             std::string::npos);
  BOOST_TEST(read_file(results / "patients.html").find("(CS-3)") !=
             std::string::npos);
  BOOST_REQUIRE(!pairs.panels.empty());
  const auto& table = std::get<TablePanel>(pairs.panels.front().data);
  std::size_t refused = 0;
  for (const TableColumn& column : table.columns) {
    for (const std::string& text : column.texts) {
      refused += text.find("overlap") != std::string::npos ? 1U : 0U;
    }
  }
  BOOST_TEST(refused == 1U);
}

BOOST_AUTO_TEST_CASE(parts_of_a_section_are_held_out_in_turn) {
  const WholeProgram program;
  program.say(
      "run recipes/hespotex_sub_regions --set profile=quick --set epochs=2"
      " --set gate_steps=2 --set near=audited");
  const Findings findings =
      Findings::read(program.latest("hespotex_sub_regions") / "findings");
  BOOST_TEST(findings.data.unit == "block");
  BOOST_TEST(findings.data.units.size() == 16U);
  BOOST_TEST(std::isfinite(findings.headline_value("colour_ridge")));
}

// Each leak of the published protocol is told, and goes with a switch: of one
// section each by its own, of a pair, whose sections are learned from by turns,
// some only where all are turned.
BOOST_AUTO_TEST_CASE(every_leak_is_acknowledged) {
  const WholeProgram program;
  const std::string one = program.say("lint recipes/hespotex_loocv");
  const std::string pair = program.say("lint recipes/hespotex_cross_section");
  for (const std::string* said : {&one, &pair}) {
    BOOST_TEST(said->find(", 0 unacknowledged; ") != std::string::npos, *said);
  }
  for (const char* name : {"gate_fit", "gene_choice", "checkpoint", "unit"}) {
    BOOST_TEST(one.find(concat("acknowledged: switch ", name, "\n")) !=
                   std::string::npos,
               name);
  }
  BOOST_TEST(pair.find("acknowledged: switch unit\n") != std::string::npos);
  BOOST_TEST(pair.find("acknowledged: switch gene_choice\n") !=
             std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
