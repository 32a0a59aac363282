#pragma once

#include <vector>

#include "core/base/error.h"
#include "core/eval/findings/build.h"
#include "tests/eval/sample.h"

namespace moonstain {

/// Findings of made-up scores (tests/eval/sample.h), as a recipe asks for them.

/// Of a recipe on some of the sections, its protocol as published.
inline FindingsPlan plan() {
  FindingsPlan made;
  made.title = "sample";
  made.scope = Scope::subset;
  made.scope_note = "6 of 36 sections, 2 patients";
  made.protocol.stated = true;
  return made;
}

/// One, under a protocol that is not known.
inline std::vector<Claim> claims() {
  return parse_expected(R"({"claim": "c", "published": 0.45,
      "protocol": "cells not stated",
      "protocol_unknown": true, "metric": "pearson.mean",
      "reading": "whole_grid", "baselines": ["tissue_mask", "ridge_features"],
      "margin": 0.01})",
                        "expected.json");
}

inline Findings made(const sample::SampleScores& scores,
                     const std::vector<Claim>& claimed = claims()) {
  return make_findings(plan(), scores.model, scores.baselines, scores.sections,
                       claimed);
}

/// The mean Pearson r of the model.
inline const MetricScores& model_scores(const Findings& findings,
                                        const char* reading) {
  return findings.predictors.at(0).readings.at(reading).metrics.at(
      "pearson.mean");
}

inline const Estimate& model_estimate(const Findings& findings,
                                      const char* reading) {
  return model_scores(findings, reading).estimate;
}

/// Pearson r by gene.
inline Eigen::VectorXd& in_tissue(Scores& scores) {
  for (ScoreColumn& one : scores.columns) {
    if (one.reading == "tissue" && one.name == "pearson") return one.values;
  }
  fail("no such column");
}

}  // namespace moonstain
