#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/data/stored/predictor_kind.h"
#include "core/eval/findings/predictor_scores.h"
#include "core/eval/findings/training.h"

namespace moonstain {

/// One of several predictors beside the others.
struct RankedPredictor {
  std::string name;
  PredictorKind kind = PredictorKind::model;
  Estimate number;  ///< of the metric
  Gain gain;        ///< over the reference; of the reference itself empty
  int ahead = 0;    ///< units in which the gain is above 0
  /// Units in which the reference has a number and there is no gain.
  int without = 0;
  /// Beside what the reference defines in the units that have a gain.
  Lacking lacking{};
  /// Too many of its items are undefined, of those whose measurement varies or
  /// of those that the reference defines: its mean is of other items.
  bool lacks_items = false;
  /// It has a number in each unit that any of them is scored on.
  bool in_every_unit = false;

  /// Its number is of the units and items that those of others are of.
  bool complete() const { return in_every_unit && !lacks_items; }
  /// Mean over units of the predictor's rank among those that are ranked, the
  /// best 1, equal ones sharing the mean of their ranks; NaN: not ranked.
  double rank = 0;
  /// 95 % of that mean, clusters with all their units drawn with replacement
  /// 2,000 times; NaN below `kLeastUnitsForInterval` clusters, and where it is
  /// not ranked.
  Interval rank_interval{};
};

/// Predictors by falling number (of an error rising), of equal ones in the
/// order given. Those that are not complete come behind all that are, since
/// their means are of other units or items, those without any number last. An
/// oracle or a ceiling uses what was measured of the unit that is scored: it
/// stands in the list and is not ranked, as is one that is not complete.
struct Ranking {
  std::string reference;
  std::string metric;  ///< "pearson.mean"
  std::vector<RankedPredictor> predictors;

  const RankedPredictor& row(std::string_view name) const;
};

/// The predictors whose scores these are, which point into `groups`.
std::vector<PredictorScores> predictors_in(
    const std::vector<std::pair<std::string, std::vector<Scores>>>& groups);

/// @param how  of numbers and gains; its clusters say what is independent
/// @throws Error  where the reference is none of the predictors
Ranking rank_predictors(const std::vector<PredictorScores>& predictors,
                        const std::string& reference,
                        const std::string& reading, const Metric& metric,
                        const EstimateHow& how, const ClusterOf& cluster_of);

/// Which of the methods (models and variants) are above the reference, in one
/// sentence for the first screen:
///
///     "Above colour ridge (0.172): istar in each of 6 sections, hist2rna by
///     its mean (in 4 of 6 sections, 1 of 2 patients); not above: deeppt, egnv1
///     (without a number in 5 of 6 sections). Gains stand without an interval
///     (no interval below 6 patients)."
///
/// A method of which a model was not fitted (`FittedModel::fitted`) says
/// nothing of the method: it is named as such and not compared, whatever its
/// number. Nor is one without a number, or that lacks too many values
/// (`Lacking`) where it has a gain; of every other one the units without a gain
/// are counted, and where the mean taken the other way has the other sign, that
/// is said (gain_by_cluster.h); intervals are spoken of where methods have
/// them. Of an error "better than" stands in place of "above".
///
/// @param trained  how methods were trained, by their names; of one that is not
///                 there nobody has said
std::string ranking_sentence(
    const Ranking& ranking,
    const std::map<std::string, Training>& trained = {});

}  // namespace moonstain
