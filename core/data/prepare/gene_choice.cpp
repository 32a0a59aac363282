#include "core/data/prepare/gene_choice.h"

#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/engine/step/step_kind.h"
#include "core/stats/clustering/dispersion.h"
#include "core/stats/quantiles.h"

namespace moonstain {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// What a spot's counts are multiplied by; 0 where there are none.
std::vector<double> factors_of(const Dataset& dataset) {
  const SparseCounts& counts = dataset.counts;
  std::vector<double> totals;
  std::vector<double> above_0;
  for (std::size_t spot = 0; spot < dataset.spots.size(); ++spot) {
    double total = 0;
    for (auto at = counts.row_starts[spot]; at < counts.row_starts[spot + 1];
         ++at) {
      total += counts.values[static_cast<std::size_t>(at)];
    }
    totals.push_back(total);
    if (total > 0) above_0.push_back(total);
  }
  check(!above_0.empty(), "gene_choice: section ", dataset.section,
        " has no counts");
  const double median = quantile(std::move(above_0), 0.5);
  for (double& total : totals) total = total > 0 ? median / total : 0;
  return totals;
}

struct Moments {
  Eigen::VectorXd mean;      ///< [genes]
  Eigen::VectorXd variance;  ///< [genes], divisor n - 1
};

// Two passes over the counts; the spots in which a gene was not counted add the
// square of its mean each.
Moments moments_of(const Dataset& dataset) {
  const SparseCounts& counts = dataset.counts;
  const std::vector<double> factors = factors_of(dataset);
  const auto for_counts = [&](auto body) {
    for (std::size_t spot = 0; spot < dataset.spots.size(); ++spot) {
      for (auto k = counts.row_starts[spot]; k < counts.row_starts[spot + 1];
           ++k) {
        const auto at = static_cast<std::size_t>(k);
        body(counts.columns[at], counts.values[at] * factors[spot]);
      }
    }
  };
  const auto spots = static_cast<double>(dataset.spots.size());
  const auto genes = static_cast<Eigen::Index>(dataset.genes.size());
  Moments out{Eigen::VectorXd::Zero(genes), Eigen::VectorXd::Zero(genes)};
  Eigen::VectorXd without = Eigen::VectorXd::Constant(genes, spots);
  for_counts([&](Eigen::Index gene, double value) { out.mean[gene] += value; });
  out.mean /= spots;
  for_counts([&](Eigen::Index gene, double value) {
    const double from_mean = value - out.mean[gene];
    out.variance[gene] += from_mean * from_mean;
    without[gene] -= 1;
  });
  out.variance.array() += without.array() * out.mean.array().square();
  out.variance /= spots - 1;
  return out;
}

}  // namespace

Eigen::VectorXd dispersion_scores(const Dataset& dataset, std::int64_t bins) {
  check(dataset.spots.size() >= 2, "gene_choice: section ", dataset.section,
        " has ", dataset.spots.size(), " spot(s); a variance needs at least 2");
  const Moments moments = moments_of(dataset);
  const Eigen::VectorXd log_mean = moments.mean.array().log1p();
  Eigen::VectorXd dispersion(moments.mean.size());
  for (Eigen::Index gene = 0; gene < dispersion.size(); ++gene) {
    dispersion[gene] =
        moments.variance[gene] > 0
            ? std::log(moments.variance[gene] / moments.mean[gene])
            : kNaN;
  }
  return normalised_by_bins(log_mean, dispersion, bins);
}

GeneChooser::GeneChooser(const Dataset& dataset,
                         const GeneChoiceOptions& options)
    : options_(options), variable_in_(dataset.section) {
  // Of equal scores the first in the section.
  const std::vector<Eigen::Index> genes =
      highest(dispersion_scores(dataset, options.bins), options.most_variable);
  check(std::ssize(genes) == options.most_variable, "gene_choice: the ",
        options.most_variable, " most variable genes are asked for, section ",
        dataset.section, " has ", genes.size(), " that vary");
  for (const Eigen::Index gene : genes) {
    const std::string& name = dataset.genes[static_cast<std::size_t>(gene)];
    place_.emplace(name, candidates_.size());
    candidates_.push_back({.name = name});
  }
}

void GeneChooser::require(const Dataset& section) {
  ++sections_;
  for (const std::string& gene : section.genes) {
    const auto found = place_.find(gene);
    if (found != place_.end()) ++candidates_[found->second].sections;
  }
}

void GeneChooser::count(const Dataset& section) {
  check(counted_.insert(section.section).second, "gene_choice: section ",
        section.section, " is counted twice; expected once");
  require(section);
  spots_ += static_cast<std::int64_t>(section.spots.size());
  std::vector<std::int64_t> spots(section.genes.size());
  for (const std::int32_t gene : section.counts.columns) {
    ++spots[static_cast<std::size_t>(gene)];
  }
  for (std::size_t gene = 0; gene < spots.size(); ++gene) {
    const auto found = place_.find(section.genes[gene]);
    if (found != place_.end()) candidates_[found->second].spots += spots[gene];
  }
}

std::int64_t least_spots(std::int64_t min_spots, std::int64_t of_spots,
                         std::int64_t spots) {
  if (of_spots == 0) return min_spots;
  return (min_spots * spots + of_spots - 1) / of_spots;
}

GeneList GeneChooser::chosen() const {
  const std::int64_t least =
      least_spots(options_.min_spots, options_.of_spots, spots_);
  check(least <= spots_, "gene_choice: a gene needs to be counted in ", least,
        " spots, the ", counted_.size(), " sections have ", spots_,
        "; of_spots says of how many min_spots is a share");
  GeneList out;
  for (const Candidate& gene : candidates_) {
    if (gene.sections == sections_ && gene.spots >= least) {
      out.genes.push_back(gene.name);
    }
  }
  out.rule =
      concat("of the ", options_.most_variable, " most variable genes of ",
             variable_in_, " those that all of ", sections_,
             " sections have and that at least ", least, " of ", spots_,
             " spots count");
  check(!out.genes.empty(), "gene_choice: there is none ", out.rule);
  return out;
}

StepKind gene_choice_step() {
  return StepKind("gene_choice", 1,
                  "The most variable genes of a section that others have too.")
      .numeric(Numeric::libm)
      .learns<Dataset>("dataset", Learned::selection,
                       "section whose most variable genes are taken")
      .learns_many<Dataset>("presence", Learned::selection,
                            "sections that must have a gene, and whose spots "
                            "that count it are counted")
      .learns_many<Dataset>("required", Learned::selection,
                            "further sections that must have a gene")
      .optional()
      .option("most_variable", &GeneChoiceOptions::most_variable,
              "genes taken from the one section", {1, 1e6})
      .option("bins", &GeneChoiceOptions::bins,
              "classes of genes of a like mean", {1, 1e6})
      .option("min_spots", &GeneChoiceOptions::min_spots,
              "spots that must count a gene", {0, 1e9})
      .option(
          "of_spots", &GeneChoiceOptions::of_spots,
          "min_spots is so many of these, whatever is at hand; 0: min_spots "
          "as it is",
          {0, 1e9})
      .needs([](const Options&, const InputSizes& sizes) {
        return Needs{.memory_bytes = 128 * kMiB + 2 * sizes.total()};
      })
      .makes<GeneList>([](const Inputs& in, const Options& options) {
        GeneChooser chooser(in.get<Dataset>("dataset"),
                            options.as<GeneChoiceOptions>());
        for (const Inputs::Item& item : in.items("required")) {
          chooser.require(Dataset::read(item.path));
        }
        for (const Inputs::Item& item : in.items("presence")) {
          chooser.count(Dataset::read(item.path));
        }
        return chooser.chosen();
      });
}

}  // namespace moonstain
