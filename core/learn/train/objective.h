#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/learn/train/batches.h"

namespace moonstain {

/// One of the things that a network is to make small.
struct ObjectiveTerm {
  std::string name;  ///< "mse"
  double weight = 1;
  /// A scalar of the network's outputs for a batch, with its gradient.
  std::function<at::Tensor(const Tensors& outputs, const Batch& batch)> value;
  /// The term's value over all values of these examples for the constant
  /// prediction, one for each output, that makes it smallest; empty where no
  /// closed form is known.
  std::function<double(const Examples& examples)> of_constant;
};

/// The weighted sum of its terms; each term's values are kept in the log.
struct Objective {
  std::vector<ObjectiveTerm> terms;

  struct Value {
    at::Tensor total;
    std::vector<double> terms;  ///< before their weights
  };
  Value value(const Tensors& outputs, const Batch& batch) const;

  /// What the best constant prediction reaches, where every term says so.
  std::optional<double> of_constant(const Examples& examples) const;
};

/// Mean squared error between output and target of these numbers, over all of
/// their values. Its best constant is the mean by output; what that leaves is
/// the mean over outputs of the target's variance.
///
/// @param name    in the log
/// @param number  of the output, and of the target
/// Axis 1 of a target is its outputs: [spots, genes], [batch, genes, rows,
/// columns].
ObjectiveTerm mse_term(std::string name = "mse", std::size_t number = 0);

/// Binary cross-entropy of an output of logits and a target of 0 and 1, the
/// mean over all of their values: max(x, 0) - x t + ln(1 + exp(-|x|)). Its best
/// constant is the share of 1 by output; what that leaves is the mean over
/// outputs of the entropy of that share, in nats.
///
/// Axis 1 as of `mse_term`.
ObjectiveTerm bce_term(std::string name = "bce", std::size_t number = 0);

/// -p ln p - (1 - p) ln(1 - p), 0 at both ends.
double binary_entropy(double share);

}  // namespace moonstain
