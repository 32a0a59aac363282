#include "core/data/prepare/top_genes.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/base/text.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"

namespace moonstain {

void TopGenes::add(const Dataset& section) {
  check(
      std::find(shown_.begin(), shown_.end(), section.section) == shown_.end(),
      "top_genes: section ", section.section, " is there twice; expected once");
  shown_.push_back(section.section);
  spots_ += static_cast<std::int64_t>(section.spots.size());
  std::vector<Candidate*> candidates;
  candidates.reserve(section.genes.size());
  for (const std::string& gene : section.genes) {
    candidates.push_back(&genes_[gene]);
    ++candidates.back()->sections;
  }
  for (std::size_t at = 0; at < section.counts.values.size(); ++at) {
    const std::int32_t count = section.counts.values[at];
    Candidate& gene =
        *candidates[static_cast<std::size_t>(section.counts.columns[at])];
    ++gene.spots;
    gene.counts += count;
    const double value = std::log1p(static_cast<double>(count));
    gene.sum += value;
    gene.squares += value * value;
  }
}

double TopGenes::rank_of(const Candidate& gene) const {
  if (options_.by == TopBy::counts) return static_cast<double>(gene.counts);
  const auto spots = static_cast<double>(spots_);
  const double mean = gene.sum / spots;
  return gene.squares / spots - mean * mean;
}

GeneList TopGenes::chosen() const {
  check(spots_ > 0, "top_genes: the ", counted(shown_.size(), "section"),
        " have no spot");
  // A hair less: a tenth of 120 spots are 12.
  const auto least = static_cast<std::int64_t>(
      std::ceil(options_.min_share * static_cast<double>(spots_) - 1e-9));
  std::vector<std::pair<double, std::string>> ranked;
  std::size_t shared = 0;
  for (const auto& [name, gene] : genes_) {
    if (gene.sections != shown_.size()) continue;
    ++shared;
    if (gene.spots >= least) ranked.emplace_back(rank_of(gene), name);
  }
  check(shared > 0, "top_genes: no gene is in all of ",
        counted(shown_.size(), "section"), ": ", listed(shown_, 4),
        "; do they name genes alike, and are they of one organism?");
  check(!ranked.empty(), "top_genes: of the ", shared, " genes that all of ",
        counted(shown_.size(), "section"), " have none is counted in ", least,
        " of ", spots_, " spots; min_share is ", options_.min_share);
  // By name already, as the map has them.
  std::stable_sort(
      ranked.begin(), ranked.end(),
      [](const auto& a, const auto& b) { return a.first > b.first; });
  const std::size_t left = ranked.size();
  if (options_.most > 0 && left > static_cast<std::size_t>(options_.most)) {
    ranked.resize(static_cast<std::size_t>(options_.most));
  }
  GeneList out;
  for (auto& [rank, name] : ranked) out.genes.push_back(std::move(name));
  out.rule = concat(
      "the ", out.genes.size(), " genes of ",
      options_.by == TopBy::counts ? "most counts" : "highest variance",
      " among ", left, " that all of ", counted(shown_.size(), "section"),
      " have and that at least ", least, " of ", spots_, " spots count");
  return out;
}

StepKind top_genes_step() {
  return StepKind("top_genes", 1,
                  "The genes of most counts, or of highest variance, that all "
                  "of some sections have.")
      .numeric(Numeric::libm)
      .learns_many<Dataset>("dataset", Learned::selection,
                            "sections that the genes are chosen on")
      .option("by", &TopGenesOptions::by,
              "counts over all spots, or the variance of ln(1 + n) over them")
      .option("most", &TopGenesOptions::most, "genes taken; 0: all", {0, 1e6})
      .option("min_share", &TopGenesOptions::min_share,
              "share of all spots that must count a gene", {0, 1})
      .needs([](const Options&, const InputSizes& sizes) {
        return Needs{.memory_bytes = 128 * kMiB + 2 * sizes.total()};
      })
      .makes<GeneList>([](const Inputs& in, const Options& options) {
        TopGenes genes(options.as<TopGenesOptions>());
        for (const Inputs::Item& item : in.items("dataset")) {
          genes.add(Dataset::read(item.path));
        }
        GeneList made = genes.chosen();
        log_line(made.rule);
        return made;
      });
}

}  // namespace moonstain
