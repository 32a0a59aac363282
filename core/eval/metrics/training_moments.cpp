#include "core/eval/metrics/training_moments.h"

#include "core/base/error.h"
#include "core/data/stored/join.h"

namespace moonstain {

// Sections are joined by their own means and squares about these, so that
// nothing is lost where a mean is large beside the spread.
void TrainingMoments::add(const Targets& targets, const std::string& what) {
  if (variables_.empty()) {
    axis_ = targets.variable_axis;
    variables_ = targets.variables;
    const auto count = static_cast<Eigen::Index>(variables_.size());
    mean_ = squares_ = Eigen::VectorXd::Zero(count);
  }
  check_same_names(targets.variables, variables_, axis_,
                   concat(what, ": targets of ", targets.about));
  const auto added = static_cast<double>(targets.values.rows());
  if (added == 0) return;
  const MatrixD values = targets.values.cast<double>();
  const Eigen::RowVectorXd mean = values.colwise().mean();
  const Eigen::VectorXd squares =
      (values.rowwise() - mean).colwise().squaredNorm();
  const Eigen::VectorXd apart = mean.transpose() - mean_;
  const double all = places_ + added;
  mean_ += apart * (added / all);
  squares_ += squares + apart.cwiseAbs2() * (places_ * added / all);
  places_ = all;
}

Eigen::VectorXd TrainingMoments::variance() const { return squares_ / places_; }

}  // namespace moonstain
