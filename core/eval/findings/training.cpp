#include "core/eval/findings/training.h"

#include <algorithm>

#include "core/base/nouns.h"
#include "core/base/number_text.h"
#include "core/base/text.h"
#include "core/stats/summary.h"

namespace moonstain {

std::string Training::not_fitted() const {
  std::vector<double> ours;
  std::vector<double> constant;
  for (const FittedModel& one : models) {
    if (one.fitted()) continue;
    ours.push_back(one.final_loss);
    constant.push_back(*one.constant_loss);
  }
  if (ours.empty()) return "";
  return concat("not fitted: ",
                models.size() == 1
                    ? std::string()
                    : concat("in ", ours.size(), " of ",
                             counted(models.size(), "model"), " "),
                "the loss (", fixed(mean_of_defined(ours), 3),
                ours.size() > 1 ? " in the mean" : "",
                ") is not below that of a prediction without features on what ",
                models.size() == 1 ? "it was" : "they were", " trained on (",
                fixed(mean_of_defined(constant), 3), ")");
}

std::string Training::steps_words() const {
  if (models.empty() || published_steps == 0) return "";
  const auto [least, most] = std::minmax_element(
      models.begin(), models.end(),
      [](const auto& a, const auto& b) { return a.steps < b.steps; });
  if (least->steps == published_steps && most->steps == published_steps) {
    return "";
  }
  const std::string steps = least->steps == most->steps
                                ? concat(least->steps)
                                : concat(least->steps, " to ", most->steps);
  return concat("optimiser steps: ", steps, " a model, ", published_steps,
                " published");
}

}  // namespace moonstain
