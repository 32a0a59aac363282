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

/// The same cross-entropy as HiST's authors log it of held-out slides,
/// "weighted_cross_entropy": they give one-hot targets there, for which sum w l
/// is divided by the number of slides, not by their weights. It is a mean over
/// slides, whatever the batches, and not on the scale of the term: greater by
/// the mean weight of the slides, 2 over those that made the weights.
///
/// Source: recipes/hist_response/METHOD.md 3.
Score weighted_class_score(const std::array<double, 2>& weights);

/// Share of slides that are told rightly: response where its logit is the
/// larger one.
Score class_accuracy_score();

/// [slides] The chance of response that logits [slides, 2] give.
at::Tensor response_chances(const at::Tensor& logits);

}  // namespace moonstain
