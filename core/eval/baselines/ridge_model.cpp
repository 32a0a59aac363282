#include "core/eval/baselines/ridge_model.h"

#include <utility>

#include "core/base/error.h"
#include "core/data/stored/group.h"
#include "core/data/stored/join.h"
#include "core/data/zarr/reader.h"
#include "core/data/zarr/writer.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"

namespace moonstain {
namespace {

constexpr int kSchema = 1;

std::span<const double> flat(const Eigen::VectorXd& values) {
  return {values.data(), static_cast<std::size_t>(values.size())};
}

Eigen::VectorXd vector_from(const std::vector<double>& values) {
  return Eigen::Map<const Eigen::VectorXd>(
      values.data(), static_cast<Eigen::Index>(values.size()));
}

zarr::ArrayOptions axes(std::vector<std::string> names) {
  zarr::ArrayOptions options;
  options.dimension_names = std::move(names);
  return options;
}

zarr::Shape length_of(const auto& values) {
  return {static_cast<std::int64_t>(values.size())};
}

}  // namespace

RidgeModel RidgeModel::read(const fs::path& folder) {
  const zarr::Reader in(folder);
  RidgeModel model;
  const Json attributes = checked_attributes(in, kType, kSchema);
  model.encoder = text_member(attributes, "encoder", folder.string());
  model.ridge.alpha = number_member(attributes, "alpha", folder.string());
  model.genes = in.strings("genes");
  model.ridge.feature_mean = vector_from(in.numbers("feature_mean"));
  model.ridge.feature_scale = vector_from(in.numbers("feature_scale"));
  model.ridge.target_mean = vector_from(in.numbers("target_mean"));
  const zarr::Shape shape = in.info("weights").shape;
  check(shape == zarr::Shape{model.ridge.feature_mean.size(),
                             static_cast<std::int64_t>(model.genes.size())},
        folder.string(), ": weights do not fit features and genes");
  check(model.ridge.feature_scale.size() == shape[0] &&
            model.ridge.target_mean.size() == shape[1],
        folder.string(), ": feature_scale has ",
        model.ridge.feature_scale.size(), " and target_mean ",
        model.ridge.target_mean.size(), " numbers, expected ", shape[0],
        " and ", shape[1], ", as many as weights has rows and columns");
  model.ridge.weights.resize(shape[0], shape[1]);
  in.array_into<double>("weights",
                        {model.ridge.weights.data(),
                         static_cast<std::size_t>(model.ridge.weights.size())});
  if (in.has("alphas")) {
    model.alphas = in.numbers("alphas");
    model.scores = in.numbers("scores");
    check(model.scores.size() == model.alphas.size(), folder.string(),
          ": scores has ", model.scores.size(), " numbers for ",
          model.alphas.size(), " alphas");
  }
  return model;
}

void RidgeModel::write(const fs::path& folder) const {
  zarr::Writer out(folder, stored_attributes(
                               kType, kSchema,
                               {{"encoder", encoder}, {"alpha", ridge.alpha}}));
  out.strings("genes", genes, axes({"genes"}));
  out.array<double>("feature_mean", flat(ridge.feature_mean),
                    length_of(ridge.feature_mean), axes({"features"}));
  out.array<double>("feature_scale", flat(ridge.feature_scale),
                    length_of(ridge.feature_scale), axes({"features"}));
  out.array<double>("target_mean", flat(ridge.target_mean),
                    length_of(ridge.target_mean), axes({"genes"}));
  out.array<double>(
      "weights",
      {ridge.weights.data(), static_cast<std::size_t>(ridge.weights.size())},
      {ridge.weights.rows(), ridge.weights.cols()},
      axes({"features", "genes"}));
  if (!alphas.empty()) {
    out.array<double>("alphas", alphas, length_of(alphas));
    out.array<double>("scores", scores, length_of(scores));
  }
}

RidgeModel fit_ridge_model(const std::vector<Features>& features,
                           const std::vector<Targets>& targets, double alpha,
                           const std::vector<double>& alphas) {
  check(!targets.empty(), "ridge_model: no training sections");
  std::vector<std::string> target_sections;
  std::vector<std::string> feature_sections;
  for (const Targets& part : targets) {
    target_sections.push_back(part.section);
  }
  for (const Features& part : features) {
    feature_sections.push_back(part.section);
  }
  const auto places = paired_sections(
      target_sections, "targets", feature_sections, "features", "ridge_model");
  RidgeModel model;
  model.encoder = features[places[0]].encoder;
  model.genes = targets[0].genes;
  std::vector<Matrix> joined;  // features in the order of the targets' spots
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const Features& part = features[places[i]];
    check(part.encoder == model.encoder, "ridge_model: features of ",
          part.section, " are ", part.encoder, ", those of ",
          features[places[0]].section, " are ", model.encoder);
    check_same_genes(targets[i].genes, model.genes,
                     concat("ridge_model: targets of ", targets[i].section));
    joined.push_back(
        rows_at(part.values,
                places_of(targets[i].spots, part.spots, "spot",
                          concat("ridge_model: features of ", part.section))));
  }
  if (!alphas.empty()) {
    std::vector<RidgeGroup> groups;
    for (std::size_t i = 0; i < targets.size(); ++i) {
      groups.push_back({joined[i], targets[i].values});
    }
    AlphaChoice choice = choose_alpha(groups, alphas);
    alpha = choice.alpha;
    model.alphas = alphas;
    model.scores = std::move(choice.scores);
  }
  std::vector<MatrixView> x;
  std::vector<MatrixView> y;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    x.emplace_back(joined[i]);
    y.emplace_back(targets[i].values);
  }
  model.ridge = fit_ridge(stacked(x), stacked(y), alpha);
  return model;
}

Predictions ridge_predictions(const RidgeModel& model, const Features& features,
                              std::string name) {
  check(features.encoder == model.encoder,
        "ridge_predictions: the model was fitted on ", model.encoder,
        ", the features of ", features.section, " are ", features.encoder);
  Predictions predictions;
  predictions.section = features.section;
  predictions.model = std::move(name);
  predictions.spots = features.spots;
  predictions.genes = model.genes;
  predictions.values = model.ridge.predict(features.values);
  return predictions;
}

namespace {

struct RidgeOptions {
  double alpha = 10;
  std::vector<double> alphas;
};

struct NameOptions {
  std::string name = "ridge_features";
};

}  // namespace

StepKind ridge_model_step() {
  return StepKind("ridge_model", 1,
                  "Ridge regression from features to the expression of all "
                  "genes, on the spots of all training sections.")
      .learns_many<Features>("features", Learned::input,
                             "features of the training sections")
      .learns_many<Targets>("targets", Learned::label,
                            "expression of the training sections")
      .option("alpha", &RidgeOptions::alpha, "penalty, where `alphas` is empty",
              {1e-12, {}})
      .option("alphas", &RidgeOptions::alphas,
              "penalties to choose from, leaving out one training section at "
              "a time")
      .needs(in_memory(12, 10))
      .makes<RidgeModel>([](const Inputs& in, const Options& options) {
        const auto ridge = options.as<RidgeOptions>();
        RidgeModel model = fit_ridge_model(in.list<Features>("features"),
                                           in.list<Targets>("targets"),
                                           ridge.alpha, ridge.alphas);
        log_line(
            concat("ridge on ", model.encoder, ": alpha ", model.ridge.alpha));
        return model;
      });
}

StepKind ridge_predictions_step() {
  return StepKind("ridge_predictions", 1, "What a ridge regression predicts.")
      .applies<RidgeModel>("model", "the fitted regression")
      .applies<Features>("features", "features of the held-out section")
      .option("name", &NameOptions::name, "what the predictor is called")
      .needs(in_memory(8, 1))
      .makes<Predictions>([](const Inputs& in, const Options& options) {
        return ridge_predictions(in.get<RidgeModel>("model"),
                                 in.get<Features>("features"),
                                 options.as<NameOptions>().name);
      });
}

}  // namespace moonstain
