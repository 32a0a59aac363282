#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/eval/findings/predictor_kind.h"
#include "core/eval/metrics/metrics.h"

namespace moonstain {

/// All metrics of one predictor, by section, then by seed.
class PredictorScores {
 public:
  /// @param metrics  of this predictor; several of a section are seeds
  PredictorScores(std::string name, PredictorKind kind,
                  std::vector<const Metrics*> metrics);

  const std::string& name() const { return name_; }
  PredictorKind kind() const { return kind_; }
  const std::map<std::string, std::vector<const Metrics*>>& sections() const {
    return sections_;
  }
  /// Most metrics of one section.
  int seeds() const;

  /// By section; the mean over its seeds, NaN where undefined in all.
  std::map<std::string, double> by_section(std::string_view reading,
                                           std::string_view metric) const;

  /// Scores, sections by seeds, and those among them without a number.
  struct Counts {
    int scores = 0;
    int undefined = 0;
  };
  Counts counts(std::string_view reading, std::string_view metric) const;

  /// Scores without a number in sections where `other` has one.
  int lacking_beside(const PredictorScores& other, std::string_view reading,
                     std::string_view metric) const;

  /// Standard deviation between seeds of the mean over sections; nothing
  /// unless every section has the same number of seeds, two or more.
  std::optional<double> seed_sd(std::string_view reading,
                                std::string_view metric) const;

  /// By gene: the mean over sections and seeds of the metric's column.
  Eigen::VectorXd by_gene(std::string_view reading,
                          std::string_view metric) const;

 private:
  std::string name_;
  PredictorKind kind_;
  std::map<std::string, std::vector<const Metrics*>> sections_;
};

/// The mean over the sections of each patient, undefined ones left out.
std::map<std::string, double> by_patient(
    const std::map<std::string, double>& by_section,
    const std::map<std::string, std::string>& patient_of);

/// How much better the model is than another predictor, by patient: in each
/// section over the genes that both define, then the mean over sections (and
/// seeds). Positive is better, for errors too; NaN where no section of the
/// patient has a number on both sides.
std::map<std::string, double> paired_gain(
    const PredictorScores& model, const PredictorScores& other,
    std::string_view reading, std::string_view metric,
    const std::map<std::string, std::string>& patient_of);

}  // namespace moonstain
