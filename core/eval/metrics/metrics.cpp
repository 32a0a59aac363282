#include "core/eval/metrics/metrics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/data/stored/join.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"
#include "core/stats/correlation.h"
#include "core/stats/quantiles.h"
#include "core/stats/summary.h"
#include "core/stats/trivial_scores.h"

namespace moonstain {
namespace {

struct Moments {
  Eigen::VectorXd mean;
  Eigen::VectorXd sd;
};

Moments moments_of(const MatrixView& values) {
  const auto n = static_cast<double>(values.rows());
  Moments moments;
  moments.mean = values.cast<double>().colwise().sum().transpose() / n;
  moments.sd.resize(values.cols());
  for (Eigen::Index gene = 0; gene < values.cols(); ++gene) {
    const Eigen::ArrayXd column = values.col(gene).cast<double>().array();
    moments.sd[gene] =
        column.minCoeff() == column.maxCoeff()
            ? 0.0
            : std::sqrt((column - moments.mean[gene]).square().sum() / n);
  }
  return moments;
}

Eigen::VectorXd width90_of(const MatrixView& values) {
  Eigen::VectorXd widths(values.cols());
  std::vector<double> column(static_cast<std::size_t>(values.rows()));
  for (Eigen::Index gene = 0; gene < values.cols(); ++gene) {
    for (Eigen::Index row = 0; row < values.rows(); ++row) {
      column[static_cast<std::size_t>(row)] = double{values(row, gene)};
    }
    widths[gene] = quantile(column, 0.95) - quantile(column, 0.05);
  }
  return widths;
}

Reading read_cells(std::string name, const MatrixView& predicted,
                   const MatrixView& measured) {
  Reading reading;
  reading.name = std::move(name);
  reading.cells = predicted.rows();
  reading.pearson = pearson_by_gene(predicted, measured);
  reading.spearman = spearman_by_gene(predicted, measured);
  const auto n = static_cast<double>(predicted.rows());
  const MatrixD error = predicted.cast<double>() - measured.cast<double>();
  reading.mae = error.cwiseAbs().colwise().sum().transpose() / n;
  reading.rmse =
      (error.cwiseAbs2().colwise().sum().transpose() / n).cwiseSqrt();
  Moments of_measured = moments_of(measured);
  Moments of_predicted = moments_of(predicted);
  reading.measured_mean = std::move(of_measured.mean);
  reading.measured_sd = std::move(of_measured.sd);
  reading.predicted_mean = std::move(of_predicted.mean);
  reading.predicted_sd = std::move(of_predicted.sd);
  reading.predicted_width90 = width90_of(predicted);
  return reading;
}

void check_inputs(const Predictions& predictions, const Targets& targets,
                  const GridMap& grid, const std::string& what) {
  check(
      predictions.section == targets.section && grid.section == targets.section,
      what, ": predictions are of section ", predictions.section,
      ", targets of ", targets.section, ", the grid of ", grid.section);
  check(predictions.spots.size() == targets.spots.size(), what,
        ": predictions of ", predictions.spots.size(), " spots, targets of ",
        targets.spots.size());
  check_same_genes(predictions.genes, targets.genes,
                   concat(what, ": predictions"));
  check(predictions.values.allFinite() && predictions.grid.allFinite(), what,
        ": a prediction of ", predictions.model, " is NaN or infinite");
  check(targets.values.allFinite(), what, ": a target is NaN or infinite");
  check(predictions.grid.size() == 0 ||
            (predictions.grid_rows == grid.rows &&
             predictions.grid_columns == grid.columns &&
             predictions.grid.rows() == grid.rows * grid.columns),
        what, ": predictions for a grid of ", predictions.grid_rows, " x ",
        predictions.grid_columns, ", the section's grid is ", grid.rows, " x ",
        grid.columns);
}

// The flat cells that hold the targets, in their order.
std::vector<Eigen::Index> target_cells(const Targets& targets,
                                       const GridMap& grid, std::int64_t shift,
                                       const std::string& what) {
  std::vector<Eigen::Index> cells;
  for (const Eigen::Index spot :
       places_of(targets.spots, grid.spots, "spot", concat(what, ": grid"))) {
    const auto i = static_cast<std::size_t>(spot);
    const std::int64_t row = grid.row[i] + shift;
    check(row >= 0 && row < grid.rows, what, ": spot '", grid.spots[i],
          "' of grid row ", grid.row[i], " moved by ", shift,
          " leaves the grid of ", grid.rows, " rows");
    cells.push_back(row * grid.columns + grid.column[i]);
  }
  return cells;
}

Matrix spread_over(const Matrix& values, const std::vector<Eigen::Index>& cells,
                   std::int64_t cell_count) {
  Matrix map = Matrix::Zero(cell_count, values.cols());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    map.row(cells[i]) = values.row(static_cast<Eigen::Index>(i));
  }
  return map;
}

}  // namespace

const Reading& Metrics::reading(std::string_view name) const {
  std::string names;
  for (const Reading& reading : readings) {
    if (reading.name == name) {
      return reading;
    }
    names += concat(names.empty() ? "" : ", ", reading.name);
  }
  fail("metrics of ", section, ": no reading '", name, "'; there are ", names);
}

Metrics score(const Predictions& predictions, const Targets& targets,
              const GridMap& grid, std::int64_t target_row_shift) {
  const std::string what = concat("metrics: section ", targets.section);
  check_inputs(predictions, targets, grid, what);
  const auto cells = target_cells(targets, grid, target_row_shift, what);
  const auto places = places_of(targets.spots, predictions.spots, "spot",
                                concat(what, ": predictions"));
  const Matrix by_spot = rows_at(predictions.values, places);
  const std::int64_t cell_count = grid.rows * grid.columns;
  const bool speaks_of_grid = predictions.grid.size() > 0;
  const Matrix spread =
      speaks_of_grid ? Matrix() : spread_over(by_spot, cells, cell_count);
  const Matrix& predicted_map = speaks_of_grid ? predictions.grid : spread;
  const Matrix measured_map = spread_over(targets.values, cells, cell_count);
  const Matrix in_tissue =
      speaks_of_grid ? rows_at(predictions.grid, cells) : by_spot;

  Metrics metrics;
  metrics.section = targets.section;
  metrics.model = predictions.model;
  metrics.transform = targets.transform;
  metrics.genes = targets.genes;
  metrics.spots = static_cast<std::int64_t>(targets.spots.size());
  metrics.grid_rows = grid.rows;
  metrics.grid_columns = grid.columns;
  metrics.target_row_shift = target_row_shift;
  metrics.readings.push_back(
      read_cells("whole_grid", predicted_map, measured_map));
  const std::int64_t kept_begin = grid.kept_row_begin * grid.columns;
  const std::int64_t kept_cells =
      (grid.kept_row_end - grid.kept_row_begin) * grid.columns;
  metrics.readings.push_back(
      read_cells("kept_grid", predicted_map.middleRows(kept_begin, kept_cells),
                 measured_map.middleRows(kept_begin, kept_cells)));
  metrics.readings.push_back(read_cells("tissue", in_tissue, targets.values));

  const Reading& tissue = metrics.readings.back();
  metrics.mask_identity.resize(tissue.pearson.size());
  for (Eigen::Index gene = 0; gene < tissue.pearson.size(); ++gene) {
    metrics.mask_identity[gene] =
        mask_correlation(metrics.tissue_fraction(), tissue.measured_mean[gene],
                         tissue.measured_sd[gene]);
  }
  const Matrix mask =
      spread_over(Matrix::Ones(targets.values.rows(), targets.values.cols()),
                  cells, cell_count);
  metrics.mask_measured = pearson_by_gene(mask, measured_map);
  return metrics;
}

GeneCounts count_genes(const Reading& reading) {
  GeneCounts counts;
  for (Eigen::Index gene = 0; gene < reading.pearson.size(); ++gene) {
    counts.undefined += std::isnan(reading.pearson[gene]);
    if (reading.measured_sd[gene] == 0) {
      ++counts.constant_measured;
      continue;
    }
    counts.constant_predicted += reading.predicted_sd[gene] == 0;
    counts.flat_predicted +=
        reading.predicted_width90[gene] <=
        1e-6 * (1.0 + std::abs(reading.predicted_mean[gene]));
  }
  return counts;
}

ReadingColumn metric_column(std::string_view metric) {
  const std::string_view column = metric.substr(0, metric.find('.'));
  if (column == "pearson") return &Reading::pearson;
  if (column == "spearman") return &Reading::spearman;
  if (column == "mae") return &Reading::mae;
  if (column == "rmse") return &Reading::rmse;
  fail("no metric '", metric,
       "'; it is pearson, spearman, mae or rmse, a dot, and mean, median or "
       "heg50");
}

double metric_value(const Reading& reading, std::string_view metric) {
  const Eigen::VectorXd& column = reading.*metric_column(metric);
  const auto dot = metric.find('.');
  const std::string_view over =
      dot == std::string_view::npos ? "" : metric.substr(dot + 1);
  std::vector<double> values(column.data(), column.data() + column.size());
  if (over == "heg50") {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto& mean = reading.measured_mean;
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) {
                       return mean[static_cast<Eigen::Index>(a)] >
                              mean[static_cast<Eigen::Index>(b)];
                     });
    std::vector<double> highest;
    for (std::size_t i = 0; i < std::min<std::size_t>(50, order.size()); ++i) {
      highest.push_back(values[order[i]]);
    }
    return mean_of_defined(highest);
  }
  if (over == "mean") {
    return mean_of_defined(values);
  }
  check(over == "median", "no metric '", metric,
        "'; it is pearson, spearman, mae or rmse, a dot, and mean, median or "
        "heg50");
  std::erase_if(values, [](double value) { return std::isnan(value); });
  return values.empty() ? std::numeric_limits<double>::quiet_NaN()
                        : quantile(std::move(values), 0.5);
}

bool higher_is_better(std::string_view metric) {
  return metric.starts_with("pearson") || metric.starts_with("spearman");
}

namespace {

struct MetricsOptions {
  std::int64_t target_row_shift = 0;
};

void log_scores(const Metrics& metrics) {
  const Reading& tissue = metrics.reading("tissue");
  const GeneCounts counts = count_genes(tissue);
  log_line(concat(
      metrics.model, " on ", metrics.section, ": mean Pearson ",
      fixed(metric_value(metrics.reading("whole_grid"), "pearson.mean"), 3),
      " on the whole grid, ", fixed(metric_value(tissue, "pearson.mean"), 3),
      " in tissue, ", counts.undefined, " of ", metrics.genes.size(),
      " genes undefined in tissue"));
  if (2 * counts.flat_predicted >
      static_cast<std::int64_t>(metrics.genes.size()) -
          counts.constant_measured) {
    log_line(concat("constant predictions: ", metrics.model, " on ",
                    metrics.section, " predicts one value in tissue for ",
                    counts.flat_predicted, " of ", metrics.genes.size(),
                    " genes"));
  }
}

}  // namespace

StepKind metrics_step() {
  return StepKind("metrics", 1,
                  "Scores of a section's predictions, gene by gene, in every "
                  "reading: whole grid, kept rows, tissue.")
      .applies<Predictions>("predictions", "of the held-out section")
      .applies<Targets>("targets", "what was measured there")
      .applies<GridMap>("grid", "where its spots lie")
      .option("target_row_shift", &MetricsOptions::target_row_shift,
              "grid rows by which the measured map lies below the features'",
              {-8, 8})
      .unit("rows")
      .needs(in_memory(16, 5))
      .scores("predictions")
      .makes<Metrics>([](const Inputs& in, const Options& options) {
        Metrics metrics =
            score(in.get<Predictions>("predictions"),
                  in.get<Targets>("targets"), in.get<GridMap>("grid"),
                  options.as<MetricsOptions>().target_row_shift);
        log_scores(metrics);
        return metrics;
      });
}

}  // namespace moonstain
