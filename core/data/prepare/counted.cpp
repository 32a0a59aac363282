#include "core/data/prepare/counted.h"

#include <algorithm>
#include <iterator>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/base/text.h"
#include "core/data/prepare/genes.h"
#include "core/data/prepare/spots.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"

namespace moonstain {

Dataset counted_dataset(const Dataset& dataset, std::int64_t min_spots,
                        std::int64_t min_genes) {
  std::vector<std::int64_t> spots_of(dataset.genes.size());
  for (const std::int32_t gene : dataset.counts.columns) {
    ++spots_of[static_cast<std::size_t>(gene)];
  }
  std::vector<std::string> genes;
  std::vector<std::int32_t> places;  // of all genes among those
  for (std::size_t gene = 0; gene < spots_of.size(); ++gene) {
    const bool is_kept = spots_of[gene] >= min_spots;
    places.push_back(is_kept ? static_cast<std::int32_t>(genes.size()) : -1);
    if (is_kept) genes.push_back(dataset.genes[gene]);
  }
  check(!genes.empty(), "counted_dataset: of the ", dataset.genes.size(),
        " genes of section ", dataset.section, " none is counted in ",
        counted(min_spots, "spot"));
  Dataset out = with_genes(dataset, genes, places);

  std::vector<std::size_t> spots;
  for (std::size_t spot = 0; spot < out.spots.size(); ++spot) {
    if (out.counts.row_starts[spot + 1] - out.counts.row_starts[spot] >=
        min_genes) {
      spots.push_back(spot);
    }
  }
  check(!spots.empty(), "counted_dataset: of the ", dataset.spots.size(),
        " spots of section ", dataset.section, " none counts ",
        counted(min_genes, "gene"));
  out = with_spots(out, spots);

  out.leave_out(
      concat("genes, counted in fewer than ", counted(min_spots, "spot")),
      static_cast<std::int64_t>(dataset.genes.size() - out.genes.size()));
  out.leave_out(
      concat("fewer than ", counted(min_genes, "gene"), " counted"),
      static_cast<std::int64_t>(dataset.spots.size() - out.spots.size()));
  return out;
}

void SharedGenes::add(const Dataset& section) {
  std::vector<std::string> sorted = section.genes;
  std::sort(sorted.begin(), sorted.end());
  shown_.push_back(concat(section.section, " (", sorted.size(), " genes",
                          sorted.empty() ? "" : ", as '",
                          sorted.empty() ? "" : sorted.front(),
                          sorted.empty() ? ")" : "')"));
  if (shown_.size() == 1) {
    genes_ = std::move(sorted);
    return;
  }
  std::vector<std::string> both;
  std::set_intersection(genes_.begin(), genes_.end(), sorted.begin(),
                        sorted.end(), std::back_inserter(both));
  genes_ = std::move(both);
}

GeneList SharedGenes::list() const {
  check(!genes_.empty(), step_, ": no gene is in all of ",
        counted(shown_.size(), "section"), ": ", listed(shown_),
        "; do they name genes alike, and are they of one organism?");
  return {genes_, concat("the ", genes_.size(), " genes that all of ",
                         counted(shown_.size(), "section"), " have")};
}

namespace {

struct CountedOptions {
  std::int64_t min_spots = 1;
  std::int64_t min_genes = 1;
};

}  // namespace

StepKind counted_dataset_step() {
  return StepKind("counted_dataset", 1,
                  "A section without the genes and spots that count nothing.")
      .applies<Dataset>("dataset", "the whole section")
      .option("min_spots", &CountedOptions::min_spots,
              "spots that must count a gene", {0, 1e9})
      .option("min_genes", &CountedOptions::min_genes,
              "genes that a spot must count", {0, 1e9})
      .needs(in_memory(16, 1))
      .makes<Dataset>([](const Inputs& in, const Options& options) {
        const auto least = options.as<CountedOptions>();
        const auto dataset = in.get<Dataset>("dataset");
        Dataset out =
            counted_dataset(dataset, least.min_spots, least.min_genes);
        log_line(concat("kept ", out.spots.size(), " of ", dataset.spots.size(),
                        " spots and ", out.genes.size(), " of ",
                        dataset.genes.size(), " genes of ", dataset.section));
        return out;
      });
}

StepKind shared_genes_step() {
  return StepKind("shared_genes", 1,
                  "The genes that all of some sections have.")
      .applies_many<Dataset>("dataset",
                             "sections with the names of their genes")
      .needs(in_memory(1, 1))
      .makes<GeneList>([](const Inputs& in, const Options&) {
        SharedGenes genes("shared_genes");
        for (const Inputs::Item& item : in.items("dataset")) {
          genes.add(Dataset::read_places(item.path));
        }
        return genes.list();
      });
}

}  // namespace moonstain
