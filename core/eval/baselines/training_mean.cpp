#include "core/eval/baselines/training_mean.h"

#include "core/base/error.h"
#include "core/data/stored/join.h"

namespace moonstain {

void check_training(const std::vector<Targets>& training,
                    std::string_view what) {
  check(!training.empty(), what, ": no training sections");
  for (const Targets& part : training) {
    check_same_variables(part, training[0],
                         concat(what, ": targets of ", part.about));
  }
}

Eigen::RowVectorXd training_mean(const std::vector<Targets>& training,
                                 std::string_view what) {
  check_training(training, what);
  Eigen::RowVectorXd sums = Eigen::RowVectorXd::Zero(training[0].values.cols());
  Eigen::Index spots = 0;
  for (const Targets& part : training) {
    sums += part.values.cast<double>().colwise().sum();
    spots += part.values.rows();
  }
  check(spots > 0, what, ": the training sections hold no spots");
  return sums / static_cast<double>(spots);
}

}  // namespace moonstain
