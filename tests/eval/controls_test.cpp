// Control baselines C0 to C3 on real sections beside what NumPy has of them
// (tests/golden/controls/README.md): targets, windows, colours, ridge, depth
// and scores, each by the code that recipes call. Needs $MOONSTAIN_DATA.
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/eval/baselines/baselines.h"
#include "core/eval/baselines/ridge_model.h"
#include "core/eval/metrics/expression_scores.h"
#include "tests/eval/her2st_sections.h"
#include "tests/support/golden.h"
#include "tests/support/published_rule.h"
#include "tests/support/shared_data.h"

namespace moonstain {
namespace {

using Colours = std::map<std::string, std::vector<Features>>;

const Json& golden() {
  static const Json json = read_golden("controls/controls");
  return json;
}

const Colours& colours_224() {
  static const Colours all = Her2stSections::get().colours(224);
  return all;
}

const Colours& colours_112() {
  static const Colours all = Her2stSections::get().colours(112);
  return all;
}

const std::vector<Targets>& p1_targets() {
  static const auto all =
      Her2stSections::get().targets(Total::chosen, Log::log10_1p);
  return all;
}

void check_near(const char* what, double ours, double theirs, double within) {
  BOOST_TEST(std::abs(ours - theirs) <= within,
             what << ": ours " << ours << ", theirs " << theirs);
}

// Predictions are float32: a value may be off by its rounding, a sum by that of
// all.
constexpr double kRounding = 2e-6;

void check_values(const Predictions& predictions, const Json& recorded,
                  double within) {
  const Eigen::Map<const Eigen::VectorXf> flat(predictions.values.data(),
                                               predictions.values.size());
  const Eigen::VectorXd values = flat.cast<double>();
  const double count = static_cast<double>(values.size());
  const double largest = values.cwiseAbs().maxCoeff();
  check_near("sum", values.sum(), recorded.at("sum"), within * count);
  check_near("sum of squares", values.squaredNorm(), recorded.at("sumsq"),
             2 * largest * within * count);
  check_near("least", values.minCoeff(), recorded.at("min"), within);
  check_near("largest", values.maxCoeff(), recorded.at("max"), within);
  std::uint64_t k = 0;
  for (const Json& value : recorded.at("values")) {
    const auto place =
        splitmix64(k++) % static_cast<std::uint64_t>(flat.size());
    check_near("a value", values[static_cast<Eigen::Index>(place)], value,
               within);
  }
}

double score(const Scores& scores, const std::string& metric) {
  return metric_value(scores, "tissue", parse_metric(metric));
}

// What one predictor has of a section.
//
// @param r_within  of correlations and errors
void check_section(const Predictions& predictions, std::size_t i,
                   const Json& recorded, double r_within) {
  const Targets& targets = p1_targets()[i];
  const Scores scores = expression_scores(predictions, targets, {});
  check_near("mean absolute error", score(scores, "mae.mean"),
             recorded.at("mae"), r_within);
  check_near("mean squared error", std::pow(score(scores, "entry_rmse"), 2),
             recorded.at("mse"), r_within);
  if (!recorded.contains("pcc_mean")) return;
  check_near("mean r", score(scores, "pearson.mean"), recorded.at("pcc_mean"),
             r_within);
  check_near("median r", score(scores, "pearson.median"),
             recorded.at("pcc_median"), 2 * r_within);
  check_near("mean r of 50 genes", score(scores, "pearson.heg50"),
             recorded.at("heg50"), 2 * r_within);
  const auto undefined =
      static_cast<std::int64_t>(score(scores, "undefined_items"));
  BOOST_TEST(targets.values.cols() - undefined ==
             recorded.at("genes_counted").get<std::int64_t>());
}

// One row of the table, and its mean over sections as published.
template <typename Predict>
double mean_r(const std::string& name, double r_within, double value_within,
              Predict predict) {
  double sum = 0;
  for (std::size_t i = 0; i < kHer2stSections.size(); ++i) {
    BOOST_TEST_CONTEXT(name << ", " << kHer2stSections[i]) {
      const Json& recorded =
          golden().at("results").at(name).at(kHer2stSections[i]);
      const Predictions predictions = predict(i);
      check_section(predictions, i, recorded, r_within);
      check_values(predictions, recorded.at("prediction"), value_within);
      sum += score(expression_scores(predictions, p1_targets()[i], {}),
                   "pearson.mean");
    }
  }
  return sum / static_cast<double>(kHer2stSections.size());
}

double ridge_mean_r(const std::string& name,
                    const std::vector<Features>& features, bool patient) {
  // A grey level in 255 of one decoder moves a feature by 1e-3 at most, and
  // with the steepest slopes a prediction by some hundredths of its spread.
  return mean_r(name, 5e-4, 5e-3, [&](std::size_t i) {
    const auto out = her2st_held_out(i, patient);
    return ridge_predictions(
        fit_ridge_model(without(features, out), without(p1_targets(), out),
                        {.alpha = 10}),
        features[i], "ridge");
  });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(controls_test,
                      *boost::unit_test::precondition(has_shared_data))

BOOST_AUTO_TEST_CASE(colours_of_windows_match) {
  for (std::size_t i = 0; i < kHer2stSections.size(); ++i) {
    const Json& recorded =
        golden().at("features_first_spot").at(kHer2stSections[i]);
    BOOST_TEST_CONTEXT(kHer2stSections[i]) {
      for (const auto& [name, colours] : {std::pair("f112", &colours_224()),
                                          std::pair("f56", &colours_112())}) {
        const Features& features = colours->at("mean_sd")[i];
        for (Eigen::Index c = 0; c < 6; ++c) {
          check_near(name, features.values(0, c),
                     recorded.at(name).at(static_cast<std::size_t>(c)), 1e-3);
        }
      }
      const Eigen::MatrixXd all =
          colours_224().at("mean_sd")[i].values.cast<double>();
      const Json& sums = recorded.at("f112_sum_sumsq");
      const double count = static_cast<double>(all.size());
      check_near("sum", all.sum(), sums.at(0), 1e-3 * count);
      check_near("sum of squares", all.squaredNorm(), sums.at(1), 2e-3 * count);
    }
  }
}

// C0: the mean of each gene over the training spots. It has no correlation.
BOOST_AUTO_TEST_CASE(training_means_match_c0) {
  const Her2stSections& data = Her2stSections::get();
  const double r = mean_r("C0, P1-6", kRounding, kRounding, [&](std::size_t i) {
    const Dataset& dataset = data.datasets[i];
    return mean_predictions(without(p1_targets(), {i}),
                            {dataset.section, dataset.spots}, "mean");
  });
  BOOST_TEST(std::isnan(r));
}

// C1: .2453 over sections, of the 50 most expressed genes .3766.
BOOST_AUTO_TEST_CASE(measured_depth_matches_c1) {
  const auto predict = [](bool patient) {
    return [patient](std::size_t i) {
      return depth_predictions(
          without(p1_targets(), her2st_held_out(i, patient)), p1_targets()[i],
          DepthTotal::chosen, "depth");
    };
  };
  check_near("C1", mean_r("C1, P1-6", 1e-5, 2e-5, predict(false)), .2453, 5e-5);
  mean_r("C1, P1p-6", 1e-5, 2e-5, predict(true));
  double highest = 0;
  for (std::size_t i = 0; i < kHer2stSections.size(); ++i) {
    highest += score(expression_scores(predict(false)(i), p1_targets()[i], {}),
                     "pearson.heg50") /
               static_cast<double>(kHer2stSections.size());
  }
  check_near("C1, 50 genes", highest, .3766, 5e-5);
}

// C2 and C3 over sections, a section and a patient held out; C2 on windows of
// half the width.
BOOST_AUTO_TEST_CASE(ridges_on_colours_match_c2_and_c3) {
  struct Row {
    const char* name;
    const Colours* colours;
    const char* statistics;
    bool patient;
    double mean;
  };
  for (const Row& row :
       {Row{"C2, P1-6", &colours_224(), "mean", false, .1751},
        Row{"C2, P1p-6", &colours_224(), "mean", true, .1725},
        Row{"C2 112 px, P1-6", &colours_112(), "mean", false, .1522},
        Row{"C3, P1-6", &colours_224(), "mean_sd", false, .1893},
        Row{"C3, P1p-6", &colours_224(), "mean_sd", true, .1575}}) {
    check_near(
        row.name,
        ridge_mean_r(row.name, row.colours->at(row.statistics), row.patient),
        row.mean, 5e-4);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
