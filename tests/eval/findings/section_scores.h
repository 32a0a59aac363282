#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/eval/findings/predictor_scores.h"
#include "core/eval/metrics/scores.h"

namespace moonstain {

/// Scores of one gene in sections x/1, x/2, ...: its Pearson's r.
inline std::vector<Scores> section_scores(const std::string& name,
                                          PredictorKind kind,
                                          const std::vector<double>& numbers) {
  std::vector<Scores> made;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    Scores one;
    one.predictor = {name, kind, 0, {}};
    one.unit = concat("x/", i + 1);
    one.items = {"GA"};
    one.places = {{"tissue", 30}};
    const auto column = [&](const char* what, double value) {
      one.columns.push_back(
          {"tissue", what, Eigen::VectorXd::Constant(1, value)});
    };
    column("pearson", numbers[i]);
    for (const char* fact :
         {"measured_mean", "measured_sd", "predicted_mean", "predicted_sd"}) {
      column(fact, 1);
    }
    made.push_back(one);
  }
  return made;
}

/// The same of as many genes, of which the last ones have no Pearson's r.
inline std::vector<Scores> of_genes(std::vector<Scores> scores, int genes,
                                    int undefined) {
  for (Scores& one : scores) {
    one.items.clear();
    for (int i = 0; i < genes; ++i) one.items.push_back(concat("G", i));
    for (ScoreColumn& column : one.columns) {
      column.values = Eigen::VectorXd::Constant(genes, column.values[0]);
      if (column.name == "pearson") {
        column.values.tail(undefined).setConstant(std::nan(""));
      }
    }
  }
  return scores;
}

/// All of them, which are of one predictor and have to stay where they are.
inline PredictorScores predictor_scores(const std::vector<Scores>& scores) {
  std::vector<const Scores*> each;
  for (const Scores& one : scores) each.push_back(&one);
  return {scores.at(0).predictor, each};
}

}  // namespace moonstain
