#include "core/data/prepare/patients.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"

namespace moonstain {

Targets class_targets(const Cohort& cohort, const std::string& column,
                      const std::vector<std::string>& positive) {
  const std::vector<std::string>& texts = cohort.texts(column);
  Targets targets;
  targets.about = cohort.about;
  targets.unit_kind = ObservedKind::patient;
  targets.variable_axis = "class";
  targets.variables = {listed(positive)};
  targets.transform = concat(column, " is ", listed(positive));
  std::vector<float> values;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (texts[i].empty()) continue;
    targets.names.push_back(cohort.patients[i]);
    const bool is_one =
        std::find(positive.begin(), positive.end(), texts[i]) != positive.end();
    values.push_back(is_one ? 1 : 0);
  }
  const auto ones = std::count(values.begin(), values.end(), 1.F);
  check(ones > 0 && ones < static_cast<std::ptrdiff_t>(values.size()),
        "class_targets: cohort ", cohort.about, ": of ",
        counted(values.size(), "patient"), " with a ", column, " ", ones,
        " have ", listed(positive),
        "; expected some that have and some that "
        "have not");
  targets.values = Eigen::Map<const Matrix>(
      values.data(), static_cast<Eigen::Index>(values.size()), 1);
  return targets;
}

Features clinical_features(const Cohort& cohort,
                           const std::vector<std::string>& columns) {
  check(!columns.empty(), "clinical_features: no columns are named");
  Features features;
  features.section = cohort.about;
  features.encoder = concat("clinical: ", listed(columns));
  features.spots = cohort.patients;
  features.values.resize(static_cast<Eigen::Index>(cohort.size()),
                         static_cast<Eigen::Index>(columns.size()));
  for (std::size_t at = 0; at < columns.size(); ++at) {
    const std::vector<double>& values = cohort.numbers(columns[at]);
    for (std::size_t i = 0; i < values.size(); ++i) {
      check(std::isfinite(values[i]), "clinical_features: cohort ",
            cohort.about, ": patient '", cohort.patients[i], "' has no ",
            columns[at], "; narrow the cohort to patients that have one");
      features.values(static_cast<Eigen::Index>(i),
                      static_cast<Eigen::Index>(at)) =
          static_cast<float>(values[i]);
    }
  }
  return features;
}

namespace {

struct ClassTargetsOptions {
  std::string column;
  std::vector<std::string> positive;
};

struct ClinicalFeaturesOptions {
  std::vector<std::string> columns;
};

}  // namespace

StepKind class_targets_step() {
  return StepKind("class_targets", 1,
                  "Whether each patient of a cohort is of a class.")
      .applies<Cohort>("cohort", "the patients and their clinical columns")
      .option("column", &ClassTargetsOptions::column,
              "clinical column that tells the class")
      .required()
      .option("positive", &ClassTargetsOptions::positive,
              "its texts that are of the class")
      .required()
      .needs(in_memory(2, 1))
      .makes<Targets>([](const Inputs& in, const Options& options) {
        const auto how = options.as<ClassTargetsOptions>();
        const Cohort cohort = in.get<Cohort>("cohort");
        Targets targets = class_targets(cohort, how.column, how.positive);
        const std::vector<std::string>& texts = cohort.texts(how.column);
        for (const std::string& one : how.positive) {
          if (std::find(texts.begin(), texts.end(), one) == texts.end()) {
            log_line(concat("class_targets: no patient of ", cohort.about,
                            " has the ", how.column, " '", one, "'"));
          }
        }
        if (targets.size() < cohort.size()) {
          log_line(concat("class_targets: ",
                          counted(cohort.size() - targets.size(), "patient"),
                          " of ", cohort.about, " without a ", how.column,
                          " left out"));
        }
        return targets;
      });
}

StepKind clinical_features_step() {
  return StepKind("clinical_features", 1,
                  "Clinical numbers of each patient as features.")
      .applies<Cohort>("cohort", "the patients and their clinical columns")
      .option("columns", &ClinicalFeaturesOptions::columns,
              "clinical columns, in this order")
      .required()
      .needs(in_memory(2, 1))
      .makes<Features>([](const Inputs& in, const Options& options) {
        return clinical_features(in.get<Cohort>("cohort"),
                                 options.as<ClinicalFeaturesOptions>().columns);
      });
}

}  // namespace moonstain
