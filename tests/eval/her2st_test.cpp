// The baselines on real sections: tables of
// recipes/hist_loocv/METHOD.md 9.3. Needs $MOONSTAIN_DATA; without it every
// case is skipped. The pictures are decoded once for all cases.
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "core/eval/baselines/baselines.h"
#include "core/eval/baselines/ridge_model.h"
#include "core/eval/metrics/expression_scores.h"
#include "tests/eval/her2st_sections.h"
#include "tests/support/shared_data.h"

namespace moonstain {
namespace {

const std::vector<std::string>& kSections = kHer2stSections;

// Of windows of 224 px, once for all cases.
const std::map<std::string, std::vector<Features>>& colours() {
  static const auto all = Her2stSections::get().colours(224);
  return all;
}

Scores scored(const Predictions& predictions, const Targets& targets,
              const GridMap& grid) {
  return expression_scores(predictions, targets, {&grid});
}

// Ridge on colours, by section.
std::vector<Scores> ridge_scores(const std::string& statistics,
                                 const std::vector<Targets>& targets,
                                 bool patient) {
  const Her2stSections& data = Her2stSections::get();
  const auto& features = colours().at(statistics);
  std::vector<Scores> scores;
  for (std::size_t i = 0; i < kSections.size(); ++i) {
    const auto out = her2st_held_out(i, patient);
    const RidgeModel model = fit_ridge_model(
        without(features, out), without(targets, out), {.alpha = 10});
    scores.push_back(scored(ridge_predictions(model, features[i], "r"),
                            targets[i], data.grids[i]));
  }
  return scores;
}

std::vector<double> values(const std::vector<Scores>& scores,
                           const std::string& metric = "pearson.mean") {
  std::vector<double> list;
  for (const Scores& one : scores) {
    list.push_back(metric_value(one, "tissue", parse_metric(metric)));
  }
  return list;
}

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) {
    sum += value;
  }
  return sum / static_cast<double>(values.size());
}

// Equal to the places that the table prints.
void check_row(const std::vector<double>& ours,
               const std::vector<double>& printed, double mean_printed) {
  for (std::size_t i = 0; i < printed.size(); ++i) {
    BOOST_TEST(
        std::abs(ours[i] - printed[i]) < 0.00051,
        kSections[i] << ": ours " << ours[i] << ", printed " << printed[i]);
  }
  BOOST_TEST(std::abs(mean(ours) - mean_printed) < 0.00051,
             "mean: ours " << mean(ours) << ", printed " << mean_printed);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(her2st_test,
                      *boost::unit_test::precondition(has_shared_data))

// recipes/hist_loocv/METHOD.md 9.3: C1, P1-6.
BOOST_AUTO_TEST_CASE(depth_matches_c1) {
  const Her2stSections& data = Her2stSections::get();
  const auto targets = data.targets(Total::chosen, Log::log10_1p);
  std::vector<Scores> scores;
  for (std::size_t i = 0; i < kSections.size(); ++i) {
    scores.push_back(scored(depth_predictions(without(targets, {i}), targets[i],
                                              DepthTotal::chosen, "spot_depth"),
                            targets[i], data.grids[i]));
  }
  check_row(values(scores), {.341, .238, .223, .221, .221, .228}, .245);
  const double highest = mean(values(scores, "pearson.heg50"));
  BOOST_TEST(std::abs(highest - .377) < 0.00051,
             "50 most expressed: " << highest);
}

// C2 and C3: a section, and a patient held out.
BOOST_AUTO_TEST_CASE(colour_ridges_match_c2_and_c3) {
  const auto targets =
      Her2stSections::get().targets(Total::chosen, Log::log10_1p);
  const auto c2 = ridge_scores("mean", targets, false);
  check_row(values(c2), {.273, .171, .159, .158, .134, .156}, .175);
  const double highest = mean(values(c2, "pearson.heg50"));
  BOOST_TEST(std::abs(highest - .130) < 0.00051,
             "50 most expressed: " << highest);
  check_row(values(ridge_scores("mean", targets, true)),
            {.273, .164, .162, .154, .131, .151}, .172);
  check_row(values(ridge_scores("mean_sd", targets, false)),
            {.238, .188, .186, .191, .171, .161}, .189);
  check_row(values(ridge_scores("mean_sd", targets, true)),
            {.238, .150, .148, .144, .130, .135}, .158);
}

// The floors table: B4 trained on C, and five folds inside C. The table does
// not say its penalty; with ours the values lie within 0.002.
BOOST_AUTO_TEST_CASE(nine_colours_and_depth_match_the_floors) {
  const Her2stSections& data = Her2stSections::get();
  struct Row {
    Total total;
    Log log;
    double nine_b4, nine_c, depth_b4, depth_c;
  };
  for (const Row& row :
       {Row{Total::all, Log::ln_1p, .113, .120, .188, .139},
        Row{Total::chosen, Log::log10_1p, .248, .192, .341, .228}}) {
    const auto targets = data.targets(row.total, row.log);
    const auto& nine = colours().at("nine");
    const DepthTotal total =
        row.total == Total::all ? DepthTotal::all : DepthTotal::chosen;
    std::vector<Scores> ridges;
    std::vector<Scores> depths;
    for (std::size_t i = 0; i < kSections.size(); ++i) {
      // B4 is trained on C alone; so are the folds inside C.
      const std::vector<std::size_t> out{0, i};
      const auto training = without(targets, out);
      const RidgeModel model =
          fit_ridge_model(without(nine, out), training, {.alpha = 10});
      ridges.push_back(scored(ridge_predictions(model, nine[i], "nine"),
                              targets[i], data.grids[i]));
      depths.push_back(
          scored(depth_predictions(training, targets[i], total, "depth"),
                 targets[i], data.grids[i]));
    }
    const std::vector<double> colour = values(ridges);
    const std::vector<double> depth = values(depths);
    const auto c_mean = [](const std::vector<double>& all) {
      return mean({all.begin() + 1, all.end()});
    };
    BOOST_TEST(std::abs(colour[0] - row.nine_b4) < 0.0021,
               "nine colours, B4: " << colour[0]);
    BOOST_TEST(std::abs(c_mean(colour) - row.nine_c) < 0.0021,
               "nine colours, C: " << c_mean(colour));
    BOOST_TEST(std::abs(depth[0] - row.depth_b4) < 0.0021,
               "depth, B4: " << depth[0]);
    BOOST_TEST(std::abs(c_mean(depth) - row.depth_c) < 0.0021,
               "depth, C: " << c_mean(depth));
  }
}

// recipes/hist_loocv/METHOD.md 7.3: the identity on real sections, and sparse
// grids: 3.5 to 5.5 % of the cells hold tissue (2.4 there).
BOOST_AUTO_TEST_CASE(mask_identity_holds_on_real_sections) {
  const Her2stSections& data = Her2stSections::get();
  const auto targets = data.targets(Total::all, Log::ln_1p);
  for (std::size_t i = 0; i < kSections.size(); ++i) {
    const Scores scores =
        scored(mask_predictions(data.grids[i], targets[i], "mask"), targets[i],
               data.grids[i]);
    const double tissue = scores.facts.at("tissue_share_of_grid");
    BOOST_TEST(tissue > 0.034);
    BOOST_TEST(tissue < 0.056);
    const auto& identity = scores.column("whole_grid", "mask_identity");
    const auto& measured = scores.column("whole_grid", "mask_measured");
    for (Eigen::Index gene = 0; gene < identity.size(); ++gene) {
      if (std::isnan(measured[gene])) {
        BOOST_TEST(std::isnan(identity[gene]));
      } else {
        BOOST_TEST(std::abs(identity[gene] - measured[gene]) < 1e-9);
      }
    }
    BOOST_TEST_MESSAGE(kSections[i]
                       << ": mask r on the whole grid "
                       << metric_value(scores, "whole_grid",
                                       parse_metric("pearson.mean")));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
