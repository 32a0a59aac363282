// Copy number of cells by their expression, and tests of features along the
// genome under permutations: each once, its time as a JSON line; copy_number.py
// makes the inputs and puts infercnvpy and scipy beside them.
//
//   copy_number_bench cells COUNTS GROUPS POSITIONS ARMS REFERENCE...
//   copy_number_bench tests FOLDER UNITS COLUMNS PERMUTATIONS EVIDENCE
//
// ARMS gets a line a group: its name and the mean of each arm. FOLDER holds raw
// arrays: splits (int8, [splits, units]) and values (float32, [units,
// columns]); EVIDENCE gets the permuted evidence, float64, the first with the
// units as they are.
#include <cstring>
#include <iostream>
#include <numeric>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/random.h"
#include "core/data/prepare/expression_copy_number.h"
#include "core/stats/permuted_evidence.h"
#include "tools/bench/arrays.h"
#include "tools/bench/stopwatch.h"

namespace moonstain {
namespace {

void print(const Seconds& seconds) {
  std::cout << concat("{", json_members(seconds), "}\n");
}

void run_cells(const std::vector<std::string>& arguments) {
  const ExpressionTable table =
      read_expression_table(read_file(arguments[0]), "counts");
  const auto groups =
      read_cell_groups(read_file(arguments[1]), "groups", table.cells);
  const auto positions = GenePositions::parse(read_file(arguments[2]),
                                              "positions", Assembly::hg19);
  ExpressionCopyNumberOptions options;
  options.assembly = Assembly::hg19;
  options.reference.assign(arguments.begin() + 4, arguments.end());
  const Stopwatch watch;
  const ExpressionCopyNumber found =
      expression_copy_number(table, groups, positions, options);
  print(watch.elapsed());
  std::string lines = "group";
  for (const std::string& arm : found.arms) lines += concat("\t", arm);
  for (std::size_t i = 0; i < found.groups.size(); ++i) {
    lines += concat("\n", found.groups[i]);
    for (const double mean :
         found.group_arms.row(static_cast<Eigen::Index>(i))) {
      lines += concat("\t", mean);
    }
  }
  write_file(arguments[3], lines + "\n");
}

void run_tests(const std::vector<std::string>& arguments) {
  const auto units = static_cast<Eigen::Index>(std::stol(arguments[1]));
  const auto columns = static_cast<Eigen::Index>(std::stol(arguments[2]));
  const std::string sides = read_file(fs::path(arguments[0]) / "splits");
  Splits splits(static_cast<Eigen::Index>(sides.size()) / units, units);
  std::memcpy(splits.data(), sides.data(), sides.size());
  const auto values = matrix_from<Matrix>(
      (fs::path(arguments[0]) / "values").string(), units, columns);
  std::vector<std::vector<std::size_t>> orders(1);
  orders[0].resize(static_cast<std::size_t>(units));
  std::iota(orders[0].begin(), orders[0].end(), std::size_t{0});
  for (std::int64_t i = 1; i < std::stol(arguments[3]); ++i) {
    RandomStream stream(1, "copy_number_bench", "order",
                        static_cast<std::uint64_t>(i));
    orders.push_back(stream.permutation(static_cast<std::size_t>(units)));
  }
  const Stopwatch watch;
  const MatrixD evidence = permuted_evidence(splits, values, 5, orders);
  print(watch.elapsed());
  write_file(arguments[4],
             {reinterpret_cast<const char*>(evidence.data()),
              static_cast<std::size_t>(evidence.size()) * sizeof(double)});
}

}  // namespace
}  // namespace moonstain

int main(int count, char** arguments) {
  const std::vector<std::string> given(arguments + 1, arguments + count);
  const bool cells = given.size() >= 6 && given[0] == "cells";
  if (!cells && !(given.size() == 6 && given[0] == "tests")) {
    std::cerr << "usage: copy_number_bench cells COUNTS GROUPS POSITIONS ARMS "
                 "REFERENCE...\n"
                 "       copy_number_bench tests FOLDER UNITS COLUMNS "
                 "PERMUTATIONS EVIDENCE\n";
    return 2;
  }
  try {
    const std::vector<std::string> rest(given.begin() + 1, given.end());
    cells ? moonstain::run_cells(rest) : moonstain::run_tests(rest);
    return 0;
  } catch (const std::exception& e) {
    std::cerr << "copy_number_bench: " << e.what() << "\n";
    return 1;
  }
}
