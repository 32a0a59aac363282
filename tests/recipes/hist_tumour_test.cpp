// HiST's tumour module in small, on the seven sections with labels, beside
// controls whose scores follow from how many spots have the class.

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/eval/findings/findings.h"
#include "tests/recipes/whole_program.h"
#include "tests/support/shared_data.h"

using namespace moonstain;
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(hist_tumour_test,
                      *boost::unit_test::precondition(has_shared_data))

// By Python alone, from counts, selections and tables of labels: spots of a
// section, and those among them that are of the class. On the grid of 5,120
// cells, tissue on t of it and the class on q, a mask of the tissue overlaps by
// q / t, and its area is 1/2 + (1 - t) / (2 (1 - q)).
BOOST_AUTO_TEST_CASE(the_tissue_mask_scores_what_labels_make_of_it) {
  struct Section {
    double spots;
    double of_class;
  };
  const std::map<std::string, Section> sections{
      {"her2st/A1", {346, 303}}, {"her2st/B4", {283, 17}},
      {"her2st/C2", {187, 83}},  {"her2st/C3", {180, 84}},
      {"her2st/C4", {184, 78}},  {"her2st/C5", {181, 77}},
      {"her2st/C6", {178, 86}}};
  const WholeProgram program;
  const Findings findings = program.findings(
      "hist_tumour",
      concat("--data '", shared_data().native(),
             "' --set profile=quick --set epochs=1 --set encoder=stain_texture "
             "--set unit=audited --set checkpoint=audited"));
  BOOST_TEST(findings.data.units.size() == sections.size());
  BOOST_TEST(findings.data.clusters == 3U);
  const auto of_mask = [&](const char* metric) {
    return findings.find("tissue_mask", "whole_grid", metric)->by_unit;
  };
  for (const auto& [name, section] : sections) {
    BOOST_TEST_CONTEXT(name) {
      const double t = section.spots / 5120;
      const double q = section.of_class / 5120;
      BOOST_TEST(of_mask("iou").at(name) == q / t, tt::tolerance(1e-12));
      BOOST_TEST(of_mask("auc").at(name) == 0.5 + (1 - t) / (2 * (1 - q)),
                 tt::tolerance(1e-12));
      BOOST_TEST(of_mask("sensitivity").at(name) == 1);
    }
  }
  BOOST_TEST(std::isfinite(findings.headline_value("hist_tumour_model")));

  // Figure 2c is of medians over slides, and so is what stands beside it.
  std::size_t medians = 0;
  for (const JudgedClaim& claim : findings.claims) {
    if (claim.where.find("figure 2c") == std::string::npos) continue;
    ++medians;
    BOOST_TEST_CONTEXT(claim.claim) {
      BOOST_TEST(claim.ours.of_what() == "median of 7 sections");
      std::vector<double> values;
      for (const auto& [section, value] :
           findings.find("hist_tumour_model", "whole_grid", claim.metric)
               ->by_unit) {
        values.push_back(value);
      }
      std::sort(values.begin(), values.end());
      BOOST_TEST(claim.ours.value == values.at(3));
    }
  }
  BOOST_TEST(medians == 5U);
}

BOOST_AUTO_TEST_SUITE_END()
