// HiST's way from a slide to a risk on made-up slides, in small.

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>

#include "core/base/error.h"
#include "core/base/folder.h"
#include "core/base/json.h"
#include "core/base/matrix.h"
#include "core/data/patients/synthetic_patient.h"
#include "core/data/stored/grid_values.h"
#include "core/eval/findings/findings.h"
#include "core/stats/correlation.h"
#include "tests/recipes/whole_program.h"

using namespace moonstain;

namespace {

// What the recipe's gene network says of TOP2A in the left half of the tissue,
// less the right: columns 8 to 24 of 32 lie in its middle.
double apart(const GridValues& map) {
  double left = 0, right = 0;
  for (std::int64_t row = 8; row < 24; ++row) {
    for (std::int64_t column = 8; column < 24; ++column) {
      (column < 16 ? left : right) += map.values(row * map.columns + column, 0);
    }
  }
  return (left - right) / 128;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hist_slides_survival_test)

// Of a slide the gene network sees tiles alone, of which z changes those of the
// left half. So where z is far from 0 the halves of the patient's own map lie
// apart, in whatever direction so short a training has led; of maps that went
// to other patients the ranks would have nothing to do with each other.
BOOST_AUTO_TEST_CASE(
    the_map_of_a_patient_moves_with_what_is_planted_on_its_slide) {
  const WholeProgram program;
  const Findings findings = program.findings(
      "hist_slides_survival", "--set profile=quick --set risk_epochs=21");
  BOOST_TEST(findings.model == "slides");
  BOOST_TEST(std::isfinite(findings.headline_value("slides")));
  BOOST_TEST(std::isfinite(findings.headline_value("slides_of_others")));
  const fs::path results = program.latest("hist_slides_survival");
  Matrix planted(30, 1), predicted(30, 1);
  Eigen::Index slides = 0;
  for (const std::string& section : list_folder(results / "maps")) {
    const GridValues map = GridValues::read(results / "maps" / section);
    BOOST_TEST(map.section == concat("synthetic_cells/", section));
    BOOST_REQUIRE(map.variables.at(0) == "TOP2A");
    // Sections and patients of this data set go by the same numbers.
    const SyntheticPatientOptions patient{
        .seed = 1,
        .section = map.section,
        .patient = concat("synthetic_cells/P", section.substr(1)),
        .genes = map.variables};
    BOOST_REQUIRE(slides < 30);
    planted(slides, 0) =
        static_cast<float>(std::fabs(synthetic_truth(patient).malignancy));
    predicted(slides++, 0) = static_cast<float>(std::fabs(apart(map)));
  }
  BOOST_REQUIRE(slides == 30);
  BOOST_TEST(spearman_by_gene(predicted, planted)[0] > 0.7);
}

// The survival network gets the maps of the slides, each beside its patient's
// name; whom the gene network learned from is nobody whose risk is told.
BOOST_AUTO_TEST_CASE(every_map_goes_to_its_patient) {
  const WholeProgram program;
  const Json plan = parse_json(
      program.say("plan hist_slides_survival --json --set profile=quick"),
      "plan");
  const Json& nodes = plan.at("nodes");
  BOOST_TEST(plan.at("leaks").empty());
  std::size_t risks = 0;
  for (const Json& node : nodes) {
    if (node.at("step") != "hist_survival_risk") continue;
    ++risks;
    const Json& maps = node.at("inputs").at("maps");
    const Json& patients = node.at("options").at("map_patients");
    BOOST_REQUIRE(maps.size() == 30U);
    BOOST_REQUIRE(patients.size() == maps.size());
    for (std::size_t i = 0; i < maps.size(); ++i) {
      const Json& map = nodes.at(maps[i].get<std::size_t>());
      BOOST_REQUIRE(map.at("step") == "grid_predictions");
      const std::string section = map.at("section");
      BOOST_TEST(concat("P", section.substr(section.rfind('C') + 1)) ==
                 patients[i].get<std::string>().substr(16));
    }
  }
  BOOST_TEST(risks == 4U);
}

BOOST_AUTO_TEST_SUITE_END()
