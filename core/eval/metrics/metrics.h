#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/matrix.h"
#include "core/base/path.h"
#include "core/data/stored/grid_map.h"
#include "core/data/stored/predictions.h"
#include "core/data/stored/targets.h"

namespace moonstain {

class StepKind;

/// One protocol's numbers, gene by gene. A number means nothing without it.
struct Reading {
  std::string name;          ///< "whole_grid", "kept_grid" or "tissue"
  std::int64_t cells = 0;    ///< compared: 5120, 4992, or the spots
  Eigen::VectorXd pearson;   ///< [genes]; NaN where undefined
  Eigen::VectorXd spearman;  ///< [genes]; NaN where undefined
  Eigen::VectorXd mae;       ///< [genes] mean absolute error, targets' unit
  Eigen::VectorXd rmse;      ///< [genes] root mean squared error
  Eigen::VectorXd measured_mean;      ///< [genes]
  Eigen::VectorXd measured_sd;        ///< [genes], divisor n
  Eigen::VectorXd predicted_mean;     ///< [genes]
  Eigen::VectorXd predicted_sd;       ///< [genes], divisor n; exactly 0 for a
                                      ///< constant prediction
  Eigen::VectorXd predicted_width90;  ///< [genes] 95th less 5th percentile
};

/// Why genes have no correlation, or one that is rounding alone.
struct GeneCounts {
  std::int64_t undefined = 0;           ///< no Pearson correlation
  std::int64_t constant_measured = 0;   ///< nothing to correlate with
  std::int64_t constant_predicted = 0;  ///< though the measurement varies
  /// Predictions that are one value over nearly all cells, the constant ones
  /// included: the 5th and the 95th percentile differ by at most 1e-6 of (1 +
  /// their size), as in core/learn/train/collapse.h. Means something in tissue.
  std::int64_t flat_predicted = 0;
};
GeneCounts count_genes(const Reading& reading);

/// Scores of one section's predictions by one predictor, in every reading.
/// AnnData on Zarr: obs = genes, var = the numbers ("tissue.pearson", ...), X
/// [genes, numbers] float64, so that `to_df()` is the table; uns holds section,
/// model, transform, spots, grid and cells.
struct Metrics {
  static constexpr std::string_view kType = "Metrics";

  std::string section;
  std::string model;      ///< name of the predictor
  std::string transform;  ///< of the targets
  std::vector<std::string> genes;
  std::int64_t spots = 0;
  std::int64_t grid_rows = 0;
  std::int64_t grid_columns = 0;
  std::int64_t target_row_shift = 0;
  std::vector<Reading> readings;  ///< whole_grid, kept_grid, tissue
  /// [genes] Pearson's r between the 0/1 tissue mask and the measured map of
  /// the whole grid: by the identity of
  /// recipes/hist_loocv/METHOD.md 7.3, and measured.
  Eigen::VectorXd mask_identity;
  Eigen::VectorXd mask_measured;

  /// @throws Error naming the readings there are
  const Reading& reading(std::string_view name) const;

  /// Of the grid's cells, those with a spot.
  double tissue_fraction() const {
    return static_cast<double>(spots) /
           static_cast<double>(grid_rows * grid_columns);
  }

  /// @throws Error where X or its columns are not as said here
  static Metrics read(const fs::path& folder);
  void write(const fs::path& folder) const;
};

/// Compares predictions with targets in three readings.
///
/// - `whole_grid`: every cell of the grid. Cells without a spot hold 0 in the
///   measured map; in the predicted one what the model says there
///   (`Predictions::grid`), or 0 for a model of spots.
/// - `kept_grid`: the same in the rows that the paper's code keeps.
/// - `tissue`: the cells of spots alone.
///
/// @param target_row_shift  grid rows by which the measured map lies below the
///     features' (recipes/hist_loocv/METHOD.md 2.2). Predictions for a
///     grid stay where they are and are read there; a model of spots answers
///     about spots, so its values move with the targets.
/// @throws Error  when section, spots or genes of the three differ, values are
///                not finite, or a shifted spot leaves the grid
///
/// Source: recipes/hist_loocv/METHOD.md 7.1 and 7.3.
Metrics score(const Predictions& predictions, const Targets& targets,
              const GridMap& grid, std::int64_t target_row_shift);

/// One number of a reading by name.
///
/// @param metric  "COLUMN.OVER": column `pearson`, `spearman`, `mae` or
///                `rmse`; over genes `mean`, `median`, or `heg50`, the mean of
///                the 50 genes of highest mean measured value. Undefined genes
///                are left out; NaN when none is defined.
/// @throws Error  on another name, naming the ones there are
double metric_value(const Reading& reading, std::string_view metric);

/// The column that a metric is made of.
using ReadingColumn = Eigen::VectorXd Reading::*;
ReadingColumn metric_column(std::string_view metric);

/// True for correlations, false for errors.
bool higher_is_better(std::string_view metric);

/// `metrics`: these scores, and a word on them in the task's log.
StepKind metrics_step();

}  // namespace moonstain
