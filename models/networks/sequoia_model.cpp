#include "models/networks/sequoia_model.h"

#include <ATen/ops/zeros.h>

#include <algorithm>
#include <map>
#include <utility>

#include "core/learn/spot_step.h"
#include "models/networks/sequoia.h"

namespace moonstain {
namespace {

constexpr const char* kConfig = "sequoia_model: model.json";
constexpr std::int32_t kReach = 2;
constexpr std::int64_t kTokens = (2 * kReach + 1) * (2 * kReach + 1);

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
          .tokens = kTokens,
          .blocks = integer_member(json, "blocks", kConfig),
          .heads = integer_member(json, "heads", kConfig)};
}

SpotPlan plan_of(const SequoiaTraining& training,
                 const std::vector<SpotSection>& sections) {
  const SpotSection& first = sections.front();
  return {.config = {{"features", first.features.cols()},
                     {"genes", first.targets.cols()},
                     {"blocks", training.blocks},
                     {"heads", training.heads}},
          .stages = {{.objective = {{mse_term()}},
                      .optimiser = {.rule = Adam{.decoupled_decay = true}}}}};
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
       .batch = [](const SpotRows& rows, const Json&,
                   const State&) { return Batch{{tokens_around(rows)}, {}}; },
       .cost = {.parameters = 14'000'000,
                .bytes_per_spot = 8'000'000,
                .seconds_per_spot = 0.02}},
      plan_of);
}

ModelKind sequoia_kind() { return spot_kind(sequoia_method()); }

StepKind sequoia_model_step() {
  const SpotMethod method = sequoia_method();
  return trained_by(method, spot_step<SequoiaTraining>(method)
                                .option("blocks", &SequoiaTraining::blocks,
                                        "one behind the other", {1, {}})
                                .option("heads", &SequoiaTraining::heads,
                                        "of each block", {1, {}}));
}

}  // namespace moonstain
