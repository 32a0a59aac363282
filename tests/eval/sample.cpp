#include "tests/eval/sample.h"

#include <cmath>

#include "core/base/error.h"
#include "core/eval/baselines/baselines.h"
#include "core/eval/metrics/expression_scores.h"

namespace moonstain::sample {

Section section(const std::string& name, int spots, int genes) {
  Section made;
  RandomStream random(7, "sample", name);
  made.grid.section = made.targets.about = name;
  made.grid.rows = 12;
  made.grid.columns = 8;
  made.grid.kept_row_begin = 1;
  made.grid.kept_row_end = 11;
  made.targets.transform = "ln(1 + 10000 n / total over all genes)";
  made.targets.values.resize(spots, genes);
  made.targets.total_all.resize(spots);
  made.targets.total_chosen.resize(spots);
  for (int spot = 0; spot < spots; ++spot) {
    made.grid.spots.push_back(concat(spot % 6, "x", spot / 6));
    made.grid.row.push_back(2 + spot / 6);
    made.grid.column.push_back(1 + spot % 6);
    made.targets.total_all[spot] = 500.0 + 40.0 * spot;
    made.targets.total_chosen[spot] = 250.0 + 15.0 * spot;
    for (int gene = 0; gene < genes; ++gene) {
      made.targets.values(spot, gene) =
          static_cast<float>(2.0 + 0.03 * spot + 0.6 * random.normal());
    }
  }
  made.targets.names = made.grid.spots;
  for (int gene = 0; gene < genes; ++gene) {
    made.targets.variables.push_back(concat("GENE", gene));
  }
  return made;
}

Predictions noisy(const Section& section, const std::string& model,
                  double noise, PredictorKind kind) {
  RandomStream random(11, "sample", concat(model, section.targets.about));
  Predictions predictions;
  predictions.about = section.targets.about;
  predictions.predictor.name = model;
  predictions.predictor.kind = kind;
  predictions.names = section.targets.names;
  predictions.variables = section.targets.variables;
  predictions.values = section.targets.values;
  for (Eigen::Index gene = 0; gene < predictions.values.cols(); ++gene) {
    const double weight = noise * (0.4 + 1.2 * random.uniform());
    for (Eigen::Index spot = 0; spot < predictions.values.rows(); ++spot) {
      predictions.values(spot, gene) +=
          static_cast<float>(weight * random.normal());
    }
  }
  return predictions;
}

Predictions constant(const Section& section, const std::string& model) {
  Predictions predictions = noisy(section, model, 0.0);
  predictions.values.setConstant(1.5F);
  return predictions;
}

SampleScores scores(double noise, int genes) {
  SampleScores all;
  for (const char* name : {"B4", "C2", "C3", "C4", "C5", "C6"}) {
    const Section one = section(concat("her2st/", name), 36, genes);
    all.sections.push_back(
        {one.grid.section, concat("her2st/", std::string(1, name[0]))});
    const auto scored = [&](const Predictions& predictions) {
      return expression_scores(predictions, one.targets, {&one.grid});
    };
    constexpr PredictorKind kSimple = PredictorKind::simple;
    all.model.push_back(scored(noise < 0 ? constant(one, "hist_model")
                                         : noisy(one, "hist_model", noise)));
    for (const Predictions& baseline :
         {mask_predictions(one.grid, one.targets, "tissue_mask"),
          mean_predictions({one.targets}, {one.grid.section, one.grid.spots},
                           "training_mean"),
          noisy(one, "colour_ridge", 3.0, kSimple),
          noisy(one, "ridge_features", 2.0, kSimple),
          depth_predictions({one.targets}, one.targets, DepthTotal::all,
                            "spot_depth")}) {
      all.baselines.push_back(scored(baseline));
    }
  }
  return all;
}

}  // namespace moonstain::sample
