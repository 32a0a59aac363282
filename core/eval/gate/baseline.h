#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/engine/step/kind_words.h"
#include "core/eval/gate/made.h"
#include "core/eval/gate/tolerance.h"

namespace moonstain::gate {

/// One number of a baseline: a metric of a predictor in a reading, over all
/// units or of one.
struct Row {
  std::string findings;   ///< the output: "findings"
  std::string predictor;  ///< "colour_ridge"
  std::string reading;    ///< "tissue"
  std::string metric;     ///< "pearson.mean"
  /// "mob/MOB1" of a number of one unit, else `of`: "mean of 2 sections".
  std::optional<std::string> unit;
  std::optional<std::string> of;
  double value = 0;            ///< NaN: undefined
  std::int64_t undefined = 0;  ///< units without a number
  /// All that were scored, with a number or without; nothing for a row of one
  /// unit, and in files that are older than this member.
  std::optional<std::int64_t> units;
  /// Of the metric that stands for the whole alone: items without one, over
  /// all units and seeds.
  std::optional<std::int64_t> undefined_items;
  std::optional<double> seed_sd;  ///< between seeds; nothing with one
  Direction direction = Direction::same;
  Tolerance tolerance;
  /// In place of the file's, for what differs more between CPUs than the rest:
  /// what a network has learned in a few epochs.
  std::optional<Tolerance> another_class;
  std::string why;  ///< the reason of its last change

  /// What it is a number of, and the order of rows.
  auto key() const {
    return std::tie(findings, predictor, reading, metric, unit);
  }
  /// "colour_ridge pearson.mean, tissue"; with the unit, and with the name of
  /// the findings where that is another than "findings".
  std::string name() const;
};

/// A leak of the plan, without lines of the recipe.
struct Leak {
  std::string kind;                ///< "label", "label, copy"
  std::string unit_kind;           ///< "patient"
  std::vector<std::string> units;  ///< "mob/mouse1", sorted
  std::vector<std::string> by;     ///< "ridge_model"
  std::string acknowledged_by;     ///< a switch; "": by none

  /// "label, patient mob/mouse1, by ridge_model"
  std::string words() const;
};

/// Which numbers a baseline has.
enum class RowsOf {
  mean,  ///< those over all units
  each,  ///< those of each unit, too
};

/// What `--update` does with a metric that the file does not have.
enum class NewMetrics { add, leave_out };

/// What a recipe's metrics are meant to be: a file that lies beside the recipe
/// and is changed by hand or by `moonstain gate --update`.
struct Baseline {
  std::string recipe;
  std::map<std::string, std::string> settings;  ///< of --set
  std::string why;  ///< the reason of the last update
  RowsOf rows = RowsOf::mean;
  NewMetrics new_metrics = NewMetrics::add;
  /// What "exact" stands for, and the least that a row without its own allows,
  /// where the numeric class is another one: a thousandth.
  Tolerance another_class{0.001, 0.001, 0};
  std::vector<Row> metrics;  ///< sorted by their keys
  std::vector<Leak> leaks;
  Made made_by;

  const Row* find(const Row& like) const;

  /// JSON for people: a metric, a leak, a step and a file a line each, members
  /// in a fixed order.
  std::string text() const;
  /// @param where   named in errors: the file's path
  /// @throws Error  "WHERE: is no baseline", on another schema, on a member
  ///                that is missing, unknown or of another kind, and as
  ///                `check_rows`
  static Baseline parse(std::string_view text, const std::string& where);
};

/// @throws Error "WHERE: colour_ridge pearson.mean, tissue: stands twice"; on a
///               row that has both or neither of `unit` and `of`, and on a
///               tolerance by seeds where no spread between seeds is known
void check_rows(const std::vector<Row>& rows, const std::string& where);

}  // namespace moonstain::gate

template <>
struct moonstain::KindWords<moonstain::gate::RowsOf> {
  static constexpr std::string_view kAll[] = {"mean", "each"};
};

template <>
struct moonstain::KindWords<moonstain::gate::NewMetrics> {
  static constexpr std::string_view kAll[] = {"add", "leave_out"};
};
