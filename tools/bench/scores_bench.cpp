// Correlations and quantiles of genes, a JSON line for each of RUNS runs;
// scores.py puts numpy and scipy beside it.
//
//   scores_bench PREDICTED.raw MEASURED.raw ROWS COLUMNS RUNS     float32
#include <iostream>
#include <string>

#include "core/base/error.h"
#include "core/base/matrix.h"
#include "core/stats/correlation.h"
#include "core/stats/quantiles.h"
#include "tools/bench/arrays.h"
#include "tools/bench/stopwatch.h"

namespace moonstain {
namespace {

// Prints time and the sum of the numbers, for the script to compare.
template <typename Body>
void measure(std::string_view name, Body body) {
  const Stopwatch watch;
  const double sum = body();
  std::cout << concat("{\"case\": \"", name, "\", ",
                      json_members(watch.elapsed()), ", \"sum\": ", sum, "}\n");
}

void run(const Matrix& predicted, const Matrix& measured) {
  measure("pearson",
          [&] { return pearson_by_gene(predicted, measured).sum(); });
  measure("spearman",
          [&] { return spearman_by_gene(predicted, measured).sum(); });
  measure("quantiles",
          [&] { return column_quantiles(predicted, {0.05, 0.95}).sum(); });
}

}  // namespace
}  // namespace moonstain

int main(int count, char** arguments) {
  if (count != 6) {
    std::cerr << "usage: scores_bench PREDICTED.raw MEASURED.raw ROWS COLUMNS "
                 "RUNS\n";
    return 2;
  }
  const auto rows = static_cast<Eigen::Index>(std::stol(arguments[3]));
  const auto columns = static_cast<Eigen::Index>(std::stol(arguments[4]));
  const auto predicted =
      moonstain::matrix_from<moonstain::Matrix>(arguments[1], rows, columns);
  const auto measured =
      moonstain::matrix_from<moonstain::Matrix>(arguments[2], rows, columns);
  for (int i = 0; i < std::stoi(arguments[5]); ++i) {
    moonstain::run(predicted, measured);
  }
  return 0;
}
