#include "core/data/prepare/marker_score.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/data/prepare/spots.h"
#include "core/data/stored/join.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"

namespace moonstain {
namespace {

// Columns of the markers that are there and vary.
std::vector<Eigen::Index> columns_of(const Predictions& predictions,
                                     const std::vector<std::string>& markers) {
  std::vector<Eigen::Index> varying;
  std::size_t there = 0;
  for (std::size_t gene = 0; gene < predictions.variables.size(); ++gene) {
    if (std::find(markers.begin(), markers.end(),
                  predictions.variables[gene]) == markers.end()) {
      continue;
    }
    ++there;
    const auto column = static_cast<Eigen::Index>(gene);
    const auto values = predictions.values.col(column);
    if (values.minCoeff() < values.maxCoeff()) varying.push_back(column);
  }
  check(there > 0, "marker_score: ", predictions.about, ": none of ",
        listed(markers), " is among the ", predictions.variables.size(), " ",
        plural(predictions.variable_axis), " predicted");
  check(!varying.empty(), "marker_score: ", predictions.about, ": all of the ",
        there, " markers predicted are constant");
  return varying;
}

}  // namespace

Predictions marker_score(const Predictions& predictions,
                         const std::vector<std::string>& markers,
                         const std::string& name) {
  const std::vector<Eigen::Index> columns = columns_of(predictions, markers);
  Eigen::VectorXd sum = Eigen::VectorXd::Zero(predictions.values.rows());
  for (const Eigen::Index column : columns) {
    Eigen::VectorXd values = predictions.values.col(column).cast<double>();
    values.array() -= values.mean();
    const double deviation = std::sqrt(values.array().square().mean());
    sum += values / deviation;
  }
  Predictions out = predictions;
  out.variable_axis = "class";
  out.variables = {name};
  out.values = (sum / static_cast<double>(columns.size())).cast<float>();
  out.of_grid = false;
  return out;
}

namespace {

// Rows of the highest score, in rising order.
std::vector<std::size_t> top_rows(const Predictions& score, double share,
                                  std::string_view what) {
  check(score.variables.size() == 1, what, ": ",
        counted(score.variables.size(), "variable"), " of ", score.about,
        ", expected one score");
  std::vector<std::size_t> order(score.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) {
                     return score.values(static_cast<Eigen::Index>(a), 0) >
                            score.values(static_cast<Eigen::Index>(b), 0);
                   });
  order.resize(std::max<std::size_t>(
      1, static_cast<std::size_t>(share * static_cast<double>(order.size()))));
  std::sort(order.begin(), order.end());
  return order;
}

}  // namespace

Dataset top_spots(const Dataset& dataset, const Predictions& score,
                  double share) {
  check(score.about == dataset.section, "top_spots: the scores are of ",
        score.about, ", the dataset of ", dataset.section);
  const std::vector<std::size_t> top = top_rows(score, share, "top_spots");
  const std::vector<Eigen::Index> rows = places_of(
      score.names, dataset.spots, "spot", concat("top_spots: ", score.about));
  std::vector<std::size_t> spots;
  for (const std::size_t at : top) {
    spots.push_back(static_cast<std::size_t>(rows[at]));
  }
  std::sort(spots.begin(), spots.end());
  Dataset out = with_spots(dataset, spots);
  out.leave_out(concat("not among ", share, " of highest score"),
                std::ssize(dataset.spots) - std::ssize(spots));
  return out;
}

Targets top_targets(const Predictions& score, double share) {
  Targets out;
  out.about = score.about;
  out.unit_kind = score.unit_kind;
  out.names = score.names;
  out.variable_axis = "class";
  out.variables = score.variables;
  out.transform = concat("1: ", share, " of highest score by ",
                         score.predictor.name, "; 0: the others");
  out.values = Matrix::Zero(static_cast<Eigen::Index>(score.size()), 1);
  for (const std::size_t at : top_rows(score, share, "top_targets")) {
    out.values(static_cast<Eigen::Index>(at), 0) = 1;
  }
  return out;
}

namespace {

struct MarkerScoreOptions {
  std::vector<std::string> markers{};
  std::string name = "positive";
};

struct TopSpotsOptions {
  double share = 0.05;
};

struct TopTargetsOptions {
  std::vector<std::string> markers{};
  std::string name = "positive";
  double share = 0.5;
};

}  // namespace

StepKind marker_score_step() {
  return StepKind("marker_score", 1,
                  "One score a spot: the mean z-score of a set of markers.")
      .applies<Predictions>("predictions", "of expression")
      .option("markers", &MarkerScoreOptions::markers, "genes of the set")
      .required()
      .option("name", &MarkerScoreOptions::name,
              "of the class that the score is held against")
      .needs(in_memory(4, 1))
      .makes<Predictions>([](const Inputs& in, const Options& options) {
        const auto chosen = options.as<MarkerScoreOptions>();
        const auto predictions = in.get<Predictions>("predictions");
        log_line(concat(predictions.about, ": ",
                        columns_of(predictions, chosen.markers).size(), " of ",
                        counted(chosen.markers.size(), "marker"),
                        " are predicted and vary"));
        return marker_score(predictions, chosen.markers, chosen.name);
      });
}

StepKind top_spots_step() {
  return StepKind("top_spots", 2,
                  "The spots of a section with the highest score.")
      .applies<Dataset>("dataset", "the section")
      .applies<Predictions>("score", "one score a spot")
      .option("share", &TopSpotsOptions::share, "of the spots with a score",
              {0, 1})
      .needs(in_memory(16, 1))
      .makes<Dataset>([](const Inputs& in, const Options& options) {
        const Dataset out =
            top_spots(in.get<Dataset>("dataset"), in.get<Predictions>("score"),
                      options.as<TopSpotsOptions>().share);
        log_line(concat("kept ", counted(out.spots.size(), "spot"), " of ",
                        out.section, ", as ", out.spots.front(), " at (",
                        out.pixel_xy(0, 0), ", ", out.pixel_xy(0, 1), ")"));
        return out;
      });
}

StepKind top_targets_step() {
  return StepKind("top_targets", 1,
                  "A class made from measured markers: the spots of the "
                  "highest score.")
      .applies<Targets>("targets", "of expression")
      .option("markers", &TopTargetsOptions::markers, "genes of the set")
      .required()
      .option("name", &TopTargetsOptions::name, "of the class")
      .option("share", &TopTargetsOptions::share, "of the spots", {0, 1})
      .needs(in_memory(4, 1))
      .makes<Targets>([](const Inputs& in, const Options& options) {
        const auto chosen = options.as<TopTargetsOptions>();
        Predictions measured;
        static_cast<Observations&>(measured) = in.get<Targets>("targets");
        measured.predictor.name = listed(chosen.markers);
        return top_targets(marker_score(measured, chosen.markers, chosen.name),
                           chosen.share);
      });
}

}  // namespace moonstain
