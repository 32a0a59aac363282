#include "core/data/prepare/variable_genes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/data/prepare/counted.h"
#include "core/data/prepare/gene_choice.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"
#include "core/stats/loess.h"

namespace moonstain {
namespace {

constexpr std::string_view kStep = "variable_genes";

constexpr std::size_t kMostSmall = 8;

// A section's counts gene by gene, as far as sums over spots need them: most
// are small, so for each gene how often it has which, and the few large ones as
// they are. What else is asked is answered from here; the counts themselves,
// which do not fit a cache, are read once.
struct Tally {
  struct Large {
    std::int32_t gene = 0;
    std::int32_t count = 0;
  };
  /// [genes] of counts of 1 to kMostSmall how many spots have them
  std::vector<std::array<std::int32_t, kMostSmall>> small;
  std::vector<Large> large;
};

Tally tally_of(const Dataset& dataset) {
  const SparseCounts& counts = dataset.counts;
  Tally out;
  out.small.resize(dataset.genes.size());
  for (std::size_t at = 0; at < counts.columns.size(); ++at) {
    const std::int32_t gene = counts.columns[at];
    const auto less_one = static_cast<std::size_t>(counts.values[at] - 1);
    if (less_one < kMostSmall) {
      ++out.small[static_cast<std::size_t>(gene)][less_one];
    } else {
      out.large.push_back({gene, counts.values[at]});
    }
  }
  return out;
}

// Calls body(gene, count, spots) for all that is tallied.
template <typename Body>
void for_tally(const Tally& tally, Body body) {
  for (std::size_t gene = 0; gene < tally.small.size(); ++gene) {
    for (std::size_t i = 0; i < kMostSmall; ++i) {
      const std::int64_t spots = tally.small[gene][i];
      if (spots > 0) body(gene, static_cast<std::int64_t>(i + 1), spots);
    }
  }
  for (const Tally::Large& one : tally.large) {
    body(static_cast<std::size_t>(one.gene), std::int64_t{one.count},
         std::int64_t{1});
  }
}

// Of one gene over the spots; whole numbers, which do not round.
struct Sums {
  std::int64_t spots = 0;  // that count it
  std::int64_t counts = 0;
  std::int64_t squares = 0;
};

// Of each gene of the section.
std::vector<Sums> sums_of(const Tally& tally) {
  std::vector<Sums> sums(tally.small.size());
  for_tally(tally,
            [&](std::size_t gene, std::int64_t count, std::int64_t spots) {
              sums[gene].spots += spots;
              sums[gene].counts += spots * count;
              sums[gene].squares += spots * count * count;
            });
  return sums;
}

// N (N - 1) times the variance.
double squares_from_mean(const Sums& sums, std::int64_t spots) {
  using Wide = __int128;
  return static_cast<double>(Wide{spots} * sums.squares -
                             Wide{sums.counts} * sums.counts);
}

// r of each gene, from the curve through those that vary.
Eigen::VectorXd expected_deviations(const Eigen::VectorXd& mean,
                                    const Eigen::VectorXd& variance,
                                    const std::string& section, double span) {
  std::vector<Eigen::Index> varying;
  for (Eigen::Index gene = 0; gene < mean.size(); ++gene) {
    if (variance[gene] > 0) varying.push_back(gene);
  }
  const Eigen::VectorXd x = mean(varying).array().log10();
  const Eigen::VectorXd y = variance(varying).array().log10();
  const LoessFit fit =
      with_context(concat(kStep, ": section ", section,
                          ": variance over mean of ", varying.size(), " genes"),
                   [&] { return loess(x, y, span); });
  if (fit.singular_vertices > 0) {
    log_line(concat("the curve of ", section, " is uncertain near ",
                    fit.singular_vertices,
                    " of its vertices: genes there have fewer than three "
                    "means; a larger span would be surer"));
  }
  Eigen::VectorXd out = Eigen::VectorXd::Ones(mean.size());
  for (std::size_t i = 0; i < varying.size(); ++i) {
    out[varying[i]] =
        std::sqrt(std::pow(10.0, fit.fitted[static_cast<Eigen::Index>(i)]));
  }
  return out;
}

// What cutting a gene's counts takes from their sum and from that of their
// squares.
struct Cut {
  double counts = 0;
  double squares = 0;
};

// Of each gene of the section.
std::vector<Cut> cuts_of(const Tally& tally,
                         const std::vector<double>& bounds) {
  std::vector<Cut> cuts(bounds.size());
  for_tally(tally,
            [&](std::size_t gene, std::int64_t count, std::int64_t spots) {
              const auto value = static_cast<double>(count);
              const double bound = bounds[gene];
              if (value <= bound) return;
              const auto times = static_cast<double>(spots);
              cuts[gene].counts += times * (value - bound);
              cuts[gene].squares += times * (value * value - bound * bound);
            });
  return cuts;
}

Eigen::VectorXd scores_of(const Dataset& dataset, const Tally& tally,
                          const std::vector<Sums>& sums,
                          const std::vector<std::int32_t>& place,
                          std::size_t genes, double span) {
  const auto spots = static_cast<std::int64_t>(dataset.spots.size());
  check(spots >= 2, kStep, ": section ", dataset.section, " has ",
        counted(spots, "spot"), "; a variance needs at least 2");
  const auto n = static_cast<double>(spots);
  const auto size = static_cast<Eigen::Index>(genes);
  Eigen::VectorXd mean = Eigen::VectorXd::Zero(size);
  Eigen::VectorXd variance = Eigen::VectorXd::Zero(size);
  for (std::size_t gene = 0; gene < sums.size(); ++gene) {
    if (place[gene] < 0) continue;
    mean[place[gene]] = static_cast<double>(sums[gene].counts) / n;
    variance[place[gene]] =
        squares_from_mean(sums[gene], spots) / (n * (n - 1));
  }
  const Eigen::VectorXd expected =
      expected_deviations(mean, variance, dataset.section, span);

  std::vector<double> bounds(sums.size(),
                             std::numeric_limits<double>::infinity());
  for (std::size_t gene = 0; gene < sums.size(); ++gene) {
    const std::int32_t to = place[gene];
    if (to >= 0) bounds[gene] = mean[to] + std::sqrt(n) * expected[to];
  }
  const std::vector<Cut> cuts = cuts_of(tally, bounds);
  Eigen::VectorXd scores = Eigen::VectorXd::Zero(size);
  for (std::size_t gene = 0; gene < sums.size(); ++gene) {
    const std::int32_t to = place[gene];
    if (to < 0) continue;
    const double sum =
        static_cast<double>(sums[gene].counts) - cuts[gene].counts;
    const double squares =
        static_cast<double>(sums[gene].squares) - cuts[gene].squares;
    scores[to] = (n * mean[to] * mean[to] + squares - 2 * mean[to] * sum) /
                 ((n - 1) * expected[to] * expected[to]);
  }
  return scores;
}

}  // namespace

Eigen::VectorXd standard_variances(const Dataset& dataset,
                                   const std::vector<std::int32_t>& place,
                                   std::size_t genes, double span) {
  const Tally tally = tally_of(dataset);
  return scores_of(dataset, tally, sums_of(tally), place, genes, span);
}

VariableGenes::VariableGenes(std::vector<std::string> genes,
                             const VariableGenesOptions& options)
    : options_(options) {
  std::sort(genes.begin(), genes.end());
  for (std::string& gene : genes) candidates_.push_back({std::move(gene)});
}

std::vector<std::int32_t> VariableGenes::places_of(
    const std::vector<std::string>& genes) const {
  std::vector<std::int32_t> places;
  auto next = candidates_.begin();
  for (const std::string& gene : genes) {
    // Most sections name their genes in one order, and so the one behind.
    if (next == candidates_.end() || next->name != gene) {
      next = std::lower_bound(
          candidates_.begin(), candidates_.end(), gene,
          [](const Candidate& a, const std::string& b) { return a.name < b; });
    }
    const bool found = next != candidates_.end() && next->name == gene;
    places.push_back(
        found ? static_cast<std::int32_t>(next - candidates_.begin()) : -1);
    if (found) ++next;
  }
  return places;
}

void VariableGenes::add(const Dataset& section) {
  check(shown_.insert(section.section).second, kStep, ": section ",
        section.section, " is given twice; expected once");
  spots_ += static_cast<std::int64_t>(section.spots.size());
  const std::vector<std::int32_t> place = places_of(section.genes);
  const Tally tally = tally_of(section);
  const std::vector<Sums> sums = sums_of(tally);
  for (std::size_t gene = 0; gene < sums.size(); ++gene) {
    if (place[gene] < 0) continue;
    candidates_[static_cast<std::size_t>(place[gene])].spots +=
        sums[gene].spots;
  }
  const auto wanted = static_cast<std::size_t>(options_.most_variable);
  if (candidates_.size() <= wanted) {
    for (Candidate& gene : candidates_) ++gene.sections;
    return;
  }
  const Eigen::VectorXd scores =
      scores_of(section, tally, sums, place, candidates_.size(), options_.span);
  std::vector<Eigen::Index> order(candidates_.size());
  std::iota(order.begin(), order.end(), Eigen::Index{0});
  std::nth_element(
      order.begin(), order.begin() + static_cast<std::ptrdiff_t>(wanted),
      order.end(), [&](Eigen::Index a, Eigen::Index b) {
        return scores[a] != scores[b] ? scores[a] > scores[b] : a < b;
      });
  for (std::size_t i = 0; i < wanted; ++i) {
    ++candidates_[static_cast<std::size_t>(order[i])].sections;
  }
}

GeneList VariableGenes::chosen() const {
  const std::int64_t least =
      least_spots(options_.min_spots, options_.of_spots, spots_);
  check(least <= spots_, kStep, ": a gene needs to be counted in ", least,
        " spots, ", counted(shown_.size(), "section"), " have ", spots_,
        "; of_spots says of how many min_spots is a share");
  const auto sections = static_cast<std::int64_t>(shown_.size());
  const std::int64_t choices = options_.combine == Combine::any ? 1 : sections;
  GeneList out;
  for (const Candidate& gene : candidates_) {
    if (gene.sections >= choices && gene.spots >= least) {
      out.genes.push_back(gene.name);
    }
  }
  const bool all =
      static_cast<std::int64_t>(candidates_.size()) <= options_.most_variable;
  out.rule =
      all ? concat("of ", candidates_.size(), " genes")
          : concat("of ", candidates_.size(), " genes the ",
                   options_.most_variable, " that vary most in ",
                   options_.combine == Combine::any ? "any" : "each", " of ",
                   counted(sections, "section"),
                   ", for their mean (Seurat v3, span ", options_.span, ")");
  if (least > 0) {
    out.rule += concat(all ? " those" : ", of these those", " that at least ",
                       least, " of ", spots_, " spots count");
  }
  check(!out.genes.empty(), kStep, ": there is none ", out.rule);
  return out;
}

template <>
struct KindWords<Combine> {
  static constexpr std::string_view kAll[] = {"union", "intersection"};
};

namespace {

std::vector<std::string> candidates_of(const Inputs& in) {
  if (in.has("gene_list")) return in.get<GeneList>("gene_list").genes;
  SharedGenes shared{std::string(kStep)};
  for (const Inputs::Item& item : in.items("dataset")) {
    shared.add(Dataset::read_places(item.path));
  }
  return shared.list().genes;
}

}  // namespace

StepKind variable_genes_step() {
  return StepKind("variable_genes", 1,
                  "The genes that vary most for their mean in some sections.")
      .numeric(Numeric::libm)
      .learns_many<Dataset>("dataset", Learned::selection,
                            "sections whose counts are looked at")
      .learns<GeneList>("gene_list", Learned::selection,
                        "the genes to choose among; without it those that all "
                        "of the sections have")
      .optional()
      .option("most_variable", &VariableGenesOptions::most_variable,
              "genes taken from each section", {1, 1e6})
      .option("span", &VariableGenesOptions::span,
              "share of the genes that the curve of variance over mean takes "
              "near a mean",
              {1e-3, 1})
      .option("combine", &VariableGenesOptions::combine,
              "whether the genes of any section count or those of each")
      .option("min_spots", &VariableGenesOptions::min_spots,
              "spots of all sections that must count a gene; 0: any number",
              {0, 1e9})
      .option(
          "of_spots", &VariableGenesOptions::of_spots,
          "min_spots is so many of these, whatever is at hand; 0: min_spots "
          "as it is",
          {0, 1e9})
      .needs([](const Options&, const InputSizes& sizes) {
        return Needs{.memory_bytes = 128 * kMiB + 2 * sizes.total()};
      })
      .makes<GeneList>([](const Inputs& in, const Options& options) {
        VariableGenes genes(candidates_of(in),
                            options.as<VariableGenesOptions>());
        for (const Inputs::Item& item : in.items("dataset")) {
          genes.add(Dataset::read(item.path));
        }
        GeneList list = genes.chosen();
        log_line(concat("chose ", list.genes.size(), " genes: ", list.rule));
        return list;
      });
}

}  // namespace moonstain
