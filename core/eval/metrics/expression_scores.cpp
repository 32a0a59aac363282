#include "core/eval/metrics/expression_scores.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <utility>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/data/stored/join.h"
#include "core/eval/metrics/observed.h"
#include "core/eval/metrics/reading_kind.h"
#include "core/eval/metrics/scored_grid.h"
#include "core/eval/metrics/whole_scores.h"
#include "core/stats/binned_similarity.h"
#include "core/stats/correlation.h"
#include "core/stats/flatness.h"
#include "core/stats/structural_similarity.h"
#include "core/stats/trivial_scores.h"

namespace moonstain {
namespace {

constexpr Eigen::Index kBlock = 64;  // variables at a time

// How matrices of places by variables are read: a block of variables is copied
// into columns that lie one behind the other, since a column of a row-major
// matrix touches a cache line a value.
using Columns = Eigen::MatrixXf;  // [places, kBlock], column-major

// What one reading compares: rows [begin, end) of these columns.
struct Cells {
  const ReadingKind* kind = nullptr;
  Eigen::Index begin = 0;
  Eigen::Index end = 0;
  const Columns* predicted = nullptr;
  const Columns* measured = nullptr;
};

// The columns of one reading while they are filled.
class ReadingColumns {
 public:
  /// @param depth  [places], or empty: no partial correlation
  ReadingColumns(const ReadingKind& kind, Eigen::Index items, bool binned,
                 Eigen::ArrayXd depth)
      : kind_(kind), binned_(binned), depth_(std::move(depth)) {
    for (const std::string_view name : kNames) {
      columns_[name] = Eigen::VectorXd::Zero(items);
    }
    if (binned_) columns_["binned_ssim"] = Eigen::VectorXd::Zero(items);
    if (depth_.size() > 0) {
      columns_["depth_partial_pearson"] = Eigen::VectorXd::Zero(items);
    }
  }

  void score(Eigen::Index item, std::span<const float> predicted,
             std::span<const float> measured) {
    using Values = Eigen::Map<const Eigen::VectorXf>;
    const auto n = static_cast<Eigen::Index>(predicted.size());
    const Eigen::ArrayXd p = Values(predicted.data(), n).cast<double>();
    const Eigen::ArrayXd m = Values(measured.data(), n).cast<double>();
    const auto set = [&](std::string_view name, double value) {
      columns_.at(name)[item] = value;
    };
    const auto sd_of = [](const Eigen::ArrayXd& values, double mean) {
      return values.minCoeff() == values.maxCoeff()
                 ? 0.0
                 : std::sqrt((values - mean).square().mean());
    };
    const double measured_mean = m.mean();
    const double predicted_mean = p.mean();
    set(item_facts::kMeasuredMean, measured_mean);
    set(item_facts::kMeasuredSd, sd_of(m, measured_mean));
    set(item_facts::kPredictedMean, predicted_mean);
    set(item_facts::kPredictedSd, sd_of(p, predicted_mean));
    set("mae", (p - m).abs().mean());
    set("rmse", std::sqrt((p - m).square().mean()));
    const Variation variation = variation_of(predicted, measured);
    const bool flat = variation == Variation::flat;
    set(item_facts::kPredictedFlat, flat ? 1 : 0);
    set(item_facts::kPredictedClamped, variation == Variation::clamped ? 1 : 0);
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    set("pearson", flat ? kNone : pearson(p, m));
    set("spearman", flat ? kNone
                         : pearson(mid_ranks(Values(predicted.data(), n)),
                                   mid_ranks(Values(measured.data(), n))));
    if (binned_) set("binned_ssim", binned_similarity(predicted, measured));
    if (depth_.size() > 0) {
      set("depth_partial_pearson",
          flat ? kNone : partial_pearson(p, m, depth_));
    }
  }

  // In the order of names. An error has no meaning where the measurement is in
  // another unit than the prediction.
  void take(std::vector<ScoreColumn>& into) {
    const bool other_unit = kind_.name == readings::kNucleiNormalised.name;
    for (auto& [name, values] : columns_) {
      if (other_unit && (name == "mae" || name == "rmse")) continue;
      into.push_back(
          {std::string(kind_.name), std::string(name), std::move(values)});
    }
  }

  const Eigen::VectorXd& at(std::string_view name) const {
    return columns_.at(name);
  }

 private:
  static constexpr std::string_view kNames[] = {"mae",
                                                item_facts::kMeasuredMean,
                                                item_facts::kMeasuredSd,
                                                "pearson",
                                                item_facts::kPredictedClamped,
                                                item_facts::kPredictedFlat,
                                                item_facts::kPredictedMean,
                                                item_facts::kPredictedSd,
                                                "rmse",
                                                "spearman"};

  const ReadingKind& kind_;
  bool binned_;
  Eigen::ArrayXd depth_;
  std::map<std::string_view, Eigen::VectorXd> columns_;
};

// Copies `count` variables from `first` on of the rows at `places` into the
// same columns of `to`, row `to_rows[i]` (or i where that is empty).
void copy_block(const Matrix& from, const std::vector<Eigen::Index>& places,
                Eigen::Index first, Eigen::Index count,
                const std::vector<Eigen::Index>& to_rows, Columns& to) {
  for (std::size_t i = 0; i < places.size(); ++i) {
    const float* row = from.row(places[i]).data() + first;
    const Eigen::Index at =
        to_rows.empty() ? static_cast<Eigen::Index>(i) : to_rows[i];
    for (Eigen::Index k = 0; k < count; ++k) to(at, k) = row[k];
  }
}

// The windows of the targets' spots on a square array; nothing on another.
std::optional<LatticeWindows> array_windows(const Targets& targets,
                                            const Dataset& array,
                                            const std::string& what) {
  check(targets.unit_kind == ObservedKind::spot, what,
        ": `dataset` is one of spots; the targets are of ",
        plural(word_of(targets.unit_kind)));
  check(array.section == targets.about, what, ": `dataset` is of section ",
        array.section);
  if (array.lattice != Lattice::square) return std::nullopt;
  const auto at =
      places_of(targets.names, array.spots, "spot", concat(what, ": dataset"));
  Eigen::Matrix<std::int32_t, Eigen::Dynamic, 2, Eigen::RowMajor> places(
      static_cast<Eigen::Index>(at.size()), 2);
  for (std::size_t i = 0; i < at.size(); ++i) {
    places.row(static_cast<Eigen::Index>(i)) = array.array_xy.row(at[i]);
  }
  return LatticeWindows(places);
}

// For each place of the targets its row in the second truth.
std::vector<Eigen::Index> normalised_places(const Targets& normalised,
                                            const Targets& targets,
                                            const std::string& what) {
  check(targets.unit_kind == ObservedKind::nucleus, what,
        ": `normalised` is the truth of a reading of nuclei; the targets are "
        "of ",
        plural(word_of(targets.unit_kind)));
  check(
      normalised.about == targets.about && normalised.size() == targets.size(),
      what, ": `normalised` is of ",
      counted(normalised.size(), word_of(normalised.unit_kind)), " of ",
      normalised.about, ", the targets of ", targets.size(), " of ",
      targets.about);
  check(normalised.transform != targets.transform, what, ": `normalised` is ",
        normalised.transform,
        ", as the targets are; expected counts by size factors (ms.targets "
        "with scale_to = 0)");
  check_same_variables(normalised, targets, concat(what, ": normalised"));
  return places_of(targets.names, normalised.names, "nucleus",
                   concat(what, ": normalised"));
}

// The columns by which lists of items are chosen.
void add_training(Scores& scores, const TrainingMoments& training,
                  const std::string& what) {
  check(!training.empty(), what, ": the training sections hold no places");
  check_same_names(training.variables(), scores.items, scores.item,
                   concat(what, ": training"));
  for (const auto& [reading, places] : scores.places) {
    scores.columns.push_back(
        {reading, std::string(item_facts::kTrainingMean), training.mean()});
    scores.columns.push_back({reading,
                              std::string(item_facts::kTrainingVariance),
                              training.variance()});
  }
}

// Which items are in a list, for every reading.
void add_lists(Scores& scores, const std::vector<GeneList>& lists,
               const std::string& what) {
  const std::vector<std::string> known = item_lists();
  for (const GeneList& list : lists) {
    check(std::find(known.begin(), known.end(), list.name) != known.end(), what,
          ": a list is called '", list.name, "'; metrics are read over ",
          listed(known));
    check(scores.lists.emplace(list.name, list.rule).second, what,
          ": two lists are called '", list.name, "'");
    const std::set<std::string> wanted(list.genes.begin(), list.genes.end());
    Eigen::VectorXd in =
        Eigen::VectorXd::Zero(static_cast<Eigen::Index>(scores.items.size()));
    for (std::size_t i = 0; i < scores.items.size(); ++i) {
      in[static_cast<Eigen::Index>(i)] = wanted.contains(scores.items[i]);
    }
    const auto found = static_cast<std::size_t>(in.sum());
    check(found > 0, what, ": of the ", wanted.size(), " ", plural(scores.item),
          " of ", list.name, " none is scored");
    if (found < wanted.size()) {
      scores.facts[list.name + "_not_scored"] =
          static_cast<double>(wanted.size() - found);
    }
    for (const auto& [reading, places] : scores.places) {
      scores.columns.push_back({reading, item_facts::in_list(list.name), in});
    }
  }
}

std::vector<Eigen::Index> all_rows(Eigen::Index count) {
  std::vector<Eigen::Index> rows(static_cast<std::size_t>(count));
  for (Eigen::Index i = 0; i < count; ++i)
    rows[static_cast<std::size_t>(i)] = i;
  return rows;
}

std::span<const float> part(const Columns& columns, Eigen::Index variable,
                            Eigen::Index begin, Eigen::Index end) {
  return {columns.col(variable).data() + begin,
          static_cast<std::size_t>(end - begin)};
}

}  // namespace

Scores expression_scores(const Predictions& predictions, const Targets& targets,
                         const ScoredGrid& grid, const ScoredBeside& beside) {
  const std::string what = concat("expression_scores: ", targets.about);
  const std::vector<Eigen::Index> places =
      checked_places(predictions, targets, what);
  check_grid(predictions, targets, grid, what);
  const std::vector<Eigen::Index> cells = target_cells(targets, grid, what);
  if (grid.values != nullptr) {
    check_same_values(predictions, places, *grid.values, cells, targets, what);
  }
  std::optional<LatticeWindows> windows;
  if (beside.array != nullptr) {
    windows = array_windows(targets, *beside.array, what);
  }
  std::vector<Eigen::Index> normalised_rows;
  if (beside.normalised != nullptr) {
    normalised_rows = normalised_places(*beside.normalised, targets, what);
  }
  const auto spots = static_cast<Eigen::Index>(targets.size());
  const auto items = static_cast<Eigen::Index>(targets.variables.size());
  const bool has_grid = grid.map != nullptr;
  const Eigen::Index cell_count =
      has_grid ? grid.map->rows * grid.map->columns : 0;

  Scores scores = described(predictions, targets);
  // The grid's columns are 0 but for the cells of spots, which every block
  // fills anew; a predictor's own map fills all of them.
  Columns measured(spots, kBlock), predicted(spots, kBlock);
  Columns measured_map = Columns::Zero(cell_count, has_grid ? kBlock : 0);
  Columns predicted_map = Columns::Zero(cell_count, has_grid ? kBlock : 0);
  Columns normalised(spots, beside.normalised != nullptr ? kBlock : 0);
  std::vector<Cells> readings;
  if (has_grid) {
    readings = {
        {&readings::kWholeGrid, 0, cell_count, &predicted_map, &measured_map},
        {&readings::kKeptGrid, grid.map->kept_row_begin * grid.map->columns,
         grid.map->kept_row_end * grid.map->columns, &predicted_map,
         &measured_map}};
    scores.facts["tissue_share_of_grid"] =
        static_cast<double>(spots) / static_cast<double>(cell_count);
  }
  const std::size_t alone = readings.size();
  readings.push_back(
      {&measured_reading(targets.unit_kind), 0, spots, &predicted, &measured});
  if (beside.normalised != nullptr) {
    readings.push_back(
        {&readings::kNucleiNormalised, 0, spots, &predicted, &normalised});
  }
  Eigen::ArrayXd depth;
  if (beside.given_depth) {
    check(targets.total_all.size() == spots, what,
          ": given_depth needs the counts of each ", word_of(targets.unit_kind),
          ", the targets have none");
    depth = targets.total_all.array().log1p();
  }
  std::vector<ReadingColumns> filled;
  for (const Cells& one : readings) {
    scores.places.emplace_back(one.kind->name, one.end - one.begin);
    const bool alone_measured = one.kind->measured_alone;
    filled.emplace_back(*one.kind, items,
                        beside.binned_similarity && alone_measured,
                        alone_measured ? depth : Eigen::ArrayXd());
  }
  Eigen::VectorXd mask_identity(items), mask_measured(items);
  Eigen::VectorXd similarity = Eigen::VectorXd::Constant(
      items, std::numeric_limits<double>::quiet_NaN());
  Eigen::ArrayXd mask = Eigen::ArrayXd::Zero(cell_count);
  for (const Eigen::Index cell : cells) mask[cell] = 1;
  const double tissue =
      has_grid ? static_cast<double>(spots) / static_cast<double>(cell_count)
               : 0;

  const auto rows = all_rows(spots);
  const auto map_rows = all_rows(grid.values != nullptr ? cell_count : 0);
  for (Eigen::Index first = 0; first < items; first += kBlock) {
    const Eigen::Index count = std::min(kBlock, items - first);
    copy_block(targets.values, rows, first, count, {}, measured);
    if (beside.normalised != nullptr) {
      copy_block(beside.normalised->values, normalised_rows, first, count, {},
                 normalised);
    }
    if (grid.values != nullptr) {
      copy_block(grid.values->values, map_rows, first, count, {},
                 predicted_map);
      copy_block(grid.values->values, cells, first, count, {}, predicted);
    } else {
      copy_block(predictions.values, places, first, count, {}, predicted);
      if (has_grid) {
        copy_block(predictions.values, places, first, count, cells,
                   predicted_map);
      }
    }
    if (has_grid) {
      copy_block(targets.values, rows, first, count, cells, measured_map);
    }
    for (Eigen::Index k = 0; k < count; ++k) {
      for (std::size_t i = 0; i < readings.size(); ++i) {
        const Cells& one = readings[i];
        filled[i].score(first + k, part(*one.predicted, k, one.begin, one.end),
                        part(*one.measured, k, one.begin, one.end));
      }
      if (windows) {
        similarity[first + k] = windows->similarity(
            part(predicted, k, 0, spots), part(measured, k, 0, spots));
      }
      if (!has_grid) continue;
      const ReadingColumns& in_tissue = filled[alone];
      mask_identity[first + k] = mask_correlation(
          tissue, in_tissue.at(item_facts::kMeasuredMean)[first + k],
          in_tissue.at(item_facts::kMeasuredSd)[first + k]);
      mask_measured[first + k] =
          pearson(mask, measured_map.col(k).cast<double>().array());
    }
  }
  const std::string reading_alone(readings[alone].kind->name);
  const Matrix of_spots = grid.values != nullptr
                              ? rows_at(grid.values->values, cells)
                              : rows_at(predictions.values, places);
  add_whole_scores(scores, reading_alone, of_spots, targets.values,
                   filled[alone].at("pearson"));
  for (std::size_t i = alone; i < readings.size(); ++i) {
    add_item_counts(scores, std::string(readings[i].kind->name), of_spots,
                    filled[i].at("pearson"));
  }
  for (ReadingColumns& one : filled) one.take(scores.columns);
  if (beside.array != nullptr) {
    scores.columns.push_back({reading_alone, "ssim", similarity});
  }
  if (beside.training != nullptr) add_training(scores, *beside.training, what);
  add_lists(scores, beside.lists, what);
  if (has_grid) {
    const std::string reading(readings::kWholeGrid.name);
    scores.columns.push_back({reading, "mask_identity", mask_identity});
    scores.columns.push_back({reading, "mask_measured", mask_measured});
  }
  return scores;
}

}  // namespace moonstain
