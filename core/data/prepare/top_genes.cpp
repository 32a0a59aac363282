#include "core/data/prepare/top_genes.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/error.h"
#include "core/base/matrix.h"
#include "core/base/nouns.h"
#include "core/base/text.h"
#include "core/data/prepare/moran_genes.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"
#include "core/stats/clustering/dispersion.h"

namespace moonstain {
namespace {

constexpr std::int64_t kBins = 20;

std::string_view words_of(TopBy by) {
  switch (by) {
    case TopBy::counts:
      return "most counts";
    case TopBy::variance:
      return "highest variance";
    case TopBy::dispersion:
      return "highest dispersion for their mean";
    case TopBy::moran:
      break;
  }
  return "highest mean Moran's I";
}

}  // namespace

TopGenes::TopGenes(const TopGenesOptions& options) : options_(options) {
  check((options.neighbours > 0) == (options.by == TopBy::moran),
        "top_genes: by is ", word_of(options.by), " and neighbours ",
        options.neighbours,
        "; neighbours, at least 1, are those of Moran's I, and of it alone");
}

// A hair less: a tenth of 120 spots are 12.
std::int64_t TopGenes::least_of(std::int64_t spots) const {
  return static_cast<std::int64_t>(
      std::ceil(options_.min_share * static_cast<double>(spots) - 1e-9));
}

bool TopGenes::is_named_out(const std::string& gene) const {
  return std::ranges::any_of(options_.without, [&](const std::string& part) {
    return gene.find(part) != std::string::npos;
  });
}

void TopGenes::add(const Dataset& section) {
  check(
      std::find(shown_.begin(), shown_.end(), section.section) == shown_.end(),
      "top_genes: section ", section.section, " is there twice; expected once");
  shown_.push_back(section.section);
  const auto spots = static_cast<std::int64_t>(section.spots.size());
  spots_ += spots;
  std::vector<Candidate*> candidates;
  candidates.reserve(section.genes.size());
  for (const std::string& gene : section.genes) {
    candidates.push_back(&genes_[gene]);
    ++candidates.back()->sections;
  }
  std::vector<std::int64_t> counted_in(section.genes.size());
  for (std::size_t at = 0; at < section.counts.values.size(); ++at) {
    const std::int64_t count = section.counts.values[at];
    const auto column = static_cast<std::size_t>(section.counts.columns[at]);
    Candidate& gene = *candidates[column];
    ++counted_in[column];
    gene.counts += count;
    gene.count_squares += count * count;
    const double value = std::log1p(static_cast<double>(count));
    gene.sum += value;
    gene.squares += value * value;
  }
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    candidates[i]->spots += counted_in[i];
    if (counted_in[i] >= least_of(spots)) ++candidates[i]->enough;
  }
  if (options_.by != TopBy::moran) return;
  const GeneMorans morans = gene_morans(
      section, section.genes, array_neighbours(section, options_.neighbours),
      MoranOf::ln_1p);
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    candidates[i]->moran_sum += morans.index[i];
  }
}

// What the genes are ranked by; NaN where it is not defined.
std::vector<double> TopGenes::ranks_of(
    const std::vector<const Entry*>& genes) const {
  using Wide = __int128;
  const auto spots = static_cast<double>(spots_);
  const auto sections = static_cast<double>(shown_.size());
  Eigen::VectorXd ranks(static_cast<Eigen::Index>(genes.size()));
  Eigen::VectorXd log_mean(ranks.size());
  for (Eigen::Index i = 0; i < ranks.size(); ++i) {
    const Candidate& gene = genes[static_cast<std::size_t>(i)]->second;
    const auto counts = static_cast<double>(gene.counts);
    log_mean[i] = std::log1p(counts / spots);
    switch (options_.by) {
      case TopBy::counts:
        ranks[i] = counts;
        break;
      case TopBy::variance:
        ranks[i] =
            gene.squares / spots - (gene.sum / spots) * (gene.sum / spots);
        break;
      case TopBy::dispersion: {
        // N squares - sum^2: whole, and so 0 of a gene that never varies.
        const auto scatter =
            static_cast<double>(Wide{spots_} * gene.count_squares -
                                Wide{gene.counts} * gene.counts);
        // ln(scatter / (N (N - 1)) / (counts / N))
        ranks[i] = scatter > 0 ? std::log(scatter / (counts * (spots - 1)))
                               : std::nan("");
        break;
      }
      case TopBy::moran:
        ranks[i] = gene.moran_sum / sections;
        break;
    }
  }
  if (options_.by == TopBy::dispersion && ranks.size() > 0) {
    const Eigen::VectorXd raw = ranks;
    ranks = normalised_by_bins(log_mean, ranks, kBins);
    // Of genes of a like mean that all have one dispersion none stands out.
    for (Eigen::Index i = 0; i < ranks.size(); ++i) {
      if (std::isnan(ranks[i]) && !std::isnan(raw[i])) ranks[i] = 0;
    }
  }
  return {ranks.begin(), ranks.end()};
}

GeneList TopGenes::chosen() const {
  check(spots_ > 0, "top_genes: the ", counted(shown_.size(), "section"),
        " have no spot");
  const bool of_each = options_.share_of == ShareOf::each;
  const std::string enough =
      of_each ? concat("a share of ", options_.min_share,
                       " of each section's spots")
              : concat(least_of(spots_), " of ", spots_, " spots");
  std::vector<const Entry*> left_genes;
  std::size_t shared = 0;
  for (const Entry& entry : genes_) {
    const Candidate& gene = entry.second;
    if (gene.sections != shown_.size()) continue;
    ++shared;
    const bool is_counted =
        of_each ? gene.enough == gene.sections : gene.spots >= least_of(spots_);
    if (is_counted && !is_named_out(entry.first)) left_genes.push_back(&entry);
  }
  const std::vector<double> ranks = ranks_of(left_genes);
  std::vector<std::pair<double, std::string>> ranked;
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    if (std::isnan(ranks[i])) continue;
    ranked.emplace_back(ranks[i], left_genes[i]->first);
  }
  check(shared > 0, "top_genes: no gene is in all of ",
        counted(shown_.size(), "section"), ": ", listed(shown_, 4),
        "; do they name genes alike, and are they of one organism?");
  check(!ranked.empty(), "top_genes: of the ", shared, " genes that all of ",
        counted(shown_.size(), "section"), " have none is counted in ", enough,
        left_genes.empty() ? "" : " and varies", "; min_share is ",
        options_.min_share);
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
  out.rule = concat("the ", out.genes.size(), " genes of ",
                    words_of(options_.by), " among ", left, " that all of ",
                    counted(shown_.size(), "section"),
                    " have and that at least ", enough, " count");
  if (options_.by == TopBy::moran) {
    out.rule += concat(", by ", options_.neighbours,
                       " nearest neighbours on the array");
  }
  if (!options_.without.empty()) {
    out.rule +=
        concat(", without names that contain ", listed(options_.without));
  }
  return out;
}

StepKind top_genes_step() {
  return StepKind("top_genes", 1,
                  "The genes of most counts, of highest variance, dispersion "
                  "or Moran's I, that all of some sections have.")
      .numeric(Numeric::libm)
      .learns_many<Dataset>("dataset", Learned::selection,
                            "sections that the genes are chosen on")
      .option("by", &TopGenesOptions::by,
              "counts over all spots; the variance of ln(1 + n) over them; "
              "the dispersion of counts over them, for genes of a like mean "
              "(Seurat); Moran's I, mean over sections")
      .option("most", &TopGenesOptions::most, "genes taken; 0: all", {0, 1e6})
      .option("min_share", &TopGenesOptions::min_share,
              "share of spots that must count a gene", {0, 1})
      .option("share_of", &TopGenesOptions::share_of,
              "whether of the spots of all sections together, or of each's")
      .option("without", &TopGenesOptions::without,
              "parts of names that are left out: BLANK, Control")
      .option("neighbours", &TopGenesOptions::neighbours,
              "by moran: nearest spots on the array that a spot is compared "
              "with; else 0",
              {0, 1000})
      .needs([](const Options& options, const InputSizes& sizes) {
        // By Moran's I a section's values for some genes, too.
        const bool by_moran = options.as<TopGenesOptions>().by == TopBy::moran;
        return Needs{.memory_bytes = by_moran ? 256 * kMiB + 8 * sizes.total()
                                              : 128 * kMiB + 2 * sizes.total()};
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
