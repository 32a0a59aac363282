#include "core/eval/metrics/whole_scores.h"

#include <cmath>

#include "core/stats/adjusted_p.h"
#include "core/stats/correlation.h"
#include "core/stats/student_t.h"
#include "core/stats/summary.h"

namespace moonstain {
namespace {

constexpr double kMostFalse = 0.05;  // share among the items called

std::vector<double> pearson_by_place(const MatrixView& predicted,
                                     const MatrixView& measured) {
  std::vector<double> r;
  if (predicted.cols() < 2) return r;
  for (Eigen::Index place = 0; place < predicted.rows(); ++place) {
    r.push_back(
        pearson(predicted.row(place).cast<double>().transpose().array(),
                measured.row(place).cast<double>().transpose().array()));
  }
  return r;
}

struct Errors {
  double absolute = 0;  // mean over all values
  double squared = 0;
};

// Of the predictions less `shift`.
Errors errors_of(const MatrixView& predicted, const MatrixView& measured,
                 double shift) {
  Errors sum;
  for (Eigen::Index row = 0; row < predicted.rows(); ++row) {
    const Eigen::ArrayXd apart =
        (predicted.row(row).cast<double>() - measured.row(row).cast<double>())
            .transpose()
            .array() -
        shift;
    sum.absolute += apart.abs().sum();
    sum.squared += apart.square().sum();
  }
  const auto values = static_cast<double>(predicted.size());
  return {sum.absolute / values, sum.squared / values};
}

}  // namespace

double positive_share(const Eigen::VectorXd& pearson, std::int64_t places) {
  std::vector<double> p;
  for (const double r : pearson) p.push_back(correlation_p(r, places));
  const std::vector<double> q = benjamini_hochberg(p);
  double called = 0;
  for (std::size_t i = 0; i < q.size(); ++i) {
    called += q[i] < kMostFalse && pearson[static_cast<Eigen::Index>(i)] > 0;
  }
  return called / static_cast<double>(pearson.size());
}

void add_item_counts(Scores& scores, const std::string& reading,
                     const MatrixView& predicted,
                     const Eigen::VectorXd& pearson) {
  double undefined = 0, zero_items = 0, zeros = 0;
  for (const double r : pearson) undefined += std::isnan(r);
  Eigen::VectorXd by_item = Eigen::VectorXd::Zero(predicted.cols());
  for (Eigen::Index place = 0; place < predicted.rows(); ++place) {
    by_item.transpose() +=
        (predicted.row(place).array() == 0).cast<double>().matrix();
  }
  const auto places = static_cast<double>(predicted.rows());
  for (const double count : by_item) {
    zeros += count;
    zero_items += count == places;
  }
  scores.add_whole(reading, "undefined_items", undefined);
  scores.add_whole(reading, "zero_items", zero_items);
  scores.add_whole(reading, "zero_share",
                   zeros / static_cast<double>(predicted.size()));
}

void add_whole_scores(Scores& scores, const std::string& reading,
                      const MatrixView& predicted, const MatrixView& measured,
                      const Eigen::VectorXd& pearson) {
  const std::vector<double> by_place = pearson_by_place(predicted, measured);
  double without = 0;
  for (const double r : by_place) without += std::isnan(r);
  scores.facts["places_without_pearson"] = without;
  scores.add_whole(reading, "place_pearson", mean_of_defined(by_place));
  scores.add_whole(reading, "positive_share",
                   positive_share(pearson, predicted.rows()));
  scores.add_whole(reading, "entry_rmse",
                   std::sqrt(errors_of(predicted, measured, 0).squared));
  const Errors shifted =
      errors_of(predicted, measured, double{predicted.minCoeff()});
  scores.add_whole(reading, "shifted_mae", shifted.absolute);
  scores.add_whole(reading, "shifted_rmse", std::sqrt(shifted.squared));
}

}  // namespace moonstain
