#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <vector>

#include "core/learn/train/objective.h"
#include "core/learn/train/selection.h"

namespace moonstain {

// What HiST's network for response to immunotherapy is trained by: two logits
// of a slide, of no response and of response.

/// How much a slide of either class weighs in the loss: N / n of the class, so
/// that both weigh the same as a whole.
///
/// @param responds  [slides] 1 or 0
/// @return          of no response, of response
/// @throws Error    "WHAT: ..." where all slides are of one class
///
/// Source: recipes/hist_response/METHOD.md 3.
std::array<double, 2> class_weights(const std::vector<bool>& responds,
                                    std::string_view what);

/// Cross-entropy of output 0, logits [slides, 2], with target 0, [slides] of 1
/// and 0, each slide weighed by its class: sum w l / sum w over the batch. Its
/// best constant answers each class by its share of the weight; what that
/// leaves is the entropy of these shares, in nats.
ObjectiveTerm weighted_class_term(const std::array<double, 2>& weights);

/// Share of slides that are told rightly: response where its logit is the
/// larger one.
Score class_accuracy_score();

/// [slides] The chance of response that logits [slides, 2] give.
at::Tensor response_chances(const at::Tensor& logits);

}  // namespace moonstain
