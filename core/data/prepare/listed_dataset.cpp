#include "core/data/prepare/listed_dataset.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/data/stored/gene_list.h"
#include "core/data/stored/places.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {
namespace {

constexpr const char* kStep = "listed_dataset";

// Where each gene of the table stands in the list, -1 where it does not.
std::vector<std::int32_t> places_in(const Dataset& dataset,
                                    const std::vector<std::string>& genes,
                                    Absent absent) {
  const Places columns(dataset.genes);
  std::vector<std::int32_t> places(dataset.genes.size(), -1);
  for (std::size_t i = 0; i < genes.size(); ++i) {
    const auto column = columns.find(genes[i]);
    if (!column) {
      if (absent == Absent::zero) continue;
      fail(kStep, ": section ", dataset.section, " has no gene '", genes[i],
           "'",
           did_you_mean(genes[i], dataset.genes,
                        "; absent = \"zero\" takes it as not counted"));
    }
    check(places[*column] < 0, kStep, ": gene '", genes[i],
          "' is asked for twice");
    places[*column] = static_cast<std::int32_t>(i);
  }
  return places;
}

}  // namespace

Dataset listed_dataset(const Dataset& dataset,
                       const std::vector<std::string>& genes, Absent absent) {
  check(!genes.empty(), kStep, ": no genes; give genes or gene_list");
  const std::vector<std::int32_t> places = places_in(dataset, genes, absent);
  Dataset out = dataset;
  out.genes = genes;
  const SparseCounts& counts = dataset.counts;
  out.counts.columns_count = static_cast<std::int64_t>(genes.size());
  out.counts.row_starts = {0};
  out.counts.columns.clear();
  out.counts.values.clear();
  std::vector<std::pair<std::int32_t, std::int32_t>> row;  // place, count
  for (std::size_t spot = 0; spot < dataset.spots.size(); ++spot) {
    row.clear();
    for (auto k = counts.row_starts[spot]; k < counts.row_starts[spot + 1];
         ++k) {
      const auto at = static_cast<std::size_t>(k);
      const std::int32_t place =
          places[static_cast<std::size_t>(counts.columns[at])];
      if (place >= 0) row.emplace_back(place, counts.values[at]);
    }
    std::sort(row.begin(), row.end());
    for (const auto& [place, count] : row) {
      out.counts.columns.push_back(place);
      out.counts.values.push_back(count);
    }
    out.counts.row_starts.push_back(
        static_cast<std::int64_t>(out.counts.columns.size()));
  }
  out.leave_out("genes that no list names",
                std::count(places.begin(), places.end(), -1));
  return out;
}

namespace {

struct ListedOptions {
  Absent absent = Absent::refuse;
};

}  // namespace

StepKind listed_dataset_step() {
  return StepKind(kStep, 1, "A section with the genes of a list alone.")
      .applies<Dataset>("dataset", "the whole section")
      .learns<File>("genes", Learned::selection,
                    "names of the genes wanted, one a line")
      .optional()
      .learns<GeneList>("gene_list", Learned::selection,
                        "the genes wanted, where a step has chosen them")
      .optional()
      .option("absent", &ListedOptions::absent,
              "a gene that the section's table does not name")
      .needs(in_memory(16, 1))
      .makes<Dataset>([](const Inputs& in, const Options& options) {
        return listed_dataset(in.get<Dataset>("dataset"),
                              genes_wanted(in, kStep),
                              options.as<ListedOptions>().absent);
      });
}

}  // namespace moonstain
