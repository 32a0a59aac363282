#pragma once

#include "core/learn/train/objective.h"

namespace moonstain {

/// The objective of a network over examples, one example at a time, in
/// evaluation mode: a mean over the examples in which each weighs as much as
/// its first target has values. So of a mean over values, such as the mean
/// squared error, it is the mean over all values, as `Objective::of_constant`
/// is.
double evaluated_loss(Network& network, const Examples& examples,
                      const Objective& objective);

}  // namespace moonstain
