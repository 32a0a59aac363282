#include "core/eval/baselines/baselines.h"

#include <cmath>
#include <utility>

#include "core/base/error.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/join.h"
#include "core/engine/step/step_kind.h"
#include "core/eval/baselines/training_mean.h"

namespace moonstain {
namespace {

Eigen::VectorXd log_totals(const Targets& targets, DepthTotal total) {
  const Eigen::VectorXd& totals =
      total == DepthTotal::all ? targets.total_all : targets.total_chosen;
  return totals.array().log1p();
}

}  // namespace

Predictions mean_predictions(const std::vector<Targets>& training,
                             const HeldOutPlaces& held_out, std::string name) {
  const Eigen::RowVectorXf mean =
      training_mean(training, "mean_predictions").cast<float>();
  Predictions predictions;
  predictions.about = held_out.about;
  predictions.unit_kind = training[0].unit_kind;
  predictions.predictor = {std::move(name), PredictorKind::null, 0, {}};
  predictions.names = held_out.names;
  predictions.variable_axis = training[0].variable_axis;
  predictions.variables = training[0].variables;
  predictions.values =
      mean.replicate(static_cast<Eigen::Index>(held_out.names.size()), 1);
  return predictions;
}

Predictions mask_predictions(const GridMap& grid, const Observations& named,
                             std::string name) {
  Predictions predictions;
  predictions.about = grid.section;
  predictions.predictor = {std::move(name), PredictorKind::null, 0, {}};
  predictions.names = grid.spots;
  predictions.variable_axis = named.variable_axis;
  predictions.variables = named.variables;
  predictions.values =
      Matrix::Ones(static_cast<Eigen::Index>(grid.spots.size()),
                   static_cast<Eigen::Index>(named.variables.size()));
  return predictions;
}

Predictions depth_predictions(const std::vector<Targets>& training,
                              const Targets& held_out, DepthTotal total,
                              std::string name) {
  check_training(training, "depth_predictions");
  check_same_variables(
      held_out, training[0],
      concat("depth_predictions: targets of ", held_out.about));
  Eigen::Index spots = 0;
  for (const Targets& part : training) {
    spots += part.values.rows();
  }
  check(spots >= 2, "depth_predictions: ", spots,
        " training spot(s); a slope needs at least 2");
  Eigen::VectorXd x(spots);
  MatrixD y(spots, training[0].values.cols());
  Eigen::Index row = 0;
  for (const Targets& part : training) {
    x.segment(row, part.values.rows()) = log_totals(part, total);
    y.middleRows(row, part.values.rows()) = part.values.cast<double>();
    row += part.values.rows();
  }
  const double x_mean = x.mean();
  x.array() -= x_mean;
  const Eigen::RowVectorXd y_mean = y.colwise().mean();
  y.rowwise() -= y_mean;
  const double spread = x.squaredNorm();
  Eigen::RowVectorXd slope = Eigen::RowVectorXd::Zero(y.cols());
  if (spread > 0) {
    slope = x.transpose() * y / spread;
  }
  const Eigen::VectorXd depth = log_totals(held_out, total).array() - x_mean;
  MatrixD values = depth * slope;
  values.rowwise() += y_mean;

  Predictions predictions;
  static_cast<Observations&>(predictions) = held_out;
  predictions.predictor = {std::move(name), PredictorKind::oracle, 0, {}};
  predictions.values = values.cast<float>();
  return predictions;
}

Predictions measured_predictions(const Targets& targets, std::string name) {
  Predictions predictions;
  static_cast<Observations&>(predictions) = targets;
  predictions.predictor = {std::move(name), PredictorKind::ceiling, 0, {}};
  return predictions;
}

template <>
struct KindWords<DepthTotal> {
  static constexpr std::string_view kAll[] = {"chosen", "all"};
};

namespace {

struct MeanOptions {
  std::string name = "training_mean";
};

HeldOutPlaces held_out_of(const Inputs& in) {
  if (in.has("named")) {
    check(!in.has("grid") && !in.has("dataset"),
          "mean_predictions: named stands in the place of grid and dataset; "
          "give one of them");
    const auto named = in.get<Targets>("named");
    return {named.about, named.names};
  }
  in.check_one_of("grid", "dataset");
  if (in.has("grid")) {
    const auto grid = in.get<GridMap>("grid");
    return {grid.section, grid.spots};
  }
  const Dataset places = Dataset::read_places(in.one("dataset").path);
  return {places.section, places.spots};
}

struct MaskOptions {
  std::string name = "tissue_mask";
};

struct MeasuredOptions {
  std::string name = "measured";
};

struct DepthOptions {
  DepthTotal total = DepthTotal::chosen;
  std::string name = "spot_depth";
};

}  // namespace

StepKind mean_predictions_step() {
  return StepKind("mean_predictions", 2,
                  "Null baseline: each gene's mean over the training spots.")
      .learns_many<Targets>("targets", Learned::label,
                            "expression of the training sections")
      .applies<GridMap>("grid", "where the held-out section's spots lie")
      .optional()
      .applies<Dataset>("dataset",
                        "the held-out section's places, where they lie on no "
                        "grid, as cells do")
      .optional()
      .applies<Targets>("named",
                        "what was seen there, for its names alone, where "
                        "nothing has places, as slides have none")
      .optional()
      .option("name", &MeanOptions::name, "what the predictor is called")
      .needs(in_memory(4, 1))
      .makes<Predictions>([](const Inputs& in, const Options& options) {
        return mean_predictions(in.list<Targets>("targets"), held_out_of(in),
                                options.as<MeanOptions>().name);
      });
}

StepKind mask_predictions_step() {
  return StepKind("mask_predictions", 2,
                  "Null baseline: 1 in tissue, 0 outside, for every gene.")
      .applies<GridMap>("grid", "where the held-out section's spots lie")
      .applies<Targets>("targets", "for the names of its genes alone")
      .option("name", &MaskOptions::name, "what the predictor is called")
      .needs(in_memory(4, 1))
      .makes<Predictions>([](const Inputs& in, const Options& options) {
        return mask_predictions(in.get<GridMap>("grid"),
                                in.get<Targets>("targets"),
                                options.as<MaskOptions>().name);
      });
}

StepKind depth_predictions_step() {
  return StepKind("depth_predictions", 2,
                  "Oracle: a line a gene on ln(1 + total counts) of the "
                  "held-out spot.")
      .numeric(Numeric::libm)
      .learns_many<Targets>("training", Learned::label,
                            "expression and totals of the training sections")
      .applies<Targets>("targets", "totals of the held-out section")
      .reads_labels()
      .option("total", &DepthOptions::total,
              "counts over the chosen genes or over all")
      .option("name", &DepthOptions::name, "what the predictor is called")
      .needs(in_memory(8, 2))
      .makes<Predictions>([](const Inputs& in, const Options& options) {
        const auto depth = options.as<DepthOptions>();
        return depth_predictions(in.list<Targets>("training"),
                                 in.get<Targets>("targets"), depth.total,
                                 depth.name);
      });
}

StepKind measured_predictions_step() {
  return StepKind("measured_predictions", 1,
                  "Ceiling: what was measured, in the place of a prediction.")
      .applies<Targets>("targets", "of the held-out section")
      .reads_labels()
      .option("name", &MeasuredOptions::name, "what the predictor is called")
      .needs(in_memory(3, 1))
      .makes<Predictions>([](const Inputs& in, const Options& options) {
        return measured_predictions(in.get<Targets>("targets"),
                                    options.as<MeasuredOptions>().name);
      });
}

}  // namespace moonstain
