#include "core/data/prepare/listed_dataset.h"

#include <algorithm>
#include <cstdint>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/data/prepare/genes.h"
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
  Dataset out = with_genes(dataset, genes, places);
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
  return wanting_genes(
             StepKind(kStep, 1, "A section with the genes of a list alone.")
                 .applies<Dataset>("dataset", "the whole section"))
      .option("absent", &ListedOptions::absent,
              "a gene that the section's table does not name")
      .needs(in_memory(16, 1))
      .makes<Dataset>([](const Inputs& in, const Options& options) {
        const auto dataset = in.get<Dataset>("dataset");
        const Absent absent = options.as<ListedOptions>().absent;
        return listed_dataset(dataset, genes_wanted(in, kStep, dataset, absent),
                              absent);
      });
}

}  // namespace moonstain
