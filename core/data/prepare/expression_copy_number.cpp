#include "core/data/prepare/expression_copy_number.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <span>
#include <utility>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/nouns.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"
#include "core/stats/quantiles.h"
#include "core/stats/running_mean.h"
#include "core/stats/student_t.h"

namespace moonstain {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// Columns of the table, in the order of the genome.
std::vector<Eigen::Index> genes_of(const ExpressionTable& table,
                                   const GenePositions& positions,
                                   const ExpressionCopyNumberOptions& options,
                                   ExpressionCopyNumber& out) {
  const Eigen::RowVectorXd means = table.values.cast<double>().colwise().mean();
  std::vector<std::pair<GenePlace, Eigen::Index>> found;
  for (Eigen::Index i = 0; i < table.values.cols(); ++i) {
    const GenePlace* place =
        positions.find(table.genes[static_cast<std::size_t>(i)]);
    if (place == nullptr ||
        !chromosomes(options.assembly)[place->chromosome].is_autosome()) {
      ++out.without_place;
    } else if (means[i] < options.least_mean) {
      ++out.low;
    } else {
      found.emplace_back(*place, i);
    }
  }
  check(!found.empty(), "expression_copy_number: of ",
        counted(table.genes.size(), "gene"), ", as ",
        table.genes.empty() ? "" : table.genes.front(),
        ", none is left: ", out.without_place,
        " without a place on an autosome, ", out.low, " with a mean below ",
        options.least_mean);
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) {
                     return std::pair(a.first.chromosome, a.first.start) <
                            std::pair(b.first.chromosome, b.first.start);
                   });
  std::vector<Eigen::Index> columns;
  for (const auto& [place, column] : found) {
    out.places.push_back(place);
    out.genes.push_back(table.genes[static_cast<std::size_t>(column)]);
    columns.push_back(column);
  }
  return columns;
}

// log2(1 + x) with all cells brought to their median total.
MatrixD log_normalised(const ExpressionTable& table,
                       const std::vector<Eigen::Index>& columns) {
  const Eigen::VectorXd totals = table.values.cast<double>().rowwise().sum();
  for (Eigen::Index cell = 0; cell < totals.size(); ++cell) {
    check(totals[cell] > 0, "expression_copy_number: cell '",
          table.cells[static_cast<std::size_t>(cell)], "' has no expression");
  }
  const double median = quantile({totals.begin(), totals.end()}, 0.5);
  MatrixD values = table.values(Eigen::all, columns).cast<double>();
  for (Eigen::Index cell = 0; cell < values.rows(); ++cell) {
    for (double& value : values.row(cell)) {
      value = std::log2(1 + value * (median / totals[cell]));
    }
  }
  return values;
}

void smooth_by_chromosome(MatrixD& values, const std::vector<GenePlace>& places,
                          std::int64_t window) {
  for (std::size_t begin = 0; begin < places.size();) {
    std::size_t end = begin;
    while (end < places.size() &&
           places[end].chromosome == places[begin].chromosome) {
      ++end;
    }
    for (Eigen::Index cell = 0; cell < values.rows(); ++cell) {
      const std::span<double> part(&values(cell, 0) + begin, end - begin);
      const std::vector<double> means = pyramid_mean(part, window);
      std::copy(means.begin(), means.end(), part.begin());
    }
    begin = end;
  }
}

void centre_cells(MatrixD& values) {
  for (Eigen::Index cell = 0; cell < values.rows(); ++cell) {
    auto row = values.row(cell);
    row.array() -= quantile({row.begin(), row.end()}, 0.5);
  }
}

// The mean over the genes of each arm; NaN where they are too few.
void add_arms(ExpressionCopyNumber& out, std::int64_t least_genes) {
  std::vector<std::vector<Eigen::Index>> genes;
  for (std::size_t i = 0; i < out.genes.size(); ++i) {
    const std::string arm =
        arm_of(out.assembly, out.places[i].chromosome, out.places[i].start);
    if (out.arms.empty() || out.arms.back() != arm) {
      out.arms.push_back(arm);
      genes.emplace_back();
    }
    genes.back().push_back(static_cast<Eigen::Index>(i));
  }
  out.arm_values.resize(out.values.rows(),
                        static_cast<Eigen::Index>(genes.size()));
  for (std::size_t arm = 0; arm < genes.size(); ++arm) {
    const bool enough =
        static_cast<std::int64_t>(genes[arm].size()) >= least_genes;
    const auto column = static_cast<Eigen::Index>(arm);
    for (Eigen::Index cell = 0; cell < out.values.rows(); ++cell) {
      double sum = 0;
      for (const Eigen::Index gene : genes[arm]) sum += out.values(cell, gene);
      out.arm_values(cell, column) = static_cast<float>(
          enough ? sum / static_cast<double>(genes[arm].size()) : kNone);
    }
  }
}

std::vector<double> at(const Matrix& values, Eigen::Index column,
                       const std::vector<Eigen::Index>& rows) {
  std::vector<double> out;
  for (const Eigen::Index row : rows) out.push_back(values(row, column));
  return out;
}

void add_calls(ExpressionCopyNumber& out,
               const ExpressionCopyNumberOptions& options) {
  std::map<std::string, std::vector<Eigen::Index>> cells;
  std::vector<Eigen::Index> reference;
  const std::set<std::string> normal(out.reference.begin(),
                                     out.reference.end());
  for (std::size_t i = 0; i < out.cells.size(); ++i) {
    const auto cell = static_cast<Eigen::Index>(i);
    cells[out.group_of[i]].push_back(cell);
    if (normal.contains(out.group_of[i])) reference.push_back(cell);
  }
  const auto arms = static_cast<Eigen::Index>(out.arms.size());
  const auto groups = static_cast<Eigen::Index>(cells.size());
  out.group_arms = MatrixD::Constant(groups, arms, kNone);
  out.calls = out.group_arms;
  const double calls = static_cast<double>(arms) *
                       static_cast<double>(cells.size() - normal.size());
  Eigen::Index group = 0;
  for (const auto& [name, rows] : cells) {
    out.groups.push_back(name);
    for (Eigen::Index arm = 0; arm < arms; ++arm) {
      if (std::isnan(out.arm_values(0, arm))) continue;
      const std::vector<double> own = at(out.arm_values, arm, rows);
      double mean = 0;
      for (const double one : own)
        mean += one / static_cast<double>(own.size());
      out.group_arms(group, arm) = mean;
      out.calls(group, arm) = 0;
      if (normal.contains(name) || std::abs(mean) < options.least_change) {
        continue;
      }
      const double p =
          welch_test(own, at(out.arm_values, arm, reference)).p * calls;
      if (p <= options.level) out.calls(group, arm) = mean < 0 ? -1 : 1;
    }
    ++group;
  }
}

}  // namespace

void subtract_reference(MatrixD& values, const std::vector<std::string>& groups,
                        const std::vector<std::string>& reference) {
  MatrixD means =
      MatrixD::Zero(static_cast<Eigen::Index>(reference.size()), values.cols());
  for (std::size_t i = 0; i < reference.size(); ++i) {
    auto mean = means.row(static_cast<Eigen::Index>(i));
    double cells = 0;
    for (std::size_t cell = 0; cell < groups.size(); ++cell) {
      if (groups[cell] != reference[i]) continue;
      mean += values.row(static_cast<Eigen::Index>(cell));
      ++cells;
    }
    if (cells == 0) {
      const std::set<std::string> there(groups.begin(), groups.end());
      fail("expression_copy_number: reference '", reference[i],
           "' is the group of no cell",
           name_hint(reference[i], {there.begin(), there.end()}));
    }
    mean /= cells;
  }
  const Eigen::RowVectorXd low = means.colwise().minCoeff();
  const Eigen::RowVectorXd high = means.colwise().maxCoeff();
  for (Eigen::Index cell = 0; cell < values.rows(); ++cell) {
    for (Eigen::Index gene = 0; gene < values.cols(); ++gene) {
      double& value = values(cell, gene);
      value -= std::clamp(value, low[gene], high[gene]);
    }
  }
}

ExpressionCopyNumber expression_copy_number(
    const ExpressionTable& table, const std::vector<std::string>& group_of,
    const GenePositions& positions,
    const ExpressionCopyNumberOptions& options) {
  check(!options.reference.empty(),
        "expression_copy_number: no reference group is named, expected those "
        "of normal cells");
  ExpressionCopyNumber out;
  out.about = options.about;
  out.assembly = options.assembly;
  out.cells = table.cells;
  out.group_of = group_of;
  out.reference = options.reference;
  const std::vector<Eigen::Index> columns =
      genes_of(table, positions, options, out);
  MatrixD values = log_normalised(table, columns);
  subtract_reference(values, group_of, options.reference);
  values = values.cwiseMax(-options.clip).cwiseMin(options.clip);
  smooth_by_chromosome(values, out.places, options.window);
  centre_cells(values);
  subtract_reference(values, group_of, options.reference);
  out.values = values.cast<float>();
  add_arms(out, options.least_genes);
  add_calls(out, options);
  return out;
}

namespace {

// "1p, 19q" of the arms that are called so.
std::string called_words(const ExpressionCopyNumber& of, Eigen::Index group,
                         double call) {
  std::vector<std::string> arms;
  for (std::size_t i = 0; i < of.arms.size(); ++i) {
    if (of.calls(group, static_cast<Eigen::Index>(i)) == call) {
      arms.push_back(of.arms[i]);
    }
  }
  return arms.empty() ? "nothing" : listed(arms);
}

}  // namespace

StepKind expression_copy_number_step() {
  using Own = ExpressionCopyNumberOptions;
  return StepKind("expression_copy_number", 1,
                  "Copy number of cells by their expression along the genome, "
                  "beside reference cells.")
      .numeric(Numeric::libm)
      .applies<File>("counts", "table of genes by cells")
      .applies<File>("groups", "lines of a cell and its group")
      .applies<File>("positions",
                     "table of genes with chromosome and start, or inferCNV's "
                     "gene order")
      .option("about", &Own::about, "name of the cells' data set")
      .required()
      .option("reference", &Own::reference, "groups of normal cells")
      .required()
      .option("assembly", &Own::assembly, "of the genome that positions are of")
      .option("least_mean", &Own::least_mean,
              "over cells, of genes that are kept", {0, {}})
      .option("clip", &Own::clip, "largest distance from the reference, log2",
              {0, {}})
      .option("window", &Own::window, "of the running mean, odd", {1, {}})
      .unit("genes")
      .option("least_genes", &Own::least_genes, "of an arm that is called",
              {1, {}})
      .option("least_change", &Own::least_change, "of a call, log2", {0, {}})
      .option("level", &Own::level, "of a call's p over all groups and arms",
              {0, 1})
      .needs([](const Options&, const InputSizes& sizes) {
        return Needs{.memory_bytes = 512 * kMiB + 60 * sizes.total(),
                     .seconds = 2 + 3e-7 * static_cast<double>(sizes.total())};
      })
      .makes<ExpressionCopyNumber>([](const Inputs& in,
                                      const Options& options) {
        const auto own = options.as<Own>();
        const auto counts = in.get<File>("counts");
        const auto groups = in.get<File>("groups");
        const auto order = in.get<File>("positions");
        const ExpressionTable table =
            read_expression_table(read_file(counts.path), counts.name);
        ExpressionCopyNumber out = expression_copy_number(
            table,
            read_cell_groups(read_file(groups.path), groups.name, table.cells),
            GenePositions::parse(read_file(order.path), order.name,
                                 own.assembly),
            own);
        log_line(concat("kept ", counted(out.genes.size(), "gene"), " of ",
                        table.genes.size(), "; left out ", out.without_place,
                        " without a place on an autosome, ", out.low,
                        " hardly expressed"));
        for (std::size_t i = 0; i < out.groups.size(); ++i) {
          const auto group = static_cast<Eigen::Index>(i);
          log_line(concat(out.groups[i], ": lost ",
                          called_words(out, group, -1), "; gained ",
                          called_words(out, group, 1)));
        }
        return out;
      });
}

}  // namespace moonstain
