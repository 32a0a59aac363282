#include "core/eval/baselines/ridge_model.h"

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "core/base/optional_members.h"
#include "core/data/stored/group.h"
#include "core/data/stored/join.h"
#include "core/data/zarr/reader.h"
#include "core/data/zarr/writer.h"
#include "core/engine/step/kind_words.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"

namespace moonstain {

template <>
struct KindWords<SearchUnit> {
  static constexpr std::string_view kAll[] = {"group", "section", "block"};
};

namespace {

constexpr int kSchema = 2;

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

RidgeChoice search_from(const zarr::Reader& in, const Json& attributes,
                        const RidgeModel& model) {
  const std::string where = in.folder().string();
  RidgeChoice search;
  search.alpha = model.ridge.alpha;
  search.rank = model.ridge.rank;
  search.scores = in.numbers("scores");
  const std::size_t ranks = std::max<std::size_t>(model.tried.ranks.size(), 1);
  check(search.scores.size() == model.tried.alphas.size() * ranks, where,
        ": scores has ", search.scores.size(), " numbers for ",
        model.tried.alphas.size(), " alphas",
        model.tried.ranks.empty() ? "" : concat(" and ", ranks, " ranks"));
  search.unit = known_kind<SearchUnit>(
      text_member(attributes, "left_out", where), "left_out", where);
  search.count = static_cast<std::size_t>(
      integer_member(attributes, "left_out_count", where));
  return search;
}

}  // namespace

RidgeModel RidgeModel::read(const fs::path& folder) {
  const zarr::Reader in(folder);
  RidgeModel model;
  const Json attributes = checked_attributes(in, kType, kSchema);
  model.encoder = text_member(attributes, "encoder", folder.string());
  model.tiles = {
      number_or_none(attributes, "tile_pitches", folder.string()).value_or(0),
      number_or_none(attributes, "tile_um", folder.string()).value_or(0)};
  model.ridge.alpha = number_member(attributes, "alpha", folder.string());
  model.ridge.rows = integer_member(attributes, "rows", folder.string());
  if (attributes.contains("rank")) {
    model.ridge.rank = integer_member(attributes, "rank", folder.string());
  }
  if (attributes.contains("components")) {
    model.ridge.components =
        integer_member(attributes, "components", folder.string());
  }
  model.genes = in.strings("genes");
  model.unit_kind = known_kind<ObservedKind>(
      text_member(attributes, "unit_kind", folder.string()), "unit_kind",
      folder.string());
  model.variable_axis =
      text_member(attributes, "variable_axis", folder.string());
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
    model.tried.alphas = in.numbers("alphas");
    if (in.has("ranks")) model.tried.ranks = in.array<std::int64_t>("ranks");
    model.search = search_from(in, attributes, model);
  }
  return model;
}

void RidgeModel::write(const fs::path& folder) const {
  Json attributes{{"encoder", encoder},
                  {"alpha", ridge.alpha},
                  {"rows", ridge.rows},
                  {"unit_kind", word_of(unit_kind)},
                  {"variable_axis", variable_axis}};
  if (tiles.known()) {
    attributes["tile_pitches"] = tiles.pitches;
    attributes["tile_um"] = tiles.um;
  }
  if (ridge.rank > 0) attributes["rank"] = ridge.rank;
  if (ridge.components > 0) attributes["components"] = ridge.components;
  if (!tried.alphas.empty()) {
    attributes["left_out"] = word_of(search.unit);
    attributes["left_out_count"] = search.count;
  }
  zarr::Writer out(folder, stored_attributes(kType, kSchema, attributes));
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
  if (!tried.alphas.empty()) {
    out.array<double>("alphas", tried.alphas, length_of(tried.alphas));
    zarr::Shape scored = length_of(tried.alphas);
    if (!tried.ranks.empty()) {
      out.array<std::int64_t>("ranks", tried.ranks, length_of(tried.ranks));
      scored.push_back(length_of(tried.ranks)[0]);
    }
    out.array<double>("scores", search.scores, scored);
  }
}

namespace {

// What of the training sections is held throughout: for each section of the
// targets where its features are, and which row of them is which spot.
struct Join {
  std::string encoder;
  TileWidth tiles;
  Observations described;  // what the targets are of, without rows
  std::vector<std::size_t> features;
  std::vector<std::vector<Eigen::Index>> rows;
};

Join joined(const RidgeTraining& training) {
  check(training.target_count > 0, "ridge_model: no training sections");
  std::vector<std::string> feature_sections;
  std::vector<std::string> encoders;
  std::vector<TileWidth> tiles;
  std::vector<std::vector<std::string>> feature_spots;
  for (std::size_t i = 0; i < training.feature_count; ++i) {
    Features part = training.features(i);
    feature_sections.push_back(std::move(part.section));
    encoders.push_back(std::move(part.encoder));
    tiles.push_back(part.tiles);
    feature_spots.push_back(std::move(part.spots));
  }
  Join join;
  std::vector<std::string> target_sections;
  std::vector<std::vector<std::string>> target_spots;
  for (std::size_t i = 0; i < training.target_count; ++i) {
    Targets part = training.targets(i);
    if (i == 0) {
      join.described.unit_kind = part.unit_kind;
      join.described.variable_axis = part.variable_axis;
      join.described.variables = part.variables;
    }
    check_same_variables(part, join.described,
                         concat("ridge_model: targets of ", part.about));
    target_sections.push_back(std::move(part.about));
    target_spots.push_back(std::move(part.names));
  }
  join.features = paired_sections(target_sections, "targets", feature_sections,
                                  "features", "ridge_model");
  join.encoder = encoders[join.features[0]];
  join.tiles = tiles[join.features[0]];
  for (std::size_t i = 0; i < target_spots.size(); ++i) {
    const std::size_t place = join.features[i];
    check(encoders[place] == join.encoder, "ridge_model: features of ",
          feature_sections[place], " are ", encoders[place], ", those of ",
          feature_sections[join.features[0]], " are ", join.encoder);
    check_same_width(
        "ridge_model", concat("section ", feature_sections[join.features[0]]),
        join.tiles, concat("section ", feature_sections[place]), tiles[place]);
    join.rows.push_back(places_of(
        target_spots[i], feature_spots[place],
        word_of(join.described.unit_kind),
        concat("ridge_model: features of ", feature_sections[place])));
  }
  return join;
}

std::vector<std::int64_t> whole_ranks(const std::vector<double>& ranks) {
  std::vector<std::int64_t> whole;
  for (const double rank : ranks) {
    whole.push_back(static_cast<std::int64_t>(rank));
    check(static_cast<double>(whole.back()) == rank, "ridge_model: ranks has ",
          rank, "; a rank is a whole number");
  }
  return whole;
}

Ridge ridge_of_components(const RidgeMoments& all, const RidgeOptions& options,
                          std::size_t genes) {
  double alpha = options.alpha;
  if (alpha == 0) {
    const std::int64_t columns =
        std::min({options.components, all.features(), all.rows()});
    alpha = 100 / (static_cast<double>(columns) * static_cast<double>(genes));
  }
  return all.fit_components(alpha, options.components);
}

}  // namespace

RidgeModel fit_ridge_model(const RidgeTraining& training,
                           const RidgeOptions& options) {
  check(options.groups.empty() || !options.alphas.empty(),
        "ridge_model: groups say what a search of the penalty leaves out; "
        "without alphas there is none");
  check(options.ranks.empty() || !options.alphas.empty(),
        "ridge_model: ranks are chosen together with the penalty; give alphas "
        "to choose from, or one");
  check(options.components == 0 || options.alphas.empty(),
        "ridge_model: components are fitted with one penalty, alpha; leave "
        "out alphas, or components");
  check(options.alpha != 0 || options.components > 0 || !options.alphas.empty(),
        "ridge_model: alpha is 0, which stands for the penalty that goes by "
        "the number of components; give components, or an alpha above 0");
  const Join join = joined(training);
  const RidgeSections sections{
      training.target_count, [&](std::size_t i) {
        return RidgeRows{
            rows_at(training.features(join.features[i]).values, join.rows[i]),
            training.targets(i).values};
      }};
  RidgeModel model;
  model.encoder = join.encoder;
  model.tiles = join.tiles;
  model.genes = join.described.variables;
  model.unit_kind = join.described.unit_kind;
  model.variable_axis = join.described.variable_axis;
  const RidgeMoments all = moments_of(sections);
  if (options.alphas.empty()) {
    model.ridge = options.components > 0
                      ? ridge_of_components(all, options, model.genes.size())
                      : all.fit(options.alpha);
    return model;
  }
  model.tried = {options.alphas, whole_ranks(options.ranks)};
  model.search = choose_ridge(all, sections, options.groups, model.tried);
  model.ridge = all.fit(model.search.alpha, {model.search.rank})[0];
  return model;
}

RidgeModel fit_ridge_model(const std::vector<Features>& features,
                           const std::vector<Targets>& targets,
                           const RidgeOptions& options) {
  return fit_ridge_model(
      {features.size(), [&](std::size_t i) { return features[i]; },
       targets.size(), [&](std::size_t i) { return targets[i]; }},
      options);
}

Predictions ridge_predictions(const RidgeModel& model, const Features& features,
                              std::string name) {
  check(features.encoder == model.encoder,
        "ridge_predictions: the model was fitted on ", model.encoder,
        ", the features of ", features.section, " are ", features.encoder);
  check_same_width("ridge_predictions", "the model's sections", model.tiles,
                   concat("section ", features.section), features.tiles);
  Predictions predictions;
  predictions.about = features.section;
  predictions.predictor = {std::move(name), PredictorKind::simple, 0, {}};
  predictions.unit_kind = model.unit_kind;
  predictions.names = features.spots;
  predictions.variable_axis = model.variable_axis;
  predictions.variables = model.genes;
  predictions.values = model.ridge.predict(features.values);
  return predictions;
}

namespace {

// ", rank 4, the best of 5 by leaving out each of 7 groups"
std::string how_chosen(const RidgeModel& model) {
  const std::string rank =
      model.ridge.rank > 0 ? concat(", rank ", model.ridge.rank)
      : model.ridge.components > 0
          ? concat(", on ", model.ridge.components, " principal components")
          : std::string();
  return model.tried.alphas.empty()
             ? rank
             : concat(rank, ", the best of ", model.search.scores.size(),
                      " by leaving out each of ", model.search.count, " ",
                      word_of(model.search.unit), "s");
}

struct NameOptions {
  std::string name = "ridge_features";
};

}  // namespace

StepKind ridge_model_step() {
  return StepKind("ridge_model", 2,
                  "Ridge regression from features to all targets at once, on "
                  "all training sections or cohorts.")
      .learns_many<Features>("features", Learned::input,
                             "features of the training sections")
      .learns_many<Targets>("targets", Learned::label,
                            "expression of the training sections")
      .option("alpha", &RidgeOptions::alpha,
              "penalty, where `alphas` is empty; 0, of `components`: 100 / "
              "(components x targets)",
              {0, {}})
      .option("alphas", &RidgeOptions::alphas,
              "penalties to choose from, leaving out a part of the training "
              "sections at a time")
      .option("ranks", &RidgeOptions::ranks,
              "bounds of the map's rank to choose from with `alphas`: all "
              "targets are told by so many sums of features; 0 is no bound",
              {0, {}})
      .option("components", &RidgeOptions::components,
              "principal components of the scaled features that are fitted "
              "on, with `alpha`; 0: the features themselves",
              {0, 1e6})
      .option("groups", &RidgeOptions::groups,
              "what the choice leaves out together, a name for each section "
              "of `targets` in their order: its patient where patients are "
              "held out; empty: each section alone")
      .needs(in_memory(12, 10))
      .makes<RidgeModel>([](const Inputs& in, const Options& options) {
        const RidgeModel model = fit_ridge_model(
            {in.items("features").size(),
             [&](std::size_t i) { return in.at<Features>("features", i); },
             in.items("targets").size(),
             [&](std::size_t i) { return in.at<Targets>("targets", i); }},
            options.as<RidgeOptions>());
        log_line(concat("ridge on ", model.encoder, ": alpha ",
                        model.ridge.alpha, how_chosen(model)));
        return model;
      });
}

StepKind ridge_predictions_step() {
  return StepKind("ridge_predictions", 2, "What a ridge regression predicts.")
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
