#include "core/data/patients/variable_cell_genes.h"

#include <algorithm>
#include <optional>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/data/patients/cell_inputs.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"

namespace moonstain {
namespace {

// Sums of squares about the mean, of the cells of a type or of all; all 0 of
// none.
Eigen::VectorXd squares_of(const CellTable& cells,
                           std::optional<std::int32_t> type) {
  const Eigen::Index genes = cells.values.cols();
  Eigen::RowVectorXd mean = Eigen::RowVectorXd::Zero(genes);
  Eigen::RowVectorXd squares = mean;
  double rows = 0;
  const auto each = [&](auto body) {
    for (Eigen::Index row = 0; row < cells.values.rows(); ++row) {
      if (!type || cells.type[static_cast<std::size_t>(row)] == *type) {
        body(cells.values.row(row).cast<double>());
      }
    }
  };
  each([&](const auto& row) {
    mean += row;
    rows += 1;
  });
  mean /= std::max(rows, 1.0);
  each([&](const auto& row) {
    squares.array() += (row - mean).array().square();
  });
  return squares;
}

}  // namespace

void VariableCellGenes::add(const CellTable& cells) {
  sections_.push_back(cells.section);
  const auto take = [&](const Eigen::VectorXd& squares) {
    std::vector<std::size_t> order;
    for (std::size_t gene = 0; gene < cells.genes.size(); ++gene) {
      if (squares[static_cast<Eigen::Index>(gene)] > 0) order.push_back(gene);
    }
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      const double at_a = squares[static_cast<Eigen::Index>(a)];
      const double at_b = squares[static_cast<Eigen::Index>(b)];
      return at_a != at_b ? at_a > at_b : cells.genes[a] < cells.genes[b];
    });
    order.resize(std::min(order.size(),
                          static_cast<std::size_t>(options_.most_variable)));
    for (const std::size_t gene : order) genes_.insert(cells.genes[gene]);
  };
  take(squares_of(cells, std::nullopt));
  if (!options_.within_types) return;
  for (std::size_t one = 0; one < cells.classes.size(); ++one) {
    const auto type = static_cast<std::int32_t>(one);
    if (cells.of_type(type) <= options_.more_than) continue;
    take(squares_of(cells, type));
  }
}

GeneList VariableCellGenes::chosen() const {
  check(!genes_.empty(), "variable_cell_genes: no gene varies between the ",
        "cells of ", listed(sections_));
  return {{genes_.begin(), genes_.end()},
          concat("of each of ", counted(sections_.size(), "section"), " the ",
                 options_.most_variable, " that vary most between all cells",
                 options_.within_types
                     ? concat(" and between those of each type of more than ",
                              options_.more_than)
                     : "")};
}

StepKind variable_cell_genes_step() {
  using Genes = VariableCellGenesOptions;
  return with_thin_options(
             learning_cells(StepKind("variable_cell_genes", 1,
                                     "Genes that vary most between the cells "
                                     "of some patients.")))
      .numeric(Numeric::libm)
      .option("most_variable", &Genes::most_variable,
              "genes taken of the cells of a section", {1, {}})
      .option("within_types", &Genes::within_types,
              "whether as many are taken of the cells of each type")
      .option("more_than", &Genes::more_than,
              "cells that a type has more of, where it counts", {1, {}})
      .needs(cells_needs())
      .makes<GeneList>([](const Inputs& in, const Options& options) {
        VariableCellGenes genes(options.as<Genes>());
        const std::size_t sections = in.items("dataset").size();
        check_paired(in, "variable_cell_genes");
        for (std::size_t i = 0; i < sections; ++i) {
          report_progress(i, sections, "sections");
          genes.add(thinned(cells_at(in, i), options.as<ThinOptions>()));
        }
        return genes.chosen();
      });
}

}  // namespace moonstain
