#include "core/eval/baselines/neighbours.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/data/stored/join.h"
#include "core/data/stored/tile_width.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {
namespace {

constexpr std::string_view kWhat = "knn_predictions";

// The spots of all training sections, one below the other.
struct Remembered {
  MatrixD features;  // [spots, features]
  MatrixD targets;   // [spots, genes]
};

void check_alike(const Features& training, const Features& held_out) {
  check(training.encoder == held_out.encoder, kWhat, ": features of ",
        training.section, " are ", training.encoder, ", those of ",
        held_out.section, " are ", held_out.encoder);
  check(training.values.cols() == held_out.values.cols(), kWhat, ": section ",
        training.section, " has ", training.values.cols(),
        " features a spot, section ", held_out.section, " has ",
        held_out.values.cols());
  check_same_width(kWhat, concat("section ", training.section), training.tiles,
                   concat("section ", held_out.section), held_out.tiles);
}

Remembered remember(const std::vector<Features>& features,
                    const std::vector<Targets>& targets,
                    const Features& held_out) {
  check(!targets.empty(), kWhat, ": no training sections");
  std::vector<std::string> feature_sections, target_sections;
  for (const Features& one : features) feature_sections.push_back(one.section);
  Eigen::Index spots = 0;
  for (const Targets& one : targets) {
    check_same_variables(one, targets[0],
                         concat(kWhat, ": targets of ", one.about));
    target_sections.push_back(one.about);
    spots += one.values.rows();
  }
  const std::vector<std::size_t> places = paired_sections(
      target_sections, "targets", feature_sections, "features", kWhat);
  Remembered all;
  all.features.resize(spots, held_out.values.cols());
  all.targets.resize(spots, targets[0].values.cols());
  Eigen::Index row = 0;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const Features& of = features[places[i]];
    check_alike(of, held_out);
    const Eigen::Index count = targets[i].values.rows();
    const Matrix joined = rows_at(
        of.values,
        places_of(targets[i].names, of.spots, word_of(targets[i].unit_kind),
                  concat(kWhat, ": features of ", of.section)));
    all.features.middleRows(row, count) = joined.cast<double>();
    all.targets.middleRows(row, count) = targets[i].values.cast<double>();
    row += count;
  }
  return all;
}

}  // namespace

Predictions knn_predictions(const std::vector<Features>& features,
                            const std::vector<Targets>& targets,
                            const Features& held_out, std::int64_t neighbours,
                            std::string name) {
  const Remembered all = remember(features, targets, held_out);
  const Eigen::Index known = all.features.rows();
  check(neighbours >= 1 && neighbours <= known, kWhat, ": ", neighbours,
        " neighbours are asked for, ",
        counted(known, word_of(targets[0].unit_kind)),
        " of the training sections measured; expected 1 to ", known);
  Predictions predictions;
  predictions.about = held_out.section;
  predictions.predictor = {std::move(name), PredictorKind::simple, 0, {}};
  predictions.unit_kind = targets[0].unit_kind;
  predictions.names = held_out.spots;
  predictions.variable_axis = targets[0].variable_axis;
  predictions.variables = targets[0].variables;
  predictions.values.resize(held_out.values.rows(), all.targets.cols());

  std::vector<Eigen::Index> order(static_cast<std::size_t>(known));
  for (Eigen::Index spot = 0; spot < held_out.values.rows(); ++spot) {
    const Eigen::RowVectorXd at = held_out.values.row(spot).cast<double>();
    const Eigen::VectorXd squared =
        (all.features.rowwise() - at).rowwise().squaredNorm();
    std::iota(order.begin(), order.end(), Eigen::Index{0});
    std::partial_sort(
        order.begin(), order.begin() + neighbours, order.end(),
        [&](Eigen::Index a, Eigen::Index b) {
          return squared[a] != squared[b] ? squared[a] < squared[b] : a < b;
        });
    Eigen::RowVectorXd sum = Eigen::RowVectorXd::Zero(all.targets.cols());
    for (std::int64_t i = 0; i < neighbours; ++i) {
      sum += all.targets.row(order[static_cast<std::size_t>(i)]);
    }
    predictions.values.row(spot) =
        (sum / static_cast<double>(neighbours)).cast<float>();
  }
  return predictions;
}

namespace {

struct NeighbourOptions {
  std::int64_t neighbours = 10;
  std::string name = "neighbours";
};

}  // namespace

StepKind knn_predictions_step() {
  return StepKind("knn_predictions", 1,
                  "Simple baseline: the mean of the training spots whose "
                  "features lie nearest.")
      .learns_many<Features>("training", Learned::input,
                             "features of the training sections")
      .learns_many<Targets>("targets", Learned::label,
                            "expression of the training sections")
      .applies<Features>("features", "features of the held-out section")
      .option("neighbours", &NeighbourOptions::neighbours,
              "training spots that are averaged", {1, {}})
      .option("name", &NeighbourOptions::name, "what the predictor is called")
      .needs(in_memory(8, 10))
      .makes<Predictions>([](const Inputs& in, const Options& options) {
        const auto chosen = options.as<NeighbourOptions>();
        return knn_predictions(
            in.list<Features>("training"), in.list<Targets>("targets"),
            in.get<Features>("features"), chosen.neighbours, chosen.name);
      });
}

}  // namespace moonstain
