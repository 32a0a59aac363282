#include "core/eval/steps.h"

#include "core/base/number_text.h"
#include "core/eval/baselines/baselines.h"
#include "core/eval/baselines/colour.h"
#include "core/eval/baselines/ridge_model.h"
#include "core/eval/findings/findings_step.h"
#include "core/eval/metrics/metrics.h"

namespace moonstain {
namespace {

// Room for the arrays of a task: some times what its inputs take on disk.
StepKind::NeedsOf in_memory(double times_inputs, double seconds) {
  return [=](const Options&, const InputSizes& sizes) {
    std::uint64_t bytes = 0;
    for (const auto& [input, size] : sizes) {
      bytes += size;
    }
    Needs needs;
    needs.memory_bytes =
        (std::uint64_t{128} << 20) +
        static_cast<std::uint64_t>(times_inputs * static_cast<double>(bytes));
    needs.seconds = seconds;
    return needs;
  };
}

StepKind colour_step() {
  return StepKind("colour", 1,
                  "Colour statistics of each patch, and of the blank tile.")
      .applies<Patches>("patches", "pictures of the spots")
      .choice("statistics", {"mean", "mean_sd", "nine"},
              "means of R, G, B; with their standard deviations; or with "
              "their 10th and 90th percentiles")
      .needs(in_memory(4, 2))
      .makes<Features>([](const Inputs& in, const Options& options) {
        return colour_features(in.get<Patches>("patches"),
                               colour_statistics(options.choice("statistics")));
      });
}

StepKind ridge_model_step() {
  return StepKind("ridge_model", 1,
                  "Ridge regression from features to the expression of all "
                  "genes, on the spots of all training sections.")
      .learns_many<Features>("features", Learned::input,
                             "features of the training sections")
      .learns_many<Targets>("targets", Learned::label,
                            "expression of the training sections")
      .number("alpha", 10.0, "penalty, where `alphas` is empty",
              {1e-12, std::nullopt})
      .numbers("alphas", Json::array(),
               "penalties to choose from, leaving out one training section at "
               "a time")
      .needs(in_memory(12, 10))
      .makes<RidgeModel>([](const Inputs& in, const Options& options) {
        RidgeModel model = fit_ridge_model(
            in.list<Features>("features"), in.list<Targets>("targets"),
            options.number("alpha"), options.numbers("alphas"));
        log_line(
            concat("ridge on ", model.encoder, ": alpha ", model.ridge.alpha));
        return model;
      });
}

StepKind ridge_predictions_step() {
  return StepKind("ridge_predictions", 1, "What a ridge regression predicts.")
      .applies<RidgeModel>("model", "the fitted regression")
      .applies<Features>("features", "features of the held-out section")
      .text("name", "ridge_features", "what the predictor is called")
      .needs(in_memory(8, 1))
      .makes<Predictions>([](const Inputs& in, const Options& options) {
        return ridge_predictions(in.get<RidgeModel>("model"),
                                 in.get<Features>("features"),
                                 options.text("name"));
      });
}

StepKind mean_predictions_step() {
  return StepKind("mean_predictions", 1,
                  "Null baseline: each gene's mean over the training spots.")
      .learns_many<Targets>("targets", Learned::label,
                            "expression of the training sections")
      .applies<GridMap>("grid", "where the held-out section's spots lie")
      .text("name", "training_mean", "what the predictor is called")
      .needs(in_memory(4, 1))
      .makes<Predictions>([](const Inputs& in, const Options& options) {
        return mean_predictions(in.list<Targets>("targets"),
                                in.get<GridMap>("grid"), options.text("name"));
      });
}

StepKind mask_predictions_step() {
  return StepKind("mask_predictions", 1,
                  "Null baseline: 1 in tissue, 0 outside, for every gene.")
      .applies<GridMap>("grid", "where the held-out section's spots lie")
      .applies<Targets>("targets", "for the names of its genes alone")
      .text("name", "tissue_mask", "what the predictor is called")
      .needs(in_memory(4, 1))
      .makes<Predictions>([](const Inputs& in, const Options& options) {
        return mask_predictions(in.get<GridMap>("grid"),
                                in.get<Targets>("targets").genes,
                                options.text("name"));
      });
}

StepKind depth_predictions_step() {
  return StepKind("depth_predictions", 1,
                  "Oracle: a line a gene on ln(1 + total counts) of the "
                  "held-out spot.")
      .numeric(Numeric::libm)
      .learns_many<Targets>("training", Learned::label,
                            "expression and totals of the training sections")
      .applies<Targets>("targets", "totals of the held-out section")
      .choice("total", {"chosen", "all"},
              "counts over the chosen genes or over all")
      .text("name", "spot_depth", "what the predictor is called")
      .needs(in_memory(8, 2))
      .makes<Predictions>([](const Inputs& in, const Options& options) {
        return depth_predictions(
            in.list<Targets>("training"), in.get<Targets>("targets"),
            options.choice("total") == "all" ? DepthTotal::all
                                             : DepthTotal::chosen,
            options.text("name"));
      });
}

StepKind metrics_step() {
  return StepKind("metrics", 1,
                  "Scores of a section's predictions, gene by gene, in every "
                  "reading: whole grid, kept rows, tissue.")
      .applies<Predictions>("predictions", "of the held-out section")
      .applies<Targets>("targets", "what was measured there")
      .applies<GridMap>("grid", "where its spots lie")
      .integer("target_row_shift", 0,
               "grid rows by which the measured map lies below the features'",
               {-8, 8})
      .unit("rows")
      .needs(in_memory(16, 5))
      .scores("predictions")
      .makes<Metrics>([](const Inputs& in, const Options& options) {
        Metrics metrics = score(
            in.get<Predictions>("predictions"), in.get<Targets>("targets"),
            in.get<GridMap>("grid"), options.integer("target_row_shift"));
        const Reading& tissue = metrics.reading("tissue");
        const GeneCounts counts = count_genes(tissue);
        log_line(concat(
            metrics.model, " on ", metrics.section, ": mean Pearson ",
            fixed(metric_value(metrics.reading("whole_grid"), "pearson.mean"),
                  3),
            " on the whole grid, ",
            fixed(metric_value(tissue, "pearson.mean"), 3), " in tissue, ",
            counts.undefined, " of ", metrics.genes.size(),
            " genes undefined in tissue"));
        if (2 * counts.flat_predicted >
            static_cast<std::int64_t>(metrics.genes.size()) -
                counts.constant_measured) {
          log_line(concat("constant predictions: ", metrics.model, " on ",
                          metrics.section, " predicts one value in tissue for ",
                          counts.flat_predicted, " of ", metrics.genes.size(),
                          " genes"));
        }
        return metrics;
      });
}

}  // namespace

std::vector<StepKind> eval_steps() {
  return {colour_step(),
          ridge_model_step(),
          ridge_predictions_step(),
          mean_predictions_step(),
          mask_predictions_step(),
          depth_predictions_step(),
          metrics_step(),
          findings_step(),
          walk_step()};
}

}  // namespace moonstain
