#include "models/networks/egnv1_model.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <utility>

#include "core/learn/config_words.h"
#include "core/learn/spot_step.h"
#include "models/networks/egn_loss.h"
#include "models/networks/egnv1.h"
#include "models/networks/exemplars.h"
#include "models/networks/standard_pictures.h"

namespace moonstain {
namespace {

constexpr const char* kStep = "egnv1_model";
constexpr const char* kConfig = "egnv1_model: model.json";
constexpr double kEpsilon = 1e-8;  // of a gene's range
constexpr Eigen::Index kSpotsOfCall = 32;

// Of the authors' training pictures.
constexpr ChannelScale kChannels{{0.5476, 0.5218, 0.6881},
                                 {0.2461, 0.2101, 0.1649}};

Egnv1Config config_of(const Json& json) {
  const auto integer = [&](const char* name) {
    return integer_member(json, name, kConfig);
  };
  const std::int64_t width = integer("width"), heads = integer("heads");
  return {.features = integer("features"),
          .genes = integer("genes"),
          .image_px = integer("image_px"),
          .patch_px = integer("patch_px"),
          .width = width,
          .depth = integer("depth"),
          .heads = heads,
          .mlp_width = 4 * width};
}

// Features and scaled expression of the exemplars of some spots,
// [spots, exemplars, ...].
struct Looked {
  at::Tensor features;
  at::Tensor expression;
};

class Pool {
 public:
  Pool(const Exemplars& training, const GeneScale& scale)
      : features_(training.features),
        expression_(scale.scaled(training.expression, kEpsilon)) {}

  /// @param nearest  of the spots' section; rows by the place of a spot
  template <typename Nearest>
  Looked of(const SpotRows& rows, std::int64_t count,
            const Nearest& nearest) const {
    at::Tensor places = at::empty({rows.size() * count}, at::kLong);
    std::int64_t* to = places.mutable_data_ptr<std::int64_t>();
    for (const SpotPlace& place : rows.places) {
      const std::int64_t* from = nearest(place);
      to = std::copy(from, from + count, to);
    }
    const auto looked = [&](const at::Tensor& values) {
      return values.index_select(0, places).view({rows.size(), count, -1});
    };
    return {looked(features_), looked(expression_)};
  }

 private:
  at::Tensor features_;
  at::Tensor expression_;
};

Tensors inputs_of(const SpotRows& rows, const Looked& looked) {
  return {standard_pictures(spot_pictures(rows), kChannels),
          spot_features(rows), looked.features, looked.expression};
}

Matrix predicted(Network& network, std::span<const SpotSection> one,
                 const Json& config) {
  const Exemplars exemplars =
      Exemplars::carried(network.state(), config, kConfig);
  const GeneScale scale = GeneScale::carried(network.state());
  const Pool pool(exemplars, scale);
  const std::int64_t count = integer_member(config, "exemplars", kConfig);
  const RowNumbers nearest =
      exemplars.nearest(one.front(), count, RowDistance::l2,
                        word_member<LookUp>(config, "look_up", kConfig), kStep);
  const auto spots = static_cast<Eigen::Index>(one.front().spots.size());
  std::vector<at::Tensor> made;
  for (Eigen::Index first = 0; first < spots; first += kSpotsOfCall) {
    const SpotRows rows =
        rows_of_section(one, 0, first, std::min(first + kSpotsOfCall, spots));
    const Looked looked = pool.of(rows, count, [&](const SpotPlace& place) {
      return nearest.row(place.row).data();
    });
    made.push_back(
        network.forward(inputs_of(rows, looked), Mode::evaluation).at(0));
  }
  return rows_of(scale.in_unit(at::cat(made)));
}

}  // namespace

SpotPlan egnv1_plan(const Egnv1Training& training,
                    const std::vector<SpotSection>& sections) {
  const Exemplars exemplars = Exemplars::of(sections);
  const GeneScale scale = GeneScale::of(sections, training.target_scale);
  const std::int64_t count = training.exemplars;
  std::vector<RowNumbers> nearest;
  for (const SpotSection& section : sections) {
    nearest.push_back(exemplars.nearest(section, count, RowDistance::l2,
                                        training.look_up, kStep));
  }
  const SpotSection& first = sections.front();
  SpotPlan plan;
  plan.config = {{"features", first.features.cols()},
                 {"genes", first.targets.cols()},
                 {"image_px", first.picture_px},
                 {"patch_px", training.patch_px},
                 {"width", training.width},
                 {"depth", training.depth},
                 {"heads", training.heads},
                 {"exemplars", count},
                 {"look_up", word_of(training.look_up)},
                 {"exemplar_sections", exemplars.sections}};
  plan.stages = {{.objective = egn_objective(1),
                  .schedule = {.course = CosineRate{}, .warm_up = {}},
                  .optimiser = {.rule = Adam{.decoupled_decay = true},
                                .clip_norm = {},
                                .groups = {}}}};
  plan.carried = exemplars.tensors();
  for (CarriedTensor& one : scale.tensors()) {
    plan.carried.push_back(std::move(one));
  }
  plan.stages.front().batch = [pool = Pool(exemplars, scale), nearest, scale,
                count](const SpotRows& rows) {
    const Looked looked = pool.of(rows, count, [&](const SpotPlace& place) {
      return nearest.at(place.section).row(place.row).data();
    });
    return Batch{inputs_of(rows, looked),
                 {scale.scaled(spot_targets(rows), kEpsilon)}};
  };
  return plan;
}

SpotMethod egnv1_method() {
  return method_of<Egnv1Training>(
      {.name = kStep,
       .sentence =
           "EGNv1's network on pictures and features of spots and their "
           "exemplars.",
       .reads = {.features = true, .pictures = true},
       .network =
           [](const Json& config, const Initial& initial) {
             return egnv1_network(config_of(config), initial);
           },
       .batch = {},
       .cost = {.parameters = 134'500'000,
                .bytes_per_spot = 60'000'000,
                .seconds_per_spot = 0.3},
       .predict = predicted},
      egnv1_plan);
}

ModelKind egnv1_kind() { return spot_kind(egnv1_method()); }

StepKind egnv1_model_step() {
  const SpotMethod method = egnv1_method();
  return trained_by(
      method,
      spot_step<Egnv1Training>(method)
          .option("exemplars", &Egnv1Training::exemplars,
                  "training spots that a spot looks at", {1, {}})
          .option("look_up", &Egnv1Training::look_up,
                  "which: of other sections, or all others, where one section "
                  "is learned from")
          .option("depth", &Egnv1Training::depth, "attentions", {1, {}})
          .option("width", &Egnv1Training::width, "of a token", {1, {}})
          .option("heads", &Egnv1Training::heads, "of an attention", {1, {}})
          .option("patch_px", &Egnv1Training::patch_px,
                  "side of the square that makes a token", {1, {}})
          .option("target_scale", &Egnv1Training::target_scale,
                  "targets between the training spots' least and largest, or "
                  "as given"));
}

}  // namespace moonstain
