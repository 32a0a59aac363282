#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/data/stored/targets.h"

namespace moonstain {

/// Mean and variance of every variable over all places of the training
/// sections together: what lists of items are chosen by without a look at what
/// is scored. The variance holds what differs between sections too.
class TrainingMoments {
 public:
  /// @throws Error  "WHAT: ..." on other variables than those added before
  void add(const Targets& targets, const std::string& what);

  bool empty() const { return places_ == 0; }
  const std::vector<std::string>& variables() const { return variables_; }
  const Eigen::VectorXd& mean() const { return mean_; }  ///< [variables]
  Eigen::VectorXd variance() const;  ///< [variables] divisor n

 private:
  std::string axis_;
  std::vector<std::string> variables_;
  double places_ = 0;
  Eigen::VectorXd mean_;
  Eigen::VectorXd squares_;  ///< about the mean
};

}  // namespace moonstain
