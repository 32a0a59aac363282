#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/eval/findings/units.h"
#include "core/eval/findings/verdict.h"
#include "core/eval/metrics/scores.h"
#include "core/stats/estimate.h"

namespace moonstain {

/// A number by the name of what it is about; NaN: there is none.
using NumbersByName = std::map<std::string, double>;

/// As an oracle and a ceiling do, of the very unit that is scored: such a
/// predictor is a reference, neither ranked nor a baseline.
bool uses_measurement(PredictorKind kind);

/// All scores of one predictor, by unit; several of one are its runs: other
/// seeds, or folds of one cohort, which are about other patients.
class PredictorScores {
 public:
  /// @param scores  of this predictor
  /// @throws Error  when two of one unit have the same seed and fold
  PredictorScores(Predictor predictor, std::vector<const Scores*> scores);

  const std::string& name() const { return predictor_.name; }
  PredictorKind kind() const { return predictor_.kind; }
  /// By fold, then by seed.
  const std::map<std::string, std::vector<const Scores*>>& units() const {
    return units_;
  }
  /// Different seeds, of all units together.
  int seeds() const;

  /// By unit; the mean over its runs, NaN where undefined in all.
  NumbersByName by_unit(std::string_view reading, const Metric& metric) const;

  /// The same as one number.
  Estimate estimate_of(std::string_view reading, const Metric& metric,
                       const EstimateHow& how,
                       const ClusterOf& cluster_of) const;

  /// With undefined items counted as the metric's kind says; nothing for one
  /// that does not say.
  std::optional<double> counted(std::string_view reading, const Metric& metric,
                                const EstimateHow& how,
                                const ClusterOf& cluster_of) const;

  /// Units by seeds, and those among them without a number.
  struct Counts {
    int scores = 0;
    int undefined = 0;
  };
  Counts counts(std::string_view reading, const Metric& metric) const;

  /// Items without a value beside those whose measurement varies.
  Lacking lacking(std::string_view reading, const Metric& metric) const;
  /// Beside those that `other` defines.
  Lacking lacking_beside(const PredictorScores& other, std::string_view reading,
                         const Metric& metric) const;

  /// Standard deviation between seeds of the number; nothing unless every unit
  /// has the same seeds, two or more.
  std::optional<double> seed_sd(std::string_view reading, const Metric& metric,
                                const EstimateHow& how,
                                const ClusterOf& cluster_of) const;

  /// [items] The metric's column of a unit, a mean over its seeds.
  Eigen::VectorXd by_item(const std::string& unit, std::string_view reading,
                          const Metric& metric) const;
  /// All items, in the order of the units and of each unit's own: where genes
  /// are chosen in each fold anew units have others.
  std::vector<std::string> items() const;
  /// [items] The mean of these over all units that have one.
  Eigen::VectorXd by_item(std::string_view reading, const Metric& metric) const;

 private:
  static std::set<std::int64_t> seeds_of(
      const std::vector<const Scores*>& runs);

  Predictor predictor_;
  std::map<std::string, std::vector<const Scores*>> units_;
};

/// Numbers of units as an estimate takes them.
///
/// @param weights  items with a value, by unit; may be empty
/// @param folds    by unit; may be empty
/// @param places   compared in the reading, by unit; may be empty
std::vector<UnitValue> unit_values(
    const NumbersByName& by_unit, const ClusterOf& cluster_of,
    const NumbersByName& weights = {},
    const std::map<std::string, std::string>& folds = {},
    const NumbersByName& places = {});

/// How much better the model is than another predictor: in each unit over the
/// items that both define, a mean over pairs of runs of one fold.
Gain gain_over(const PredictorScores& model, const PredictorScores& other,
               std::string_view reading, const Metric& metric,
               const EstimateHow& how, const ClusterOf& cluster_of);

}  // namespace moonstain
