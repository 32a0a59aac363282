#include "core/data/prepare/spatial_genes.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/nouns.h"
#include "core/data/prepare/expression.h"
#include "core/data/stored/join.h"
#include "core/engine/plan/units.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"
#include "core/stats/spatial/moran.h"
#include "core/stats/spatial/weights.h"

namespace moonstain {
namespace {

constexpr std::string_view kStep = "spatial_genes";

bool by_variance(SpatialGeneSet set) {
  return set == SpatialGeneSet::hvg20 || set == SpatialGeneSet::hvg50;
}

bool is_low(SpatialGeneSet set) {
  return set == SpatialGeneSet::low_svg20 || set == SpatialGeneSet::low_svg50;
}

std::size_t size_of(SpatialGeneSet set) {
  return word_of(set).ends_with("20") ? 20 : 50;
}

// [genes] What a section ranks them by; NaN for a gene that is constant there.
Eigen::VectorXd scores_of(const Dataset& section, SpatialGeneSet set,
                          std::int64_t neighbours) {
  const auto cells = static_cast<std::int64_t>(section.spots.size());
  check(cells > neighbours && cells >= 2, kStep, ": ", section.section, " has ",
        counted(section.spots.size(), "cell"), ", expected more than ",
        std::max<std::int64_t>(neighbours, 1));
  const Matrix values =
      normalise(section, {}, Total::all, 0, Log::log2_1p).values;
  if (!by_variance(set)) {
    return morans_i(values, nearest_weights(section.pixel_xy, neighbours))
        .index;
  }
  Eigen::VectorXd variance(values.cols());
  for (Eigen::Index gene = 0; gene < values.cols(); ++gene) {
    const Eigen::ArrayXd column = values.col(gene).cast<double>();
    variance[gene] = column.minCoeff() == column.maxCoeff()
                         ? std::numeric_limits<double>::quiet_NaN()
                         : (column - column.mean()).square().sum() /
                               static_cast<double>(cells - 1);
  }
  return variance;
}

}  // namespace

std::string set_words(SpatialGeneSet set) {
  return concat("the ", size_of(set), " genes of ",
                is_low(set) ? "lowest " : "highest ",
                by_variance(set) ? "variance" : "Moran's I");
}

namespace {

// "34 blocks of x/S", for a sentence; one block and a section by their names.
std::string place_words(const std::string& section) {
  const auto blocks = 1 + std::count(section.begin(), section.end(), ',');
  return blocks == 1 ? section
                     : concat(blocks, " blocks of ", section_of_unit(section));
}

}  // namespace

GeneList gene_set(const std::vector<Dataset>& sections, SpatialGeneSet set,
                  std::int64_t neighbours) {
  check(!sections.empty(), kStep, ": no sections");
  const std::vector<std::string>& genes = sections.front().genes;
  const auto count = static_cast<Eigen::Index>(genes.size());
  Eigen::VectorXd sums = Eigen::VectorXd::Zero(count);
  Eigen::VectorXd cells = Eigen::VectorXd::Zero(count);
  std::string names;
  std::size_t all_cells = 0;
  for (const Dataset& section : sections) {
    check_same_names(section.genes, genes, "gene",
                     concat(kStep, ": ", section.section));
    const Eigen::VectorXd scores = scores_of(section, set, neighbours);
    const auto weight = static_cast<double>(section.spots.size());
    for (Eigen::Index gene = 0; gene < count; ++gene) {
      if (std::isnan(scores[gene])) continue;
      sums[gene] += weight * scores[gene];
      cells[gene] += weight;
    }
    names += concat(names.empty() ? "" : ", ", place_words(section.section));
    all_cells += section.spots.size();
  }
  std::vector<Eigen::Index> order;
  for (Eigen::Index gene = 0; gene < count; ++gene) {
    if (cells[gene] > 0) order.push_back(gene);
  }
  check(order.size() >= size_of(set), kStep, ": of ", genes.size(), " genes ",
        order.size(), " vary in ", names, "; ", word_of(set), " needs ",
        size_of(set));
  const Eigen::VectorXd score = sums.array() / cells.array();
  std::stable_sort(
      order.begin(), order.end(), [&](Eigen::Index a, Eigen::Index b) {
        return is_low(set) ? score[a] < score[b] : score[a] > score[b];
      });
  GeneList list;
  for (std::size_t i = 0; i < size_of(set); ++i) {
    list.genes.push_back(genes[static_cast<std::size_t>(order[i])]);
  }
  list.name = word_of(set);
  list.rule = concat(
      set_words(set), " of ", genes.size(), " in ", names, " (", all_cells,
      " cells, log2(1 + n / size factor)",
      by_variance(set) ? "" : concat(", ", neighbours, " nearest neighbours"),
      ")");
  return list;
}

namespace {

struct SpatialGenesOptions {
  SpatialGeneSet list = SpatialGeneSet::svg20;
  std::int64_t neighbours = 8;
};

struct ListedGenesOptions {
  SpatialGeneSet list = SpatialGeneSet::svg20;
  std::string rule = "as published";
};

}  // namespace

StepKind spatial_genes_step() {
  return StepKind("spatial_genes", 2,
                  "The genes whose expression is most or least alike between "
                  "neighbours, or varies most.")
      .numeric(Numeric::libm)
      .learns_many<Dataset>("dataset", Learned::selection,
                            "cells or spots that are looked at: training ones, "
                            "or all as published")
      .option("list", &SpatialGenesOptions::list,
              "svg: highest Moran's I, low_svg: lowest, hvg: highest variance; "
              "and how many")
      .option("neighbours", &SpatialGenesOptions::neighbours,
              "nearest ones that a cell is compared with", {1, 100})
      // Counts as numbers, and centred once more.
      .needs([](const Options&, const InputSizes& sizes) {
        return Needs{.memory_bytes = 256 * kMiB + 24 * sizes.total(),
                     .seconds = 2 + 2e-7 * static_cast<double>(sizes.total())};
      })
      .makes<GeneList>([](const Inputs& in, const Options& options) {
        const auto own = options.as<SpatialGenesOptions>();
        GeneList list =
            gene_set(in.list<Dataset>("dataset"), own.list, own.neighbours);
        log_line(concat(list.name, ": ", listed(list.genes)));
        return list;
      });
}

StepKind listed_genes_step() {
  return StepKind("listed_genes", 1,
                  "A list of genes that scores are read over, from a file.")
      .learns<File>("genes", Learned::selection, "names, one a line")
      .option("list", &ListedGenesOptions::list, "which list it is")
      .option("rule", &ListedGenesOptions::rule, "how it was made, for a page")
      .makes<GeneList>([](const Inputs& in, const Options& options) {
        const auto own = options.as<ListedGenesOptions>();
        const auto file = in.get<File>("genes");
        GeneList list;
        list.genes = parse_gene_list(read_file(file.path), file.name);
        check(list.genes.size() == size_of(own.list),
              "listed_genes: ", file.name, " names ", list.genes.size(),
              " genes, ", word_of(own.list), " has ", size_of(own.list));
        list.name = word_of(own.list);
        list.rule = own.rule;
        return list;
      });
}

}  // namespace moonstain
