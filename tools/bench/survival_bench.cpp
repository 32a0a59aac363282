// Survival statistics, a JSON line for each of RUNS runs; survival.py puts
// lifelines and scikit-survival beside it.
//
//   survival_bench LARGE.raw LARGE COX.raw COX COVARIATES RUNS      float64
//
// LARGE.raw: [LARGE, 3] time, died, risk. COX.raw: [COX, 2 + COVARIATES] time,
// died, covariates.
#include <iostream>
#include <string>

#include "core/base/error.h"
#include "core/base/matrix.h"
#include "core/stats/survival/concordance.h"
#include "core/stats/survival/cox.h"
#include "core/stats/survival/kaplan_meier.h"
#include "core/stats/survival/log_rank.h"
#include "tools/bench/arrays.h"
#include "tools/bench/stopwatch.h"

namespace moonstain {
namespace {

FollowUp follow_up_of(const MatrixD& values) {
  FollowUp out;
  for (Eigen::Index i = 0; i < values.rows(); ++i) {
    out.times.push_back(values(i, 0));
    out.died.push_back(values(i, 1) == 1);
  }
  return out;
}

// Prints time and a number, for the script to compare.
template <typename Body>
void measure(std::string_view name, Body body) {
  const Stopwatch watch;
  const double number = body();
  std::cout.precision(17);
  std::cout << concat("{\"case\": \"", name, "\", ",
                      json_members(watch.elapsed()), ", \"number\": ")
            << number << "}\n";
}

void run(const MatrixD& large, const MatrixD& small) {
  const FollowUp many = follow_up_of(large);
  const FollowUp few = follow_up_of(small);
  std::vector<double> risks;
  std::vector<std::string> groups;
  for (Eigen::Index i = 0; i < large.rows(); ++i) {
    risks.push_back(large(i, 2));
    groups.emplace_back(large(i, 2) > 0 ? "high" : "low");
  }
  const MatrixD x = small.rightCols(small.cols() - 2);
  measure("concordance", [&] { return concordance(many, risks).index(); });
  measure("kaplan_meier", [&] { return median_survival(kaplan_meier(many)); });
  measure("log_rank", [&] { return log_rank(many, groups).statistic; });
  measure("cox", [&] { return cox(few, x).coefficients[0]; });
}

}  // namespace
}  // namespace moonstain

int main(int count, char** arguments) {
  if (count != 7) {
    std::cerr << "usage: survival_bench LARGE.raw LARGE COX.raw COX COVARIATES "
                 "RUNS\n";
    return 2;
  }
  const auto large = moonstain::matrix_from<moonstain::MatrixD>(
      arguments[1], std::stol(arguments[2]), 3);
  const auto small = moonstain::matrix_from<moonstain::MatrixD>(
      arguments[3], std::stol(arguments[4]), 2 + std::stol(arguments[5]));
  for (int i = 0; i < std::stoi(arguments[6]); ++i) {
    moonstain::run(large, small);
  }
  return 0;
}
