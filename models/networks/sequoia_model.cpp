#include "models/networks/sequoia_model.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/isnan.h>
#include <ATen/ops/mse_loss.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <limits>
#include <map>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/engine/step/task_context.h"
#include "core/learn/config_words.h"
#include "core/learn/spot_step.h"

namespace moonstain {
namespace {

constexpr const char* kConfig = "sequoia_model: model.json";
constexpr std::int32_t kReach = 2;
constexpr std::int64_t kTokens = (2 * kReach + 1) * (2 * kReach + 1);
constexpr const char* kMean = "targets.mean";

bool has_windows(const Json& config) { return config.contains("window"); }

// Rows of a section's spots by their place on the array.
using RowsByPlace =
    std::map<std::pair<std::int32_t, std::int32_t>, Eigen::Index>;

RowsByPlace rows_by_place(const SpotSection& section) {
  RowsByPlace rows;
  for (Eigen::Index row = 0; row < section.array_xy.rows(); ++row) {
    rows.emplace(std::pair(section.array_xy(row, 0), section.array_xy(row, 1)),
                 row);
  }
  return rows;
}

SequoiaConfig config_of(const Json& json) {
  return {.features = integer_member(json, "features", kConfig),
          .genes = integer_member(json, "genes", kConfig),
          .tokens = has_windows(json) ? kSequoiaWindowPlaces : kTokens,
          .blocks = integer_member(json, "blocks", kConfig),
          .heads = integer_member(json, "heads", kConfig)};
}

// The error of a window's mean targets, which stand behind the spot's own.
ObjectiveTerm window_mse() {
  ObjectiveTerm term = mse_term("mse", 1);
  term.value = [](const Tensors& outputs, const Batch& batch) {
    return at::mse_loss(outputs.at(0), batch.targets.at(1));
  };
  return term;
}

SpotPlan plan_of(const SequoiaTraining& training,
                 const std::vector<SpotSection>& sections) {
  check(training.tokens == SequoiaTokens::window ||
            training.window_samples == WindowSamples::corrected,
        "sequoia_model: window_samples = \"faithful\" is of tokens = "
        "\"window\"");
  const SpotSection& first = sections.front();
  SpotPlan plan{
      .config = {{"features", first.features.cols()},
                 {"genes", first.targets.cols()},
                 {"blocks", training.blocks},
                 {"heads", training.heads}},
      .stages = {{.objective = {{mse_term()}},
                  .optimiser = {.rule = Adam{.decoupled_decay = true}}}}};
  if (training.tokens == SequoiaTokens::window) {
    plan.config["window"] = word_of(training.window_samples);
    plan.stages.front().objective = {{window_mse()}};
    plan.carried = {{kMean, target_mean(sections).unsqueeze(0)}};
  }
  return plan;
}

// Rows of the section's spots in the window about a place.
std::vector<Eigen::Index> window_about(const SpotSection& section,
                                       Eigen::Index spot) {
  std::vector<Eigen::Index> rows;
  const auto within = [&](Eigen::Index row, int axis) {
    const std::int32_t off =
        section.array_xy(row, axis) - section.array_xy(spot, axis);
    return off >= -kSequoiaWindow / 2 && off < kSequoiaWindow / 2;
  };
  for (Eigen::Index row = 0; row < section.array_xy.rows(); ++row) {
    if (within(row, 0) && within(row, 1)) rows.push_back(row);
  }
  check(std::ssize(rows) <= kSequoiaWindowPlaces, "sequoia_model: section ",
        section.section, " has ", rows.size(), " spots in a window of ",
        kSequoiaWindow, " x ", kSequoiaWindow,
        " places; two stand at one place");
  return rows;
}

Batch batch_of(const SpotRows& rows, const Json& config, const State&) {
  if (!has_windows(config)) return {{tokens_around(rows)}, {}};
  const WindowRows windows = windows_about(rows);
  Batch batch{{windows.tokens}, {}};
  if (windows.targets.defined()) batch.targets.push_back(windows.targets);
  return batch;
}

// [spots, genes]
Matrix predicted_around(Network& network, std::span<const SpotSection> one) {
  constexpr Eigen::Index kSpotsOfCall = 64;
  const auto spots = static_cast<Eigen::Index>(one.front().spots.size());
  std::vector<at::Tensor> made;
  for (Eigen::Index first = 0; first < spots; first += kSpotsOfCall) {
    const at::Tensor tokens = tokens_around(
        rows_of_section(one, 0, first, std::min(first + kSpotsOfCall, spots)));
    made.push_back(network.forward({tokens}, Mode::evaluation).at(0));
  }
  return rows_of(at::cat(made));
}

// [spots, genes]
Matrix predicted(Network& network, std::span<const SpotSection> one,
                 const Json& config) {
  if (!has_windows(config)) return predicted_around(network, one);
  const SpotSection& section = one.front();
  const SpotRows rows = rows_of_section(one, 0);
  const at::Tensor said = with_context(
      concat("sequoia_model: tokens = \"window\": section ", section.section),
      [&] {
        return sliding_window(
            network, spot_features(rows),
            spot_positions(rows, std::numeric_limits<std::int32_t>::max()),
            word_member<WindowSamples>(config, "window", kConfig));
      });
  const at::Tensor missing = at::isnan(said);
  const std::int64_t without = missing.select(1, 0).sum().item<std::int64_t>();
  if (without > 0) {
    log_line(concat(without, " of ", said.size(0), " spots of ",
                    section.section,
                    " lie in no window of more than 50 spots and are given the "
                    "training mean"));
  }
  return rows_of(at::where(
      missing, tensor_named(network.state(), kMean).cpu().expand_as(said),
      said));
}

}  // namespace

at::Tensor tokens_around(const SpotRows& rows) {
  const Eigen::Index features = rows.section_of(0).features.cols();
  at::Tensor tokens = at::zeros({rows.size(), kTokens, features}, at::kFloat);
  float* to = tokens.data_ptr<float>();
  std::map<std::size_t, RowsByPlace> places;
  for (std::size_t i = 0; i < rows.places.size(); ++i) {
    const SpotSection& section = rows.section_of(i);
    const auto [found, is_new] = places.try_emplace(rows.places[i].section);
    if (is_new) found->second = rows_by_place(section);
    const auto at = section.array_xy.row(rows.places[i].row);
    for (std::int32_t dy = -kReach; dy <= kReach; ++dy) {
      for (std::int32_t dx = -kReach; dx <= kReach; ++dx, to += features) {
        const auto other = found->second.find({at[0] + dx, at[1] + dy});
        if (other == found->second.end()) continue;
        const float* from = section.features.data() + other->second * features;
        std::copy(from, from + features, to);
      }
    }
  }
  return tokens;
}

WindowRows windows_about(const SpotRows& rows) {
  const SpotSection& first = rows.section_of(0);
  WindowRows made;
  made.tokens = at::zeros(
      {rows.size(), kSequoiaWindowPlaces, first.features.cols()}, at::kFloat);
  if (rows.has_targets()) {
    made.targets = at::zeros({rows.size(), first.targets.cols()}, at::kFloat);
  }
  for (std::size_t i = 0; i < rows.places.size(); ++i) {
    const SpotSection& section = rows.section_of(i);
    const auto at = static_cast<std::int64_t>(i);
    const std::vector<Eigen::Index> window =
        window_about(section, rows.places[i].row);
    SpotRows within{rows.sections, {}};
    for (const Eigen::Index row : window) {
      within.places.push_back({rows.places[i].section, row});
    }
    made.tokens[at].narrow(0, 0, within.size()).copy_(spot_features(within));
    if (rows.has_targets()) {
      made.targets[at].copy_(spot_targets(within).mean(0));
    }
  }
  return made;
}

SpotMethod sequoia_method() {
  return method_of<SequoiaTraining>(
      {.name = "sequoia_model",
       .sentence = "SEQUOIA's network on features of a spot and of those "
                   "around it, trained on spots.",
       .reads = {.features = true, .places = true},
       .network =
           [](const Json& config, const Initial& initial) {
             return sequoia_network(config_of(config), initial);
           },
       .batch = batch_of,
       .cost = {.parameters = 14'000'000,
                .bytes_per_spot = 8'000'000,
                .seconds_per_spot = 0.02,
                .times =
                    [](const Options& options) {
                      return options.as<SequoiaTraining>().tokens ==
                                     SequoiaTokens::window
                                 ? static_cast<double>(kSequoiaWindowPlaces) /
                                       kTokens
                                 : 1;
                    }},
       .predict = predicted},
      plan_of);
}

ModelKind sequoia_kind() { return spot_kind(sequoia_method()); }

StepKind sequoia_model_step() {
  const SpotMethod method = sequoia_method();
  return trained_by(
      method,
      spot_step<SequoiaTraining>(method)
          .option("blocks", &SequoiaTraining::blocks, "one behind the other",
                  {1, {}})
          .option("heads", &SequoiaTraining::heads, "of each block", {1, {}})
          .option(
              "tokens", &SequoiaTraining::tokens,
              "the spots about one, or those of a window of 10 x 10 places, "
              "of which the mean is learned")
          .option("window_samples", &SequoiaTraining::window_samples,
                  "faithful: of a window in prediction the first spot alone is "
                  "seen, as in the authors' script for maps"));
}

}  // namespace moonstain
