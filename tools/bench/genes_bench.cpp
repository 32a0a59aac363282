// Chooses the most variable genes of a section, once, and prints the time as a
// JSON line; genes.py makes the counts and puts scanpy beside it.
//
//   genes_bench FOLDER GENES MOST CHOSEN
//
// FOLDER holds compressed rows as raw arrays: row_starts (int64), columns and
// values (int32). The chosen columns are written to CHOSEN, one a line.
#include <cstring>
#include <iostream>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/path.h"
#include "core/data/prepare/variable_genes.h"
#include "tools/bench/stopwatch.h"

namespace moonstain {
namespace {

template <typename T>
std::vector<T> array_of(const fs::path& file) {
  const std::string bytes = read_file(file);
  std::vector<T> out(bytes.size() / sizeof(T));
  std::memcpy(out.data(), bytes.data(), out.size() * sizeof(T));
  return out;
}

// Names that sort as their columns do.
std::string name_of(std::size_t column) {
  const std::string digits = std::to_string(column);
  return std::string(8 - digits.size(), '0') + digits;
}

void run(const fs::path& folder, std::int64_t genes, std::int64_t most,
         const fs::path& chosen) {
  Dataset dataset;
  dataset.section = "x/1";
  dataset.counts = {0, genes, array_of<std::int64_t>(folder / "row_starts"),
                    array_of<std::int32_t>(folder / "columns"),
                    array_of<std::int32_t>(folder / "values")};
  const std::size_t spots = dataset.counts.row_starts.size() - 1;
  dataset.counts.rows = static_cast<std::int64_t>(spots);
  for (std::size_t i = 0; i < spots; ++i) dataset.spots.push_back(name_of(i));
  for (std::size_t i = 0; i < static_cast<std::size_t>(genes); ++i) {
    dataset.genes.push_back(name_of(i));
  }
  const Stopwatch watch;
  VariableGenes variable(dataset.genes,
                         {.most_variable = most, .min_spots = 0});
  variable.add(dataset);
  const GeneList list = variable.chosen();
  const Seconds seconds = watch.elapsed();
  std::string lines;
  for (const std::string& gene : list.genes) lines += gene + "\n";
  write_file(chosen, lines);
  std::cout << concat("{", json_members(seconds), "}\n");
}

}  // namespace
}  // namespace moonstain

int main(int count, char** arguments) {
  if (count != 5) {
    std::cerr << "usage: genes_bench FOLDER GENES MOST CHOSEN\n";
    return 2;
  }
  try {
    moonstain::run(arguments[1], std::stol(arguments[2]),
                   std::stol(arguments[3]), arguments[4]);
    return 0;
  } catch (const std::exception& e) {
    std::cerr << "genes_bench: " << e.what() << "\n";
    return 1;
  }
}
