#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/stats/bootstrap.h"
#include "core/stats/estimate.h"

namespace moonstain {

/// What a trivial predictor scores by arithmetic alone, to be set against a
/// published number.
struct TrivialScore {
  std::string predictor;  ///< "tissue mask", "always \"no\"", "best of 20"
  double value = 0;
  std::string how;  ///< "29 of 131 positive, weighted precision"
  /// Between which values the published number lies in 95 of 100 repetitions,
  /// as its own counts say; nothing where they cannot be told.
  std::optional<Interval> of_published = std::nullopt;
  /// Where its value depends on what the paper does not state, and is NaN: when
  /// it reaches the published number, as it goes on after "where".
  std::optional<std::string> reaches_where = std::nullopt;
};

/// One claim of a paper, as expected.json states it before the first run.
struct Claim {
  std::string
      claim;  ///< "mean Pearson over genes, HER2+, one section held out"
  /// Whose number it is about, by the name of a predictor; "": the model's.
  std::string predictor;
  /// Who publishes it, where that is not the recipe's paper; "": that is.
  std::string paper;
  /// Nothing where a paper claims, or is asked here, what it gives no number
  /// of.
  std::optional<double> published = 0;
  std::string published_text;  ///< as it was printed: "0.450", or "none"
  std::string not_published;   ///< where it was looked for; "" with a number
  /// Half of the last decimal place it was printed with: 0.45 -> 0.005.
  double rounding = 0;
  std::optional<double> half_width;  ///< of the 95 % interval it was given with
  std::optional<int> units;          ///< number of units that interval is over
  std::string unit;    ///< their noun: "patient"; "" where none is said
  std::string where;   ///< "Results, HER2+ cohort"
  std::string cohort;  ///< "her2st, 36 sections"
  std::string protocol;
  /// The protocol leaves open what the number depends on.
  bool protocol_unknown = false;
  std::string metric;   ///< "pearson.mean"
  std::string reading;  ///< "whole_grid", ...; empty: the headline's
  /// Of what the number is the mean, or that it is the median; nothing: as the
  /// headline. Gains over baselines are as the headline.
  std::optional<Averaging> averaging = std::nullopt;
  std::vector<std::string> baselines;  ///< those that count
  double margin = 0;  ///< within which two scores are equivalent
  std::vector<TrivialScore> trivial;  ///< by arithmetic
  /// What would be needed to test it and is not here; "": what the findings
  /// say.
  std::string missing;
};

/// Reads expected.json: one claim, or a list of them.
///
///     { "claim": "mean Pearson over genes, HER2+, one section held out",
///       "published": "0.450", "half_width": 0.04, "units": "36 sections",
///       "where": "Results, HER2+ cohort", "cohort": "her2st, 36 sections",
///       "protocol": "cells scored and genes not stated",
///       "protocol_unknown": true,
///       "metric": "pearson.mean", "reading": "whole_grid",
///       "baselines": ["tissue_mask", "ridge_features"], "margin": 0.01,
///       "arithmetic": [
///         { "predictor": "mask", "tissue_fraction": 0.5, "cv": 0.8 },
///         { "predictor": "always_no", "positive": 29, "negative": 102,
///           "score": "weighted_precision",
///           "row": { "accuracy": 0.79, "weighted_precision": 0.85,
///                    "weighted_recall": 0.79, "weighted_f1": 0.81 } },
///         { "predictor": "best_of", "epochs": 20, "mean": 0.5, "sd": 0.08 } ]
///         }
///
/// What a trivial predictor scores may depend on what a paper does not state;
/// then it is told where it reaches the published number:
///
///     { "predictor": "mask", "tissue_fraction": [0.3, 0.7] }      Pearson's r
///     { "predictor": "mask_auc", "tissue_fraction": [0.2, 0.5] }  of a mask
///     { "predictor": "nothing" }     accuracy of a mask without the class
///     { "predictor": "best_of", "mean": 0.5, "sd": 0.08 }   independent epochs
///
/// Of a specificity "nothing", and of a sensitivity "everything", have 1 in any
/// case.
///
/// `row` of always_no, which may be missing, is all that a paper prints of its
/// two classes: the tables of counts that it leaves (core/stats/weighted_row.h)
/// say how sure the published number is, and it excludes the trivial one only
/// where it lies outside of that.
///
/// Of what a paper gives no number, `published` is null, `not_published` says
/// where one was looked for ("none in abstract, code or README"), and there is
/// no `half_width`, `units` or `arithmetic`: the number cannot be tested, its
/// meaning beside the baselines is judged all the same.
///
/// Where a recipe sets methods side by side, a claim names in `predictor` whose
/// number is published, and in `paper` by whom:
///
///     { "predictor": "stnet", "paper": "Reg2ST", ... }
///
/// `half_width`, `units`, `reading`, `averaging`, `arithmetic`, `missing`,
/// `predictor`, `paper`, `protocol_unknown` (false) may be missing. `averaging`
/// is a word that `findings` has, or "median": of units. `published` may be a
/// text, which keeps a final zero for the rounding and for the reader. `units`
/// says over how many of which unit the interval is; as a number it does not
/// say which, and the interval is then used for none. What the paper does not
/// state is left out.
///
/// @param bytes   JSON, as `plain_text` takes it
/// @param where   named in errors: "expected.json"
/// @throws Error  "WHERE: ..." on a missing, misspelt or ill-typed member, an
///                empty claim, a metric or reading that there is not, and a
///                correlation beyond 1 that nothing is missing for
std::vector<Claim> parse_expected(std::string bytes, std::string_view where);

}  // namespace moonstain
