#pragma once

#include <cmath>
#include <cstddef>
#include <optional>
#include <string>

#include "core/eval/findings/findings.h"
#include "core/eval/findings/headline_sentence.h"
#include "core/stats/estimate.h"

namespace moonstain {

/// Findings of a headline number, and the sentence that they give.

inline const double kNone = std::nan("");

/// Of `units` sections of `clusters` patients, all of this value, with an
/// interval where given.
inline Estimate estimate_of(double value, int units, int clusters,
                            std::optional<Interval> interval = {}) {
  Estimate made;
  made.value = value;
  made.interval = interval;
  made.how = "how";
  made.unit = "section";
  made.cluster = "patient";
  made.units = units;
  made.clusters = clusters;
  made.effective_clusters = clusters;
  for (int i = 0; i < clusters; ++i) made.by_cluster[concat("s/P", i)] = value;
  return made;
}

/// A predictor with this headline number.
inline void add(Findings& to, const std::string& name, PredictorKind kind,
                const Estimate& estimate) {
  const Headline& headline = to.headline;
  PredictorFindings one;
  one.name = name;
  one.kind = kind;
  ReadingScores& reading = one.readings[headline.reading];
  reading.metrics[headline.metric].estimate = estimate;
  reading.items.scored = 100;
  to.predictors.push_back(one);
}

/// A gain of six sections, five of them of patient s/P0, made as `findings` do.
inline Gain gain_of_two_patients(double of_five, double of_one,
                                 Averaging averaging = Averaging::units) {
  Gain gain;
  gain.lacking = {100, 0};
  std::vector<UnitValue> values;
  for (int i = 0; i < 6; ++i) {
    const std::string unit = concat("s/", i);
    gain.by_unit[unit] = i < 5 ? of_five : of_one;
    values.push_back({unit, i < 5 ? "s/P0" : "s/P1", "", gain.by_unit[unit]});
  }
  EstimateHow how;
  how.averaging = averaging;
  gain.estimate = estimate(values, how);
  return gain;
}

/// The gain over a baseline, of items that both define.
inline void add_gain(Findings& to, const std::string& baseline,
                     const Estimate& estimate) {
  Gain gain;
  gain.baseline = baseline;
  gain.estimate = estimate;
  gain.lacking = {100, 0};
  to.gains.push_back(gain);
}

/// A model of this number alone, on so many sections of so many patients.
inline Findings findings(double value, int units, int clusters,
                         std::optional<Interval> interval = {}) {
  Findings made;
  made.model = "hist_model";
  made.headline = {"pearson.mean", "whole_grid", "section"};
  for (int i = 0; i < units; ++i) {
    made.data.units.push_back(
        {concat("s/", i), concat("s/P", i % clusters), "", {}});
  }
  made.data.clusters = static_cast<std::size_t>(clusters);
  made.data.items = 100;
  add(made, "hist_model", PredictorKind::model,
      estimate_of(value, units, clusters, interval));
  return made;
}

/// Beside a tissue mask of 0.741 that knows more than the model, a ridge that
/// knows less, and an oracle, which is no baseline.
inline Findings beside_mask(double value, int units, int clusters,
                            std::optional<Interval> gain = {}) {
  Findings made = findings(value, units, clusters);
  add(made, "tissue_mask", PredictorKind::null,
      estimate_of(0.741, units, clusters));
  add(made, "ridge_features", PredictorKind::simple,
      estimate_of(0.553, units, clusters));
  add(made, "spot_depth", PredictorKind::oracle,
      estimate_of(0.9, units, clusters));
  add_gain(made, "tissue_mask",
           estimate_of(value - 0.741, units, clusters, gain));
  add_gain(made, "ridge_features", estimate_of(value - 0.553, units, clusters));
  return made;
}

/// A published 0.450 of the headline.
inline JudgedClaim claim(NumberVerdict verdict,
                         const std::string& text = "0.450") {
  JudgedClaim made;
  made.published = 0.45;
  made.published_text = text;
  made.metric = "pearson.mean";
  made.reading = "whole_grid";
  made.number = {verdict, "why"};
  return made;
}

inline std::string said(const Findings& of) { return headline_sentence(of); }

}  // namespace moonstain
