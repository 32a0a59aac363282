#include "core/data/prepare/moran_genes.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/nouns.h"
#include "core/base/number_text.h"
#include "core/data/prepare/expression.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"
#include "core/stats/quantiles.h"
#include "core/stats/spatial/moran.h"

namespace moonstain {
namespace {

constexpr std::string_view kStep = "moran_genes";
constexpr std::size_t kGenesAtOnce = 512;

bool begins_so(const std::string& gene,
               const std::vector<std::string>& beginnings) {
  return std::ranges::any_of(beginnings, [&](const std::string& one) {
    return gene.starts_with(one);
  });
}

}  // namespace

// The nearest of equal ones is the one that stands first, so the points are put
// into the order of the rule, and what was found back into that of the spots.
SpatialWeights array_neighbours(const Dataset& section,
                                std::int64_t neighbours) {
  const auto spots = static_cast<Eigen::Index>(section.spots.size());
  check(spots > neighbours, kStep, ": section ", section.section, " has ",
        counted(section.spots.size(), "spot"), ", expected more than ",
        neighbours, ", the neighbours of each");
  std::vector<std::int32_t> order(static_cast<std::size_t>(spots));
  std::iota(order.begin(), order.end(), 0);
  const auto& at = section.array_xy;
  std::ranges::stable_sort(order, {}, [&](std::int32_t spot) {
    return std::pair(at(spot, 1), at(spot, 0));
  });
  Points points(spots, 2);
  std::vector<std::int64_t> place(order.size());
  for (Eigen::Index i = 0; i < spots; ++i) {
    const std::int32_t spot = order[static_cast<std::size_t>(i)];
    points.row(i) << at(spot, 0), at(spot, 1);
    place[static_cast<std::size_t>(spot)] = i;
  }
  const SpatialWeights sorted = nearest_weights(points, neighbours);
  SpatialWeights out;
  for (const std::int64_t row : place) {
    const std::size_t begin = out.columns.size();
    for (auto i = sorted.row_starts[static_cast<std::size_t>(row)];
         i < sorted.row_starts[static_cast<std::size_t>(row) + 1]; ++i) {
      out.columns.push_back(order[static_cast<std::size_t>(
          sorted.columns[static_cast<std::size_t>(i)])]);
    }
    std::sort(out.columns.begin() + static_cast<std::ptrdiff_t>(begin),
              out.columns.end());
    out.row_starts.push_back(static_cast<std::int64_t>(out.columns.size()));
  }
  out.values.assign(out.columns.size(), 1.0);
  return out;
}

GeneMorans gene_morans(const Dataset& section,
                       const std::vector<std::string>& genes,
                       const SpatialWeights& weights, MoranOf of) {
  GeneMorans out;
  for (std::size_t begin = 0; begin < genes.size(); begin += kGenesAtOnce) {
    const auto end = genes.begin() + static_cast<std::ptrdiff_t>(std::min(
                                         begin + kGenesAtOnce, genes.size()));
    const std::vector<std::string> some(
        genes.begin() + static_cast<std::ptrdiff_t>(begin), end);
    const Matrix values =
        of == MoranOf::ln_1p
            ? normalise(section, some, Total::all, 1e4, Log::ln_1p).values
            : normalise(section, some, Total::none, 0, Log::none).values;
    const Moran found = morans_i(values, weights);
    out.index.insert(out.index.end(), found.index.begin(), found.index.end());
    out.p.insert(out.p.end(), found.p_randomised.begin(),
                 found.p_randomised.end());
  }
  return out;
}

MoranChooser::MoranChooser(const MoranGenesOptions& options)
    : options_(options) {}

void MoranChooser::show(const Dataset& section) {
  check(std::ranges::find(sections_, section.section) == sections_.end(), kStep,
        ": section ", section.section, " is shown twice; expected once");
  const SpatialWeights weights = array_neighbours(section, options_.neighbours);
  // What another section has shown to be out needs no look.
  std::vector<std::string> genes;
  for (const std::string& gene : section.genes) {
    if (sections_.empty() || genes_.contains(gene)) genes.push_back(gene);
  }
  const GeneMorans found = gene_morans(section, genes, weights, options_.of);
  sections_.push_back(section.section);
  for (std::size_t i = 0; i < genes.size(); ++i) {
    Sections& gene = genes_[genes[i]];
    ++gene.seen;
    gene.index.push_back(found.index[i]);
    if (std::isnan(found.index[i])) ++gene.constant;
    // NaN is below nothing.
    if (!(found.p[i] < options_.below_p)) gene.significant = false;
  }
  std::erase_if(genes_, [&](const auto& one) {
    return one.second.seen != static_cast<std::int64_t>(sections_.size());
  });
}

MoranChooser::Left MoranChooser::left() const {
  Left out;
  for (const auto& [name, gene] : genes_) {
    ++out.in_all;
    if (gene.constant > 0) ++out.constant;
    if (!gene.significant) continue;
    ++out.significant;
    if (!(quantile(gene.index, 0.5) > options_.above_index)) continue;
    ++out.high;
    if (!begins_so(name, options_.without)) out.genes.push_back(name);
  }
  return out;
}

GeneList MoranChooser::chosen(const std::vector<std::string>& also) const {
  check(!sections_.empty(), kStep, ": no sections");
  const Left left = this->left();
  GeneList out;
  out.rule = concat("of the ", left.in_all, " genes that all of ",
                    sections_.size(), " sections have those of a Moran's I (",
                    options_.neighbours, " nearest neighbours on the array, ",
                    word_of(options_.of), ") with p < ", options_.below_p,
                    " in each (", left.significant, ") and above ",
                    options_.above_index, " in the median (", left.high, ")");
  if (!options_.without.empty()) {
    out.rule += concat(", without names that begin with ",
                       listed(options_.without), " (", left.genes.size(), ")");
  }
  std::set<std::string> all(left.genes.begin(), left.genes.end());
  all.insert(also.begin(), also.end());
  if (!also.empty()) {
    out.rule += concat(", and ", all.size() - left.genes.size(), " of ",
                       also.size(), " that are taken in any case");
  }
  out.genes.assign(all.begin(), all.end());
  check(!out.genes.empty(), kStep, ": there is none ", out.rule, "; ",
        left.constant, " never vary in some section");
  return out;
}

StepKind moran_genes_step() {
  return StepKind("moran_genes", 1,
                  "The genes that lie together in every section, by Moran's I "
                  "and its p.")
      .numeric(Numeric::libm)
      .learns_many<Dataset>("dataset", Learned::selection,
                            "sections that are looked at: training ones, or "
                            "all as published")
      .learns<File>("also", Learned::selection,
                    "names of genes that are taken in any case, one a line")
      .optional()
      .option("neighbours", &MoranGenesOptions::neighbours,
              "nearest spots on the array that a spot is compared with",
              {1, 1000})
      .option("of", &MoranGenesOptions::of,
              "values: normalised ones, or counts")
      .option("below_p", &MoranGenesOptions::below_p,
              "one-sided p under randomisation, in each section", {0, 1})
      .option("above_index", &MoranGenesOptions::above_index,
              "median of Moran's I over sections", {-1, 1})
      .option("without", &MoranGenesOptions::without,
              "beginnings of names that are left out")
      .needs([](const Options&, const InputSizes& sizes) {
        // A section's counts, its values for some genes, and all genes' I.
        return Needs{.memory_bytes = 256 * kMiB + 8 * sizes.total(),
                     .seconds = 2 + 1e-6 * static_cast<double>(sizes.total())};
      })
      .makes<GeneList>([](const Inputs& in, const Options& options) {
        MoranChooser chooser(options.as<MoranGenesOptions>());
        for (const Inputs::Item& item : in.items("dataset")) {
          chooser.show(Dataset::read(item.path));
        }
        std::vector<std::string> also;
        if (in.has("also")) {
          const auto file = in.get<File>("also");
          also = parse_gene_list(read_file(file.path), file.name);
        }
        GeneList list = chooser.chosen(also);
        log_line(concat(list.genes.size(), " genes: ", list.rule, "; ",
                        chooser.left().constant,
                        " never vary in some section"));
        return list;
      });
}

}  // namespace moonstain
