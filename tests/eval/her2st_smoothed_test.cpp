// The protocol of smoothed targets on real sections: 250 genes, a patient held
// out, ridge on mean colours of windows of 224 px. Expected values were
// computed apart from this program, with NumPy and Pillow. Needs
// $MOONSTAIN_DATA; without it every case is skipped.

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "core/data/prepare/expression.h"
#include "core/data/prepare/smoothed_targets.h"
#include "core/data/prepare/top_genes.h"
#include "core/eval/baselines/ridge_model.h"
#include "core/eval/metrics/expression_scores.h"
#include "tests/eval/her2st_sections.h"
#include "tests/support/shared_data.h"

namespace moonstain {
namespace {

// The pictured sections, and 250 genes of all sections with counts at hand.
struct Sections {
  std::vector<Targets> alone, smoothed;
  std::vector<Features> colours;

  Sections() {
    const Her2stSections& pictured = Her2stSections::get();
    TopGenes genes({.most = 250, .min_share = 0.1});
    for (const char* name : {"A1", "B1", "B2", "B3", "B5", "B6", "C1"}) {
      genes.add(her2st_section(name));
    }
    for (const Dataset& dataset : pictured.datasets) genes.add(dataset);
    const GeneList list = genes.chosen();
    BOOST_TEST(list.genes.size() == 250U);
    for (const Dataset& dataset : pictured.datasets) {
      alone.push_back(
          normalise(dataset, list.genes, Total::chosen, 1e4, Log::ln_1p));
      smoothed.push_back(smoothed_targets(alone.back(), dataset, 1));
    }
    colours = pictured.colours(224).at("mean");
  }

  // By section.
  std::vector<double> scores(const std::vector<Targets>& learned,
                             const std::vector<Targets>& truth) const {
    std::vector<double> values;
    for (std::size_t i = 0; i < truth.size(); ++i) {
      const auto out = her2st_held_out(i, true);
      const RidgeModel model = fit_ridge_model(
          without(colours, out), without(learned, out), {.alpha = 10});
      values.push_back(
          metric_value(expression_scores(
                           ridge_predictions(model, colours[i], "r"), truth[i]),
                       "tissue", parse_metric("pearson.mean")));
    }
    return values;
  }
};

void check_row(const std::vector<double>& found,
               const std::vector<double>& expected, double mean) {
  double sum = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    BOOST_TEST(
        std::abs(found[i] - expected[i]) < 0.0006,
        kHer2stSections[i] << ": " << found[i] << ", expected " << expected[i]);
    sum += found[i];
  }
  BOOST_TEST(std::abs(sum / 6 - mean) < 0.0004,
             "mean: " << sum / 6 << ", expected " << mean);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(her2st_smoothed_test,
                      *boost::unit_test::precondition(has_shared_data))

// Smoothing both sides lifts the same ridge by 0.063; by 0.064 where the genes
// are those of all 36 sections, of which 13 are at hand. Most of it is the
// truth's: learned from means and scored on spots it is what it was.
BOOST_AUTO_TEST_CASE(smoothing_lifts_a_ridge_on_colours) {
  const Sections all;
  check_row(all.scores(all.alone, all.alone),
            {0.2908, 0.1670, 0.1713, 0.1563, 0.1188, 0.1666}, 0.1785);
  check_row(all.scores(all.smoothed, all.smoothed),
            {0.4461, 0.1970, 0.2129, 0.1988, 0.1603, 0.2349}, 0.2417);
  check_row(all.scores(all.smoothed, all.alone),
            {0.2866, 0.1697, 0.1688, 0.1564, 0.1196, 0.1689}, 0.1784);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
