#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/base/path.h"
#include "core/eval/findings/expected.h"
#include "core/eval/findings/verdict.h"
#include "core/eval/metrics/metrics.h"

namespace moonstain {

/// Every number and picture of a report, and nothing of the run that made
/// them: `findings.json` and picture files beside it. Members of the JSON are
/// described in core/eval/README.md.
struct Findings {
  static constexpr std::string_view kType = "Findings";

  Json content;
  std::map<std::string, std::string> files;  ///< "B4.jpg" -> bytes

  /// The predictor's headline number; NaN when undefined or not there.
  double headline(std::string_view predictor) const;
  /// Names of the predictors, the model first.
  std::vector<std::string> predictors() const;

  static Findings read(const fs::path& folder);
  void write(const fs::path& folder) const;
};

/// A held-out section and the unit it belongs to.
struct SectionUnit {
  std::string section;
  std::string patient;
};

/// What a recipe says about its findings.
struct FindingsPlan {
  std::string title;
  std::string model = "model";  ///< its name, where nothing was scored
  std::string metric = "pearson.mean";
  std::string reading = "tissue";  ///< of the headline
  std::string unit = "section";    ///< held out: "section" or "patient"
  /// Predictor -> "null", "simple", "oracle" or "ceiling".
  std::map<std::string, std::string> kinds;
  std::vector<std::string> stand_ins;  ///< "MobileNet v1 for CTransPath"
  std::vector<std::string> notes;
  Scope scope = Scope::full;
  std::string scope_name = "full";
  std::string scope_note;
  bool same_data = false;
  std::string missing;
  /// By name: "value" in force, "published", "kind" (`ms.switches()`).
  Json switches = Json::object();
};

/// Puts the model's scores beside those of its baselines and judges them.
///
/// Metrics are grouped by predictor (`Metrics::model`) and section; several of
/// one predictor and section are runs with other seeds, averaged for the
/// section, and their spread is given. A number is the mean over genes of a
/// section, then over sections; differences are paired by patient over the
/// genes that both sides define.
///
/// @param model      of one predictor; none where there was nothing to hold
/// out:
///                   every number is undefined then, and `plan.model` names it
/// @param baselines  of any number of them, on the model's sections
/// @param sections   units of at least the sections scored
/// @param claims     none for a recipe without a published number
/// @throws Error     on a baseline without a kind, on sections, genes or
///                   transforms that differ between predictors, and on an
///                   oracle named as a baseline that counts
Findings make_findings(const FindingsPlan& plan,
                       const std::vector<Metrics>& model,
                       const std::vector<Metrics>& baselines,
                       const std::vector<SectionUnit>& sections,
                       const std::vector<Claim>& claims);

/// null for NaN, which JSON has no word for.
Json json_number(double value);
/// NaN for null.
double number_of(const Json& value);

}  // namespace moonstain
