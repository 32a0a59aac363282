#include "core/eval/baselines/diagnosis.h"

#include <Eigen/Eigenvalues>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {
namespace {

Predictions scored(const std::string& section,
                   const std::vector<std::string>& spots,
                   const std::string& variable, const std::string& name) {
  Predictions out;
  out.about = section;
  out.names = spots;
  out.variable_axis = "class";
  out.variables = {variable};
  out.predictor.name = name;
  out.predictor.kind = PredictorKind::simple;
  return out;
}

}  // namespace

Predictions nucleus_score(const NucleusCounts& counts,
                          const std::string& variable) {
  Predictions out =
      scored(counts.section, counts.spots, variable, "nucleus_count");
  out.values.resize(static_cast<Eigen::Index>(counts.distinct.size()), 1);
  for (Eigen::Index spot = 0; spot < out.values.rows(); ++spot) {
    out.values(spot, 0) =
        static_cast<float>(counts.distinct[static_cast<std::size_t>(spot)]);
  }
  return out;
}

Predictions component_score(const Features& features,
                            const std::string& variable) {
  check(features.spots.size() >= 2, "component_score: section ",
        features.section, " has ", counted(features.spots.size(), "spot"),
        "; a direction needs at least 2");
  MatrixD values = features.values.cast<double>();
  values.rowwise() -= values.colwise().mean().eval();
  check(values.squaredNorm() > 0, "component_score: all features of section ",
        features.section, " are alike");
  // Of the smaller of both products: 512 features may be fewer than spots.
  const bool by_feature = values.cols() <= values.rows();
  const Eigen::MatrixXd product =
      by_feature ? Eigen::MatrixXd(values.transpose() * values)
                 : Eigen::MatrixXd(values * values.transpose());
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solved(product);
  Eigen::VectorXd direction = solved.eigenvectors().rightCols(1);
  if (!by_feature) {
    direction = (values.transpose() * direction).normalized();
  }
  Eigen::Index largest = 0;
  direction.cwiseAbs().maxCoeff(&largest);
  if (direction[largest] < 0) direction = -direction;
  Predictions out =
      scored(features.section, features.spots, variable, "component_1");
  out.values = (values * direction).cast<float>();
  return out;
}

namespace {

struct ScoreOptions {
  std::string name = "positive";
};

}  // namespace

StepKind nucleus_score_step() {
  return StepKind("nucleus_score", 1,
                  "Simple baseline: how many nuclei lie around each spot.")
      .applies<NucleusCounts>("nuclei", "around the spots")
      .option("name", &ScoreOptions::name,
              "of the class that the score is held against")
      .makes<Predictions>([](const Inputs& in, const Options& options) {
        return nucleus_score(in.get<NucleusCounts>("nuclei"),
                             options.as<ScoreOptions>().name);
      });
}

StepKind component_score_step() {
  return StepKind("component_score", 1,
                  "Simple baseline: the first principal component of a "
                  "section's features.")
      .numeric(Numeric::libm)
      .applies<Features>("features", "of the spots")
      .option("name", &ScoreOptions::name,
              "of the class that the score is held against")
      .needs(in_memory(12, 5))
      .makes<Predictions>([](const Inputs& in, const Options& options) {
        return component_score(in.get<Features>("features"),
                               options.as<ScoreOptions>().name);
      });
}

}  // namespace moonstain
