#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/eval/findings/predictor_kind.h"
#include "core/eval/findings/switches.h"
#include "core/eval/findings/verdict.h"

namespace moonstain {

/// What a recipe says about its findings.
struct FindingsPlan {
  std::string title;
  std::string model = "model";  ///< its name, where nothing was scored
  std::string metric = "pearson.mean";
  std::string reading = "tissue";  ///< of the headline
  std::string unit = "section";    ///< held out: "section" or "patient"
  std::map<std::string, PredictorKind> kinds;  ///< of the baselines
  std::vector<std::string> stand_ins;  ///< "MobileNet v1 for CTransPath"
  std::vector<std::string> notes;
  Scope scope = Scope::full;
  std::string scope_note;
  bool same_data = false;
  std::string missing;
  std::map<std::string, SwitchInForce> switches;
};

}  // namespace moonstain
