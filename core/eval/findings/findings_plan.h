#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/eval/findings/protocol.h"
#include "core/eval/findings/training.h"
#include "core/eval/findings/verdict.h"
#include "core/eval/metrics/reading_kind.h"
#include "core/stats/estimate.h"

namespace moonstain {

/// What a recipe says about its findings.
struct FindingsPlan {
  std::string title;
  std::string model = "model";  ///< its name, where nothing was scored
  std::string metric = "pearson.mean";
  std::string reading = std::string(readings::kTissue.name);
  std::string unit = "section";  ///< held out
  /// A mean: gains and bars add up.
  Averaging averaging = Averaging::units;
  IntervalMethod interval = IntervalMethod::t;
  std::vector<std::string> stand_ins;  ///< "MobileNet v1 for CTransPath"
  std::vector<std::string> notes;
  /// A predictor: the first note says which methods, of the model and the
  /// variants beside it, are above it; empty: none does.
  std::string ranked_against;
  Scope scope = Scope::full;
  std::string scope_note;
  bool same_data = false;
  std::string missing;
  /// Baselines that need not score every unit, such as a copy of a neighbouring
  /// section that some have not: undefined there, and counted.
  std::vector<std::string> partial;
  Protocol protocol;
  Training training;
  /// How predictors beside the model were trained, by their names; one that is
  /// not there: nobody has said.
  std::map<std::string, Training> trained_beside;
};

}  // namespace moonstain
